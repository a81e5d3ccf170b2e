using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tasks.Translation;
using Unroll.Tensors;

namespace Unroll.Tests.Tasks.Translation;

public sealed class TranslatorNetworkTests
{
    const int Vocabulary = 9;

    static readonly int[][] Sources = [[3, 4, 5, 1], [2, 1], [8, 7, 6, 5, 4, 1]];
    static readonly int[][] Inputs = [[1, 5, 6], [1, 2, 3, 4, 5], [1]];

    public static TheoryData<TranslatorOptions> Variants =>
    [
        new TranslatorOptions(HiddenSize: 14, EmbeddingSize: 10),
        new TranslatorOptions(HiddenSize: 14, EmbeddingSize: 10, Layers: 2, Attention: AttentionKind.Dot, Copy: true),
        new TranslatorOptions(HiddenSize: 14, EmbeddingSize: 10, Cell: CellKind.Gru, Attention: AttentionKind.Additive),
        new TranslatorOptions(HiddenSize: 14, EmbeddingSize: 10, Attention: AttentionKind.General, InputFeeding: true, Copy: true),
        new TranslatorOptions(HiddenSize: 14, EmbeddingSize: 10, Cell: CellKind.LstmDepthGated, Layers: 2),
        new TranslatorOptions(HiddenSize: 14, EmbeddingSize: 10, Cell: CellKind.Slstm, InputFeeding: true),
        new TranslatorOptions(HiddenSize: 14, EmbeddingSize: 10, Cell: CellKind.GruResetBefore, Layers: 2, Attention: AttentionKind.Additive, InputFeeding: true),
    ];

    // No output may depend on a token that is read later: else training would see the answer.
    [Theory, MemberData(nameof(Variants))]
    public void The_decoder_never_sees_its_future(TranslatorOptions options)
    {
        TranslatorNetwork network = new(options, Vocabulary, Vocabulary);
        float[][] before = Scores(network, options, Sources, Inputs);
        for (int changed = 1; changed < 5; changed++)
        {
            int[][] inputs = [Inputs[0], [.. Inputs[1]], Inputs[2]];
            inputs[1][changed] = 8;
            float[][] after = Scores(network, options, Sources, inputs);
            Assert.Equal(before[1][..(changed * Vocabulary)], after[1][..(changed * Vocabulary)]);
            Assert.NotEqual(before[1][(changed * Vocabulary)..((changed + 1) * Vocabulary)], after[1][(changed * Vocabulary)..((changed + 1) * Vocabulary)]);
            Assert.Equal(before[0], after[0]);
            Assert.Equal(before[2], after[2]);
        }
    }

    [Theory, MemberData(nameof(Variants))]
    public void Neighbours_in_a_batch_and_their_order_change_no_bit(TranslatorOptions options)
    {
        TranslatorNetwork network = new(options, Vocabulary, Vocabulary);
        float[][] together = Scores(network, options, Sources, Inputs);
        Assert.Equal(together.Reverse(), Scores(network, options, [.. Sources.Reverse()], [.. Inputs.Reverse()]));
        for (int i = 0; i < Sources.Length; i++)
        {
            Assert.Equal(together[i], Scores(network, options, [Sources[i]], [Inputs[i]])[0]);
        }
    }

    [Theory, MemberData(nameof(Variants))]
    public void Step_by_step_the_decoder_says_what_it_says_at_once(TranslatorOptions options)
    {
        TranslatorNetwork network = new(options, Vocabulary, Vocabulary);
        float[][] expected = Scores(network, options, Sources, Inputs);
        for (int i = 0; i < Sources.Length; i++)
        {
            TranslationModel model = new(network, options, [Sources[i]], [Sources[i]], new Arena(1), keepsCoverage: true);
            TranslationState state = model.Initial;
            List<float> scores = [];
            foreach (int token in Inputs[i])
            {
                (float[] next, state) = model.Step([token], state);
                scores.AddRange(next);
            }

            Assert.Equal(expected[i], scores);
            Assert.Equal(Inputs[i].Length, state.Coverage[0].Sum(), tolerance: 1e-4);
        }
    }

    // Attention beyond 1 counts as 1; a token that got 0.25 in all costs ln 0.25, one that got none no more than ln of a millionth.
    [Fact]
    public void The_coverage_penalty_is_that_of_the_paper()
    {
        TranslationState state = new([], Tensor.Zeros([2, 1]), [0, 0], [[0.25f, 1.5f, 1], [0, 1, 1]]);
        double[] penalties = TranslationModel.CoveragePenalties(state, weight: 0.2);
        Assert.Equal(0.2 * Math.Log(0.25), penalties[0], tolerance: 1e-12);
        Assert.Equal(0.2 * Math.Log(1e-6), penalties[1], tolerance: 1e-12);
    }

    [Theory, MemberData(nameof(Variants))]
    public void Its_gradients_are_those_of_its_formulas(TranslatorOptions options)
    {
        TranslatorNetwork network = new(options with { Dropout = 0 }, Vocabulary, Vocabulary);
        // Larger weights than the first ones, with which attention is so even that its gradients drown in rounding.
        foreach (Parameter parameter in network.Parameters)
        {
            parameter.Assign([.. Samples.Normal(parameter.Shape.Count, seed: (ulong)parameter.Shape.Count).Select(value => 0.5f * value)]);
        }

        TokenBatch sources = TokenBatch.From(Sources), inputs = TokenBatch.From(Inputs);
        int[] labels = [.. Enumerable.Range(0, inputs.TokenCount).Select(i => i * 4 % Vocabulary)];
        GradientCheck.Run(
            () =>
            {
                Tensor scores = network.Scores(network.Decode(inputs, network.Encode(sources)), EncodedPairs.PackedCopies(Sources));
                return options.Copy ? scores.NegativeLogLikelihood(labels, 0.1f) : scores.SoftmaxCrossEntropy(labels, 0.1f);
            },
            [.. network.Parameters], tolerance: 1e-4, mostPerLeaf: 12).Require();
    }

    /// <summary>Log-probabilities of each sequence, step after step.</summary>
    static float[][] Scores(TranslatorNetwork network, TranslatorOptions options, int[][] sources, int[][] inputs)
    {
        using StepMemory step = new Arena(1).BeginEvaluation();
        TokenBatch batch = TokenBatch.From(inputs);
        Tensor scores = network.Scores(network.Decode(batch, network.Encode(TokenBatch.From(sources))), EncodedPairs.PackedCopies(sources));
        float[] all = options.Copy ? scores.Values.ToArray() : scores.LogProbabilities();
        return [.. inputs.Select((sequence, i) => sequence.SelectMany((_, at) =>
            all.AsSpan(batch.Layout.Row(i, at) * Vocabulary, Vocabulary).ToArray()).ToArray())];
    }
}
