using Unroll.Operations;
using Unroll.Tasks.Captioning;
using Unroll.Tensors;

namespace Unroll.Tests.Tasks.Captioning;

public sealed class HardAttentionTests
{
    const int Vocabulary = 5, Places = 4;

    static readonly CaptionerOptions Small = new(
        Channels: 1, Side: 4, Filters: 3, Blocks: 1, HiddenSize: 6, EmbeddingSize: 5, Attention: CaptionAttention.Hard, Dropout: 0);

    static readonly int[] Inputs = [1, 3, 4], Labels = [3, 4, 1];

    // Four places and three words: 64 ways to look. The estimate of each, weighted by how likely the way is, must add up to the gradient of
    // Σ_s p(s) log p(y|s), which is computed through the products of the weights. Any baseline gives the same expectation.
    [Theory]
    [InlineData(0)]
    [InlineData(-3.7f)]
    public void The_estimate_is_right_on_average(float baseline)
    {
        CaptionerNetwork network = Network();
        Tensor images = Samples.Leaf([1, 1, 4, 4]);
        double[] expected = Exact(network, images), average = new double[expected.Length];
        double all = 0;
        foreach (int[] way in Ways())
        {
            network.ClearGradients();
            DecodedCaptions decoded = Decoded(network, images, way);
            Tensor scores = network.Scores(decoded.Output);
            double[] likelihoods = HardAttention.Likelihoods(scores, Labels, decoded.Layout);
            HardAttention.Surrogate(scores, Labels, decoded, likelihoods, baseline, rewardWeight: 1, entropyWeight: 0).Backward();
            double probability = way.Select((place, word) => (double)decoded.Weights.Values[word * Places + place]).Aggregate((a, b) => a * b);
            all += probability;
            foreach ((int i, float gradient) in Gradients(network).Index())
            {
                // A word is the surrogate's unit, and its sign is turned over.
                average[i] -= probability * gradient * Labels.Length;
            }
        }

        Assert.Equal(1, all, tolerance: 1e-5);
        double largest = expected.Max(Math.Abs);
        Assert.True(largest > 0.01);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], average[i], tolerance: 2e-5 * largest);
        }
    }

    // Places that were drawn for a half of the captions, the mixture for the other; of the former each place as often as its weight says.
    [Fact]
    public void Places_are_drawn_as_often_as_they_are_likely()
    {
        const int captions = 8000;
        float[] weights = [0.1f, 0.2f, 0.3f, 0.4f];
        Tensor all = Tensor.From([.. Enumerable.Repeat(weights, captions).SelectMany(row => row)], [captions, Places]);
        int[] rows = [.. Enumerable.Range(0, captions)];
        int[] chosen = new HardAttention(Small).Draw(step: 3)(all, 1, rows)!;
        int drawn = chosen.Count(place => place >= 0);
        // Four standard deviations of a binomial count.
        Assert.Equal(captions * 0.5, drawn, tolerance: 4 * Math.Sqrt(captions * 0.25));
        for (int place = 0; place < Places; place++)
        {
            Assert.Equal(drawn * weights[place], chosen.Count(found => found == place), tolerance: 4 * Math.Sqrt(drawn * weights[place] * (1 - weights[place])));
        }

        Assert.NotEqual(chosen, new HardAttention(Small).Draw(step: 4)(all, 1, rows)!);
        Assert.NotEqual(chosen, new HardAttention(Small).Draw(step: 3)(all, 2, rows)!);
        Assert.Equal(chosen, new HardAttention(Small).Draw(step: 3)(all, 1, rows)!);
    }

    [Fact]
    public void The_baseline_is_a_moving_average_that_begins_with_the_first_batch()
    {
        CaptionerNetwork network = Network();
        HardAttention hard = new(Small);
        Tensor images = Samples.Leaf([1, 1, 4, 4]);
        double[] means = new double[3];
        double expected = 0;
        for (int batch = 0; batch < 3; batch++)
        {
            DecodedCaptions decoded = Decoded(network, images, [batch, 1, 3]);
            Tensor scores = network.Scores(decoded.Output);
            means[batch] = HardAttention.Likelihoods(scores, Labels, decoded.Layout)[0];
            expected = batch == 0 ? means[0] : 0.9 * expected + 0.1 * means[batch];
            hard.Loss(scores, Labels, decoded);
            Assert.Equal(expected, hard.Carried.Tensors[0].Values[0], tolerance: 1e-5);
        }

        Assert.NotEqual(means[0], means[1]);
    }

    // The entropy of (¼, ¼, ¼, ¼) is ln 4, and what is lowered is its negative.
    [Fact]
    public void Even_attention_has_the_largest_entropy()
    {
        SequenceLayout layout = new([1]);
        DecodedCaptions even = new(Tensor.Zeros([1, 1]), Tensor.From([0.25f, 0.25f, 0.25f, 0.25f], [1, 4]), [-1], layout);
        Tensor scores = Tensor.Zeros([1, 2]);
        Assert.Equal(Math.Log(2) - 0.5 * Math.Log(4), HardAttention.Surrogate(scores, [0], even, [0], 0, 1, 0.5f).Item, tolerance: 1e-6);
        DecodedCaptions sure = even with { Weights = Tensor.From([0, 1, 0, 0], [1, 4]) };
        Assert.Equal(Math.Log(2), HardAttention.Surrogate(scores, [0], sure, [0], 0, 1, 0.5f).Item, tolerance: 1e-6);
    }

    /// <summary>The gradient of Σ_s p(s) log p(y|s), every way on one tape.</summary>
    static double[] Exact(CaptionerNetwork network, Tensor images)
    {
        network.ClearGradients();
        Tensor? sum = null;
        foreach (int[] way in Ways())
        {
            DecodedCaptions decoded = Decoded(network, images, way);
            Tensor likelihood = network.Scores(decoded.Output).SoftmaxCrossEntropy(Labels) * -Labels.Length;
            Tensor term = likelihood.Reshape([1, 1]);
            foreach ((int word, int place) in way.Index())
            {
                term *= decoded.Weights.Rows(word, 1).Columns(place, 1);
            }

            sum = sum is null ? term : sum + term;
        }

        sum!.Sum().Backward();
        return [.. Gradients(network).Select(gradient => (double)gradient)];
    }

    static IEnumerable<float> Gradients(CaptionerNetwork network) => network.Parameters.SelectMany(parameter =>
        parameter.Gradient.Length == parameter.Shape.Count ? parameter.Gradient.ToArray() : new float[parameter.Shape.Count]);

    static IEnumerable<int[]> Ways() => Enumerable.Range(0, Places * Places * Places).Select(i => (int[])[i % Places, i / Places % Places, i / Places / Places]);

    static DecodedCaptions Decoded(CaptionerNetwork network, Tensor images, int[] way) =>
        network.Decode(TokenBatch.From([Inputs]), network.Encode(images), [0], (_, word, _) => [way[word]]);

    // Larger weights than the first ones, so that places differ and it matters where one looks.
    static CaptionerNetwork Network()
    {
        CaptionerNetwork network = new(Small, Vocabulary);
        foreach (Parameter parameter in network.Parameters)
        {
            parameter.Assign([.. Samples.Normal(parameter.Shape.Count, seed: (ulong)parameter.Shape.Count).Select(value => 0.7f * value)]);
        }

        return network;
    }
}
