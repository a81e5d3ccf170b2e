using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tasks.Captioning;
using Unroll.Tensors;

namespace Unroll.Tests.Tasks.Captioning;

public sealed class CaptionerNetworkTests
{
    const int Vocabulary = 9;

    static readonly CaptionerOptions Small = new(Channels: 2, Side: 8, Filters: 5, Blocks: 1, HiddenSize: 14, EmbeddingSize: 10, Dropout: 0);
    static readonly int[][] Inputs = [[1, 5, 6], [1, 2, 3, 4, 5], [1]];

    public static TheoryData<CaptionerOptions> Variants =>
    [
        Small, Small with { Attention = CaptionAttention.Hard, Blocks = 2 },
        Small with { Cell = CellKind.Gru, Layers = 2 }, Small with { Cell = CellKind.Slstm }, Small with { Cell = CellKind.GridLstm, Layers = 3 },
        Small with { Cell = CellKind.Clockwork }, Small with { Cell = CellKind.LstmProjected }, Small with { Cell = CellKind.MinLstm, Attention = CaptionAttention.Hard },
    ];

    // No output may depend on a word that is read later: else training would see the answer.
    [Theory, MemberData(nameof(Variants))]
    public void The_decoder_never_sees_its_future(CaptionerOptions options)
    {
        CaptionerNetwork network = new(options, Vocabulary);
        Tensor images = Samples.Leaf([3, 2, 8, 8]);
        float[][] before = Scores(network, options, images, Inputs);
        for (int changed = 1; changed < 5; changed++)
        {
            int[][] inputs = [Inputs[0], [.. Inputs[1]], Inputs[2]];
            inputs[1][changed] = 8;
            float[][] after = Scores(network, options, images, inputs);
            Assert.Equal(before[1][..(changed * Vocabulary)], after[1][..(changed * Vocabulary)]);
            Assert.NotEqual(before[1][(changed * Vocabulary)..((changed + 1) * Vocabulary)], after[1][(changed * Vocabulary)..((changed + 1) * Vocabulary)]);
            Assert.Equal(before[0], after[0]);
            Assert.Equal(before[2], after[2]);
        }
    }

    [Theory, MemberData(nameof(Variants))]
    public void Other_pictures_in_a_batch_change_no_bit(CaptionerOptions options)
    {
        CaptionerNetwork network = new(options, Vocabulary);
        Tensor images = Samples.Leaf([3, 2, 8, 8]);
        float[][] together = Scores(network, options, images, Inputs);
        for (int i = 0; i < Inputs.Length; i++)
        {
            Tensor alone = Tensor.From(images.Values.Slice(i * 128, 128), [1, 2, 8, 8]);
            Assert.Equal(together[i], Scores(network, options, alone, [Inputs[i]])[0]);
        }
    }

    [Theory, MemberData(nameof(Variants))]
    public void Step_by_step_the_decoder_says_what_it_says_at_once(CaptionerOptions options)
    {
        CaptionerNetwork network = new(options, Vocabulary);
        byte[] bytes = [.. Enumerable.Range(0, 128).Select(i => (byte)(i * i * 7))];
        Picture picture = new(2, 8, 8, bytes);
        float[] expected = Scores(network, options, SubjectTensor.Of([picture]), [Inputs[1]])[0];
        CaptionModel model = new(network, options, [picture], new Arena(1));
        CaptionState state = model.Initial;
        List<float> scores = [];
        foreach (int token in Inputs[1])
        {
            (float[] next, state) = model.Step([token], state);
            scores.AddRange(next);
        }

        // The same, but for the word that stands for rare ones, which is never written.
        for (int word = 0; word < Inputs[1].Length; word++)
        {
            expected[word * Vocabulary + Unroll.Text.Vocabulary.UnknownIndex] = float.NegativeInfinity;
        }

        Assert.Equal(expected, scores);
    }

    [Fact]
    public void Its_gradients_are_those_of_its_formulas() => RequireGradients(choose: null);

    [Theory, InlineData(CellKind.Gru, 2), InlineData(CellKind.LstmPeephole, 1), InlineData(CellKind.GridLstmUntied, 2), InlineData(CellKind.LstmDepthGated, 2)]
    public void Its_gradients_with_other_cells_are_those_of_its_formulas(CellKind cell, int layers) =>
        RequireGradients(choose: null, Small with { Cell = cell, Layers = layers });

    [Fact]
    public void Its_gradients_through_feature_grids_are_those_of_its_formulas() =>
        RequireGradients(choose: null, Small with { Grid = new(2, 3, 5) }, Samples.Leaf([3 * 6, 5]));

    // The second picture has two captions, the first none.
    [Fact]
    public void Its_gradients_through_shared_pictures_are_those_of_its_formulas() => RequireGradients(choose: null, pictureOf: [1, 2, 1]);

    [Theory, MemberData(nameof(Variants))]
    public void Captions_of_one_picture_together_have_the_bits_of_each_alone(CaptionerOptions options)
    {
        CaptionerNetwork network = new(options, Vocabulary);
        Tensor images = Samples.Leaf([2, 2, 8, 8]);
        float[][] together = Scores(network, options, images, Inputs, [1, 1, 0]);
        for (int i = 0; i < Inputs.Length; i++)
        {
            Tensor alone = Tensor.From(images.Values.Slice((i == 2 ? 0 : 1) * 128, 128), [1, 2, 8, 8]);
            Assert.Equal(together[i], Scores(network, options, alone, [Inputs[i]])[0]);
        }
    }

    // With fixed places, of which one is the mixture: what the choice itself learns from is another matter.
    [Fact]
    public void Its_gradients_through_chosen_places_are_those_of_its_formulas() =>
        RequireGradients((weights, step, _) => [.. Enumerable.Range(0, weights.Shape[0]).Select(row => (row + step) % 4 == 3 ? -1 : (5 * row + 3 * step) % 16)]);

    static void RequireGradients(LocationChoice? choose, CaptionerOptions? options = null, Tensor? given = null, int[]? pictureOf = null)
    {
        CaptionerNetwork network = new(options ?? Small, Vocabulary);
        pictureOf ??= [0, 1, 2];
        // Larger weights than the first ones, with which attention is so even that its gradients drown in rounding.
        foreach (Parameter parameter in network.Parameters)
        {
            parameter.Assign([.. Samples.Normal(parameter.Shape.Count, seed: (ulong)parameter.Shape.Count).Select(value => 0.5f * value)]);
        }

        Tensor subjects = given ?? Samples.Leaf([3, 2, 8, 8]);
        TokenBatch inputs = TokenBatch.From(Inputs);
        int[] labels = [.. Enumerable.Range(0, inputs.TokenCount).Select(i => i * 4 % Vocabulary)];
        GradientCheck.Run(
            () =>
            {
                DecodedCaptions decoded = network.Decode(inputs, network.Encode(subjects), pictureOf, choose);
                return network.Scores(decoded.Output).SoftmaxCrossEntropy(labels) + CaptionerTraining.Uncovered(decoded.Weights, decoded.Layout) * 0.1f;
            },
            [.. network.Parameters], tolerance: 1e-4, mostPerLeaf: 8).Require();
    }

    // Two captions of two words and one word, two places. First: 1 − 0.5 − 0.2 = 0.3 and 1 − 0.5 − 0.8 = −0.3; second: 0.9 and 0.1.
    [Fact]
    public void Coverage_is_counted_as_in_equation_14()
    {
        SequenceLayout layout = new([1, 2]);
        Tensor weights = Tensor.From([0.5f, 0.5f, 0.1f, 0.9f, 0.2f, 0.8f], [3, 2]);
        Assert.Equal(0.3 * 0.3 + 0.3 * 0.3 + 0.9 * 0.9 + 0.1 * 0.1, CaptionerTraining.Uncovered(weights, layout).Item, tolerance: 1e-6);
    }

    // A grid of 2 × 2 on 8 × 8 pixels; a box that reaches from the first cell a pixel into the second.
    [Fact]
    public void Attention_inside_is_that_on_the_cells_a_box_touches()
    {
        FocusSum sum = new(gridSide: 2, side: 8);
        sum.Add([0.4f, 0.3f, 0.2f, 0.1f], [new(1, 1, 5, 4)]);
        sum.Add([0.1f, 0.2f, 0.3f, 0.4f], [new(1, 1, 3, 4), new(4, 4, 8, 8)]);
        sum.Add([0.1f, 0.2f, 0.3f, 0.4f], [new(0, 4, 4, 8)]);
        sum.Add([1, 0, 0, 0], []);
        AttentionFocus focus = sum.Mean!;
        Assert.Equal((0.7 + 0.5 + 0.3) / 3, focus.Inside, tolerance: 1e-6);
        Assert.Equal((2 + 2 + 1) / 12.0, focus.Uniform, tolerance: 1e-9);
        Assert.Equal(2 / 3.0, focus.Pointing, tolerance: 1e-9);
        Assert.Equal(3, focus.Words);
    }

    /// <summary>Log-probabilities of each caption, word after word.</summary>
    static float[][] Scores(CaptionerNetwork network, CaptionerOptions options, Tensor images, int[][] inputs, int[]? pictureOf = null)
    {
        using StepMemory step = new Arena(1).BeginEvaluation();
        TokenBatch batch = TokenBatch.From(inputs);
        DecodedCaptions decoded = network.Decode(batch, network.Encode(images), pictureOf ?? [.. Enumerable.Range(0, inputs.Length)], CaptionModel.Likeliest(options.Attention));
        float[] all = network.Scores(decoded.Output).LogProbabilities();
        return [.. inputs.Select((sequence, i) => sequence.SelectMany((_, at) =>
            all.AsSpan(batch.Layout.Row(i, at) * Vocabulary, Vocabulary).ToArray()).ToArray())];
    }
}
