using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Tasks.Generation;

/// <summary>What a language model remembers of whole texts, which are read side by side.</summary>
static class TextStates
{
    const int MostRows = 64, LongestChunk = 64;

    /// <summary>The last layer's hidden state after each text.</summary>
    /// <param name="texts">Token ids, any number of them.</param>
    /// <param name="network">The language model.</param>
    /// <param name="arena">The memory to compute in.</param>
    internal static float[][] After(IReadOnlyList<int[]> texts, LanguageModelNetwork network, Arena arena)
    {
        float[][] vectors = new float[texts.Count][];
        int[] order = [.. Enumerable.Range(0, texts.Count).OrderBy(i => texts[i].Length)];
        foreach (int[] positions in order.Chunk(MostRows))
        {
            float[] hidden = After([.. positions.Select(i => texts[i])], network.NewState(positions.Length), network, arena);
            for (int row = 0; row < positions.Length; row++)
            {
                vectors[positions[row]] = hidden[(row * network.OutputSize)..((row + 1) * network.OutputSize)];
            }
        }

        return vectors;
    }

    /// <summary>Long texts are read in chunks, so that memory does not grow with them.</summary>
    static float[] After(int[][] texts, RecurrentState state, LanguageModelNetwork network, Arena arena)
    {
        for (int start = 0; start < texts[^1].Length; start += LongestChunk)
        {
            using StepMemory step = arena.BeginEvaluation();
            TokenBatch batch = TokenBatch.From([.. texts.Select(text => text[Math.Min(start, text.Length)..Math.Min(start + LongestChunk, text.Length)])]);
            state = network.Read(batch, state).Final.Map(part => part.Copy());
        }

        return state.Hidden.Values.ToArray();
    }
}
