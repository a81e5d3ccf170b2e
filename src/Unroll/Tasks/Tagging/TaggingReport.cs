using Unroll.Layers;
using Unroll.Training;

namespace Unroll.Tasks.Tagging;

/// <summary>How the spans of one type, or of all, fared; a span is found when its type and both its ends are right.</summary>
/// <param name="Type">The type; empty for all together.</param>
/// <param name="Precision">Of the spans that were found, the share that are there; 0 where none was found.</param>
/// <param name="Recall">Of the spans that are there, the share that were found; 0 where there is none.</param>
/// <param name="F1">2 · precision · recall / (precision + recall); 0 where undefined.</param>
/// <param name="Support">Spans that are there.</param>
/// <param name="Found">Spans that were found, rightly or not.</param>
/// <param name="Correct">Spans that were found rightly.</param>
public sealed record SpanScore(string Type, double Precision, double Recall, double F1, long Support, long Found, long Correct)
{
    internal static SpanScore From(string type, long support, long found, long correct) => new(
        type, Quotient(correct, found), Quotient(correct, support), Quotient(2 * correct, support + found), support, found, correct);

    static double Quotient(long numerator, long denominator) => denominator == 0 ? 0 : (double)numerator / denominator;
}

/// <summary>How good tags are.</summary>
/// <param name="Accuracy">Share of words that got their tag.</param>
/// <param name="AccuracyLow">Lower end of the accuracy's 95 % interval (Wilson 1927).</param>
/// <param name="AccuracyHigh">Upper end of it.</param>
/// <param name="UnseenAccuracy">The accuracy on words that the model has no vector for; null where there is none.</param>
/// <param name="UnseenWords">How many such words there are.</param>
/// <param name="Words">How many words there are.</param>
/// <param name="Loss">−log of the right tags' probability in nats a word, over the sentences whose tags the model knows; null where there is none.</param>
/// <param name="Spans">All spans together, as conlleval counts them; null where the tags do not describe spans.</param>
/// <param name="SpanTypes">The spans of each type; empty where there are none.</param>
/// <param name="Tags">Each tag, in the order of <see cref="Confusion"/>.</param>
/// <param name="Confusion">Words of tag i that got tag j, at [i][j].</param>
public sealed record TaggingReport(
    double Accuracy, double AccuracyLow, double AccuracyHigh, double? UnseenAccuracy, long UnseenWords, long Words, double? Loss,
    SpanScore? Spans, IReadOnlyList<SpanScore> SpanTypes, IReadOnlyList<ClassScore> Tags, IReadOnlyList<IReadOnlyList<long>> Confusion)
{
    /// <summary>What decides between two models: the spans' F1 where there are spans, else the accuracy.</summary>
    public double Score => Spans?.F1 ?? Accuracy;
}

/// <summary>Counts sentence by sentence what a <see cref="TaggingReport"/> tells.</summary>
sealed class TaggingCounts
{
    readonly List<string> tagNames = [];
    readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    readonly ConfusionMatrix confusion;
    readonly bool areSpans;
    readonly SortedDictionary<string, SpanCounts> spans = new(StringComparer.Ordinal);
    long unseen, unseenCorrect;

    /// <summary>Nothing counted yet.</summary>
    /// <param name="tagNames">Every tag that may occur.</param>
    internal TaggingCounts(IEnumerable<string> tagNames)
    {
        foreach (string tag in tagNames.Distinct(StringComparer.Ordinal))
        {
            numbers.Add(tag, this.tagNames.Count);
            this.tagNames.Add(tag);
        }

        confusion = new(this.tagNames.Count);
        areSpans = TagRules.AreSpans(this.tagNames);
    }

    /// <summary>Counts a sentence.</summary>
    /// <param name="gold">The right tags.</param>
    /// <param name="predicted">Those to be judged.</param>
    /// <param name="isUnseen">Whether each word is new to the model.</param>
    internal void Add(IReadOnlyList<string> gold, IReadOnlyList<string> predicted, Func<int, bool> isUnseen)
    {
        for (int i = 0; i < gold.Count; i++)
        {
            confusion.Add(numbers[gold[i]], numbers[predicted[i]]);
            unseen += isUnseen(i) ? 1 : 0;
            unseenCorrect += isUnseen(i) && gold[i] == predicted[i] ? 1 : 0;
        }

        if (areSpans)
        {
            AddSpans(Chunks.Of(gold), Chunks.Of(predicted));
        }
    }

    internal TaggingReport Report(double? loss)
    {
        ConfidenceInterval interval = ConfidenceInterval.OfShare(confusion.Correct, confusion.Total);
        List<ClassScore> tags = [];
        List<IReadOnlyList<long>> rows = [];
        for (int tag = 0; tag < tagNames.Count; tag++)
        {
            ClassMetrics metrics = confusion.OfClass(tag);
            tags.Add(new(tagNames[tag], metrics.Precision, metrics.Recall, metrics.F1, metrics.Support));
            rows.Add([.. Enumerable.Range(0, tagNames.Count).Select(predicted => confusion[tag, predicted])]);
        }

        SpanScore? all = areSpans ? SpanScore.From("", spans.Values.Sum(type => type.Support), spans.Values.Sum(type => type.Found), spans.Values.Sum(type => type.Correct)) : null;
        return new(
            confusion.Accuracy, interval.Low, interval.High, unseen == 0 ? null : (double)unseenCorrect / unseen, unseen, confusion.Total, loss,
            all, [.. spans.Select(type => SpanScore.From(type.Key, type.Value.Support, type.Value.Found, type.Value.Correct))], tags, rows);
    }

    void AddSpans(List<Chunk> gold, List<Chunk> predicted)
    {
        HashSet<Chunk> there = [.. gold];
        gold.ForEach(chunk => OfType(chunk.Type).Support++);
        foreach (Chunk chunk in predicted)
        {
            OfType(chunk.Type).Found++;
            OfType(chunk.Type).Correct += there.Contains(chunk) ? 1 : 0;
        }
    }

    SpanCounts OfType(string type)
    {
        if (!spans.TryGetValue(type, out SpanCounts? counts))
        {
            spans.Add(type, counts = new());
        }

        return counts;
    }

    sealed class SpanCounts
    {
        internal long Support, Found, Correct;
    }
}
