using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Tests.Tensors;

public sealed class RandomSourceTests
{
    [Fact]
    public void Streams_are_independent_and_repeatable()
    {
        RandomSource source = new(9);
        ulong[] a = [.. Enumerable.Range(0, 4).Select(_ => source.Stream("a").NextBits())];
        Assert.Single(a.Distinct());
        Assert.NotEqual(source.Stream("a").NextBits(), source.Stream("b").NextBits());
        Assert.NotEqual(source.Stream(1).NextBits(), source.Stream(2).NextBits());
        Assert.NotEqual(new RandomSource(1).NextBits(), new RandomSource(2).NextBits());
    }

    [Fact]
    public void A_network_whose_weights_are_to_come_draws_none_and_has_the_same_streams_for_all_else()
    {
        RandomSource weights = new RandomSource(3).Stream("weights");
        Embedding embedding = new(vocabularySize: 4, size: 3, weights.Unneeded());
        Linear linear = new(inputSize: 3, outputSize: 2, weights.Unneeded());
        Assert.All(embedding.Weight.Values.ToArray().Concat(linear.Weight.Values.ToArray()), value => Assert.Equal(0, value));
        Assert.Equal(weights.Stream("dropout").NextBits(), weights.Unneeded().Stream("dropout").NextBits());
        Assert.Equal(0ul, weights.Position);
    }

    [Fact]
    public void Uniform_and_normal_numbers_have_their_moments()
    {
        const int count = 200_000;
        RandomSource source = new(11);
        double[] uniform = [.. Enumerable.Range(0, count).Select(_ => (double)source.NextFloat())], normal = [.. Enumerable.Range(0, count).Select(_ => (double)source.NextNormal())];
        // Five standard errors: 0.289 / sqrt(200,000) and 1 / sqrt(200,000).
        Assert.Equal(0.5, uniform.Average(), tolerance: 5 * 0.289 / Math.Sqrt(count));
        Assert.Equal(0, normal.Average(), tolerance: 5 / Math.Sqrt(count));
        Assert.Equal(1, normal.Average(value => value * value), tolerance: 5 * Math.Sqrt(2.0 / count));
        Assert.All(uniform, value => Assert.True(value is >= 0 and < 1));
    }

    [Fact]
    public void A_shuffle_keeps_every_item_and_reaches_every_order()
    {
        RandomSource source = new(13);
        HashSet<string> orders = [];
        for (int i = 0; i < 500; i++)
        {
            char[] items = ['a', 'b', 'c', 'd'];
            source.Shuffle<char>(items);
            Assert.Equal("abcd", string.Concat(items.Order()));
            orders.Add(new(items));
        }

        Assert.Equal(24, orders.Count);
    }
}
