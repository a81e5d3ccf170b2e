using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tasks.Decoding;
using Unroll.Tensors;

namespace Unroll.Tasks.Generation;

/// <summary>A language model read one token at a time; its states lie outside of the arenas, so they outlive the steps, and thousands of texts in the making need no arena each.</summary>
sealed class LanguageModelStep(LanguageModelNetwork network, ArenaPool arenas) : IStepModel<RecurrentState>
{
    public int VocabularySize => network.VocabularySize;

    public (float[] LogProbabilities, RecurrentState State) Step(ReadOnlySpan<int> tokens, RecurrentState state)
    {
        int[][] rows = new int[tokens.Length][];
        for (int row = 0; row < rows.Length; row++)
        {
            rows[row] = [tokens[row]];
        }

        return InStep(() =>
        {
            (Tensor logits, RecurrentState final) = network.Forward(TokenBatch.From(rows), state);
            return (logits.LogProbabilities(), final.Map(part => part.Copy()));
        });
    }

    public RecurrentState Select(RecurrentState state, ReadOnlySpan<int> rows)
    {
        int[] chosen = rows.ToArray();
        return state.Map(part => part.SelectRows(chosen));
    }

    /// <summary>Reads tokens without asking what comes next: what precedes the last token of a prompt.</summary>
    internal RecurrentState Read(ReadOnlySpan<int> tokens, RecurrentState state)
    {
        const int chunk = 256;
        for (int start = 0; start < tokens.Length; start += chunk)
        {
            TokenBatch batch = TokenBatch.From([tokens[start..Math.Min(start + chunk, tokens.Length)].ToArray()]);
            RecurrentState before = state;
            state = InStep(() => network.Read(batch, before).Final.Map(part => part.Copy()));
        }

        return state;
    }

    T InStep<T>(Func<T> compute)
    {
        Arena arena = arenas.Take();
        T result;
        using (arena.BeginEvaluation())
        {
            result = compute();
        }

        arenas.Give(arena);
        return result;
    }
}
