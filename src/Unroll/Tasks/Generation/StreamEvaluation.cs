using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Tasks.Generation;

/// <summary>
/// Measures how well a network foresees a text. The text is cut into pieces that are read side by side; each piece but the first
/// begins with tokens of the one before, which are read without being counted, so that every counted token has a past.
/// </summary>
static class StreamEvaluation
{
    const int ShortestPiece = 1024, MostPieces = 64, UncountedTokens = 128, LongestChunk = 64, MostScores = 1 << 22;

    /// <summary>Sum of −log p over all tokens but the first, in nats.</summary>
    internal static double Nats(LanguageModelNetwork network, int[] ids, Arena arena)
    {
        int pieces = Math.Clamp(ids.Length / ShortestPiece, 1, MostPieces);
        int[] starts = [.. Enumerable.Range(0, pieces + 1).Select(i => (int)((long)(ids.Length - 1) * i / pieces))];
        int[] positions = [.. starts[..pieces].Select(start => Math.Max(0, start - UncountedTokens))];
        int chunk = Math.Clamp(MostScores / (pieces * network.VocabularySize), 1, LongestChunk);
        RecurrentState state = network.NewState(pieces);
        double nats = 0;
        while (Enumerable.Range(0, pieces).Any(piece => positions[piece] < starts[piece + 1]))
        {
            int[] lengths = [.. positions.Select((position, piece) => Math.Min(chunk, starts[piece + 1] - position))];
            using StepMemory step = arena.BeginEvaluation();
            TokenBatch batch = TokenBatch.From([.. positions.Select((position, piece) => ids[position..(position + lengths[piece])])]);
            (Tensor logits, RecurrentState final) = network.Forward(batch, state);
            nats += Nats(logits, batch.Layout, ids, positions, starts);
            state = final.Map(part => part.Copy());
            for (int piece = 0; piece < pieces; piece++)
            {
                positions[piece] += lengths[piece];
            }
        }

        return nats;
    }

    static double Nats(Tensor logits, SequenceLayout layout, int[] ids, int[] positions, int[] starts)
    {
        int width = logits.Shape.LastSize;
        float[] logProbabilities = logits.LogProbabilities();
        double nats = 0;
        for (int piece = 0; piece < positions.Length; piece++)
        {
            for (int i = 0; i < layout.Lengths[piece]; i++)
            {
                if (positions[piece] + i >= starts[piece])
                {
                    nats -= logProbabilities[layout.Row(piece, i) * width + ids[positions[piece] + i + 1]];
                }
            }
        }

        return nats;
    }
}
