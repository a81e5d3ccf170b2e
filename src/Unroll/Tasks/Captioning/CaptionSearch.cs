using Unroll.Tasks.Decoding;
using Unroll.Tensors;

namespace Unroll.Tasks.Captioning;

/// <summary>Writes captions with a trained network: batches, search, attention, and the way back to text.</summary>
sealed class CaptionSearch(CaptionerNetwork network, CaptionerOptions options, CaptionWords words)
{
    const int BatchSize = 32;

    /// <summary>The best captions of each picture, with attention; in order of the pictures, best first.</summary>
    internal IReadOnlyList<IReadOnlyList<Caption>> Write(IReadOnlyList<CaptionSubject> pictures, SearchOptions search, Arena arena)
    {
        List<IReadOnlyList<Caption>> captions = [];
        foreach (CaptionSubject[] batch in pictures.Chunk(BatchSize))
        {
            CaptionModel model = new(network, options, batch, arena);
            IReadOnlyList<Hypothesis>[] found = BeamSearch.Run(model, model.Initial, CaptionWords.EndIndex, CaptionWords.EndIndex, Longest(batch.Length), search);
            (int Picture, Hypothesis Written)[] all = [.. found.SelectMany((best, i) => best.Select(hypothesis => (i, hypothesis)))];
            float[][][] attention = Attention(batch, all, arena);
            int next = 0;
            captions.AddRange(found.Select(best => best.Select(hypothesis => ToCaption(hypothesis, attention[next++])).ToArray()));
        }

        return captions;
    }

    /// <summary>The caption of each picture by a greedy search, without attention: what a validation needs.</summary>
    internal string[] WriteGreedily(IReadOnlyList<CaptionSubject> pictures, Arena arena) => [.. pictures.Chunk(BatchSize).SelectMany(batch =>
    {
        CaptionModel model = new(network, options, batch, arena);
        Hypothesis[] found = GreedySearch.Run(model, model.Initial, CaptionWords.EndIndex, CaptionWords.EndIndex, Longest(batch.Length), new());
        return found.Select(hypothesis => CaptionWords.Text(words.Vocabulary.Decode(hypothesis.Tokens)));
    })];

    int[] Longest(int count)
    {
        int[] longest = new int[count];
        Array.Fill(longest, options.MaximumWords + 1);
        return longest;
    }

    /// <summary>Reads finished captions once more, for the attention: [caption][word][location].</summary>
    float[][][] Attention(CaptionSubject[] pictures, (int Picture, Hypothesis Written)[] captions, Arena arena)
    {
        using StepMemory step = arena.BeginEvaluation();
        TokenBatch inputs = TokenBatch.From([.. captions.Select(caption => (int[])[CaptionWords.EndIndex, .. caption.Written.Tokens])]);
        int[] pictureOf = [.. captions.Select(caption => caption.Picture)];
        DecodedCaptions decoded = network.Decode(inputs, network.Encode(SubjectTensor.Of(pictures)), pictureOf, CaptionModel.Likeliest(options.Attention));
        return [.. captions.Select((caption, i) => Enumerable.Range(0, caption.Written.Tokens.Length + 1)
            .Select(word => decoded.Weights.Values.Slice(inputs.Layout.Row(i, word) * network.Locations, network.Locations).ToArray()).ToArray())];
    }

    Caption ToCaption(Hypothesis hypothesis, float[][] attention)
    {
        string[] written = words.Vocabulary.Decode(hypothesis.Tokens);
        return new(CaptionWords.Text(written), hypothesis.LogProbability, hypothesis.Score, [.. written, CaptionWords.End], attention, network.Grid.Rows, network.Grid.Columns);
    }
}
