using Unroll.Text;

namespace Unroll.Tasks.Tagging;

/// <summary>The plain baseline of tagging: every word gets the tag it had most often in training, a new word the most frequent tag of all.</summary>
public sealed class MostFrequentTags
{
    readonly Dictionary<string, string> tags;
    readonly string otherwise;

    MostFrequentTags(Dictionary<string, string> tags, string otherwise) => (this.tags, this.otherwise) = (tags, otherwise);

    /// <summary>Counts the tags of each word.</summary>
    /// <param name="training">One sentence or more.</param>
    public static MostFrequentTags Train(TaggedDataset training)
    {
        Dictionary<string, Dictionary<string, int>> counts = new(StringComparer.Ordinal);
        Dictionary<string, int> all = new(StringComparer.Ordinal);
        foreach ((IReadOnlyList<string> words, IReadOnlyList<string> ofWords) in training)
        {
            for (int i = 0; i < words.Count; i++)
            {
                if (!counts.TryGetValue(words[i], out Dictionary<string, int>? ofWord))
                {
                    counts.Add(words[i], ofWord = new(StringComparer.Ordinal));
                }

                ofWord[ofWords[i]] = ofWord.GetValueOrDefault(ofWords[i]) + 1;
                all[ofWords[i]] = all.GetValueOrDefault(ofWords[i]) + 1;
            }
        }

        return new(counts.ToDictionary(word => word.Key, word => MostFrequent(word.Value), StringComparer.Ordinal), MostFrequent(all));
    }

    /// <summary>Measures it as a tagger is measured.</summary>
    /// <param name="data">Sentences whose tags are right.</param>
    public TaggingReport Evaluate(TaggedDataset data)
    {
        TaggingCounts counted = new(data.TagNames.Concat(tags.Values).Append(otherwise));
        foreach ((IReadOnlyList<string> words, IReadOnlyList<string> right) in data)
        {
            counted.Add(right, [.. words.Select(word => tags.GetValueOrDefault(word, otherwise))], i => !tags.ContainsKey(words[i]));
        }

        return counted.Report(loss: null);
    }

    // Of equally frequent tags the first in ordinal order, so that the result depends on the counts alone.
    static string MostFrequent(Dictionary<string, int> counts) => counts.OrderByDescending(tag => tag.Value).ThenBy(tag => tag.Key, StringComparer.Ordinal).First().Key;
}
