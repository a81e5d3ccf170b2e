using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tasks.Decoding;
using Unroll.Tensors;

namespace Unroll.Tasks.Translation;

/// <summary>A translator's decoder over encoded sources, for a search to step through.</summary>
sealed class TranslationModel : IStepModel<TranslationState>
{
    // Attention below this counts as this: one token that was never looked at must not decide alone.
    const double LeastCoverage = 1e-6;

    readonly TranslatorNetwork network;
    readonly AttentionMemory memory;
    readonly int[] copyIds;
    readonly Arena arena;
    readonly bool givesLogarithms, keepsCoverage;

    /// <summary>Encodes the sources.</summary>
    /// <param name="network">The network.</param>
    /// <param name="options">Its options.</param>
    /// <param name="sources">Ids of each source.</param>
    /// <param name="copyIds">The same as ids of the target vocabulary, −1 for what it lacks.</param>
    /// <param name="arena">Where steps are computed.</param>
    /// <param name="keepsCoverage">Whether the attention that each source token got is added up.</param>
    internal TranslationModel(TranslatorNetwork network, TranslatorOptions options, int[][] sources, int[][] copyIds, Arena arena, bool keepsCoverage)
    {
        (this.network, this.arena, this.keepsCoverage, givesLogarithms) = (network, arena, keepsCoverage, options.Copy);
        this.copyIds = EncodedPairs.PackedCopies(copyIds);
        using StepMemory step = arena.BeginEvaluation();
        EncodedSource encoded = network.Encode(TokenBatch.From(sources));
        memory = new(encoded.Memory.Keys.Copy(), encoded.Memory.Values.Copy(), encoded.Memory.Layout);
        float[][] coverage = [.. sources.Select(ids => new float[keepsCoverage ? ids.Length : 0])];
        Initial = new(Kept(encoded.Cells), encoded.Feed.Copy(), [.. Enumerable.Range(0, sources.Length)], coverage);
    }

    /// <summary>The state before the first token, a row a source.</summary>
    internal TranslationState Initial { get; }

    /// <inheritdoc/>
    public int VocabularySize => network.TargetVocabulary;

    /// <inheritdoc/>
    public (float[] LogProbabilities, TranslationState State) Step(ReadOnlySpan<int> tokens, TranslationState state)
    {
        using StepMemory step = arena.BeginEvaluation();
        AttentionLayout layout = new(memory.Layout, state.Sources);
        TokenBatch batch = TokenBatch.From([.. tokens.ToArray().Select(token => new[] { token })]);
        (Decoded decoded, RecurrentState cells) = network.Step(batch, (network.StateOf(state.Cells), state.Feed), memory, layout);
        Tensor scores = network.Scores(decoded, copyIds);
        float[][] coverage = keepsCoverage
            ? [.. Enumerable.Range(0, tokens.Length).Select(row => Sum(state.Coverage[row], decoded.Weights.Values[layout.WeightsOf(row)]))]
            : state.Coverage;
        return (givesLogarithms ? scores.Values.ToArray() : scores.LogProbabilities(), new(Kept(cells), decoded.Output.Copy(), state.Sources, coverage));
    }

    /// <inheritdoc/>
    public TranslationState Select(TranslationState state, ReadOnlySpan<int> rows)
    {
        int[] selected = rows.ToArray();
        return new(
            [.. state.Cells.Select(parts => parts.Select(part => part.SelectRows(selected)).ToArray())],
            state.Feed.SelectRows(selected), [.. selected.Select(row => state.Sources[row])], [.. selected.Select(row => state.Coverage[row])]);
    }

    /// <summary>β · Σ_j ln min(1, what source token j got), for each row (Wu et al. 2016).</summary>
    internal static double[] CoveragePenalties(TranslationState state, double weight) =>
        [.. state.Coverage.Select(coverage => weight * coverage.Sum(sum => Math.Log(Math.Clamp(sum, LeastCoverage, 1))))];

    static Tensor[][] Kept(RecurrentState state) => [.. state.Cells.Select(parts => parts.Select(part => part.Copy()).ToArray())];

    static float[] Sum(float[] before, ReadOnlySpan<float> weights)
    {
        float[] sum = [.. before];
        for (int i = 0; i < sum.Length; i++)
        {
            sum[i] += weights[i];
        }

        return sum;
    }
}

/// <summary>What a decoder remembers, a row a hypothesis; it lives outside of steps.</summary>
/// <param name="Cells">For each layer the parts of its state, each [rows, its size].</param>
/// <param name="Feed">What the last step made of its attention, [rows, embedding size].</param>
/// <param name="Sources">Which source each row translates.</param>
/// <param name="Coverage">For each row the attention that each source token has had; empty where nobody asked.</param>
sealed record TranslationState(IReadOnlyList<IReadOnlyList<Tensor>> Cells, Tensor Feed, int[] Sources, float[][] Coverage);
