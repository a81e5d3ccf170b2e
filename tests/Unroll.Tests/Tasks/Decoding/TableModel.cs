using Unroll.Tasks.Decoding;
using Unroll.Tensors;

namespace Unroll.Tests.Tasks.Decoding;

/// <summary>A model whose probabilities follow from source and prefix by a hash: any prefix has its own, and nothing is learned.</summary>
sealed class TableModel(int vocabularySize, ulong seed) : IStepModel<TableModel.State>
{
    internal sealed record State(int[] Sources, int[][] Prefixes);

    public int VocabularySize => vocabularySize;

    internal static State Initial(params int[] sources) => new(sources, [.. sources.Select(_ => Array.Empty<int>())]);

    public (float[] LogProbabilities, State State) Step(ReadOnlySpan<int> tokens, State state)
    {
        Assert.Equal(state.Sources.Length, tokens.Length);
        int[][] prefixes = [.. tokens.ToArray().Select((token, row) => (int[])[.. state.Prefixes[row], token])];
        float[] scores = [.. prefixes.SelectMany((prefix, row) => LogProbabilities(state.Sources[row], prefix))];
        return (scores, new(state.Sources, prefixes));
    }

    public State Select(State state, ReadOnlySpan<int> rows)
    {
        int[] selected = rows.ToArray();
        return new([.. selected.Select(row => state.Sources[row])], [.. selected.Select(row => state.Prefixes[row])]);
    }

    internal float[] LogProbabilities(int source, ReadOnlySpan<int> prefix)
    {
        RandomSource random = new RandomSource(seed).Stream(source);
        foreach (int token in prefix)
        {
            random = random.Stream(token);
        }

        double[] weights = [.. Enumerable.Range(0, vocabularySize).Select(_ => Math.Exp(2 * random.NextNormal()))];
        double sum = weights.Sum();
        return [.. weights.Select(weight => (float)Math.Log(weight / sum))];
    }
}
