using Unroll.Tasks.Tagging;
using Unroll.Text;

namespace Unroll.Tests.Tasks.Tagging;

public sealed class TaggingBatchesTests
{
    static readonly TaggedDataset Data = new("words", Enumerable.Range(0, 40).Select(i => new TaggedSentence(
        [.. Enumerable.Range(0, 1 + i % 7).Select(t => $"w{i * t % 23}")], [.. Enumerable.Range(0, 1 + i % 7).Select(t => $"T{t % 3}")])));

    // What a resumed run relies on: it asks for the batches from the middle of an epoch on.
    [Fact]
    public void A_batch_depends_on_its_epoch_and_its_number_alone()
    {
        Func<int, TaggingBatches> epochs = Epochs(rareWords: 2), others = Epochs(rareWords: 2);
        TaggingBatches first = epochs(1), second = epochs(2);
        string[] inOrder = [.. first.Select(Written)];
        for (int i = first.Count - 1; i >= 0; i--)
        {
            Assert.Equal(inOrder[i], Written(others(1)[i]));
        }

        Assert.NotEqual(inOrder, second.Select(Written));
    }

    [Fact]
    public void Rare_words_are_hidden_more_often_than_frequent_ones_and_nothing_else_changes()
    {
        TaggingBatches hidden = Epochs(rareWords: 2)(1), whole = Epochs(rareWords: 0)(1);
        for (int i = 0; i < whole.Count; i++)
        {
            Assert.Equal(whole[i].Tags, hidden[i].Tags);
            Assert.Equal(whole[i].Words.WordOfToken, hidden[i].Words.WordOfToken);
            Assert.All(whole[i].Words.Ids.Ids.ToArray().Zip(hidden[i].Words.Ids.Ids.ToArray()), pair => Assert.True(pair.Second == pair.First || pair.Second == Vocabulary.UnknownIndex));
        }

        // w0 is the most frequent word by far; the vocabulary has the most frequent first.
        int[] all = [.. Enumerable.Range(1, 50).SelectMany(epoch => Epochs(rareWords: 2)(epoch)).SelectMany(batch => batch.Words.Ids.Ids.ToArray())];
        double count = Data.Sum(sentence => sentence.Words.Count(word => word == "w0")), kept = all.Count(id => id == 1) / 50.0;
        double expected = count / (2 + count);
        Assert.Equal(expected, kept / count, tolerance: 4 * Math.Sqrt(expected * (1 - expected) / (50 * count)));
    }

    [Fact]
    public void Each_distinct_word_of_a_batch_is_spelled_once()
    {
        TaggedBatch batch = Epochs(rareWords: 0)(1)[0];
        Assert.Equal(batch.Words.Ids.Ids.ToArray().Distinct().Count(), batch.Words.Spellings.BatchSize);
    }

    static Func<int, TaggingBatches> Epochs(float rareWords)
    {
        SequenceTaggerOptions options = new(BatchSize: 6, Seed: 4);
        (WordEncoder encoder, TokenCounts counts) = WordEncoder.Build(Data, options);
        return TaggingBatches.Of(new(Data, encoder, Data.TagNames), new(encoder.Words, counts, rareWords), options);
    }

    static string Written(TaggedBatch batch) =>
        string.Join(' ', batch.Words.Ids.Ids.ToArray()) + " | " + string.Join(' ', batch.Words.WordOfToken.ToArray()) + " | " + string.Join(' ', batch.Tags);
}
