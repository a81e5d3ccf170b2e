using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Tests.Operations;

public sealed class SharedDropoutTests
{
    static readonly SequenceLayout Layout = new([3, 0, 5, 2]);

    [Fact]
    public void A_locked_mask_is_the_same_at_every_step_of_a_sequence_and_differs_between_sequences()
    {
        Sequences ones = new(Tensor.From([.. Enumerable.Repeat(1f, 10 * 203)], [10, 203]), Layout);
        using StepMemory step = new Arena(threads: 1).BeginStep();
        Tensor y = ones.LockedDropout(0.3f, new RandomSource(5)).Data;
        List<float[]> masks = [];
        foreach (int sequence in new[] { 0, 2, 3 })
        {
            float[] first = Row(y, Layout.Row(sequence, 0));
            masks.Add(first);
            Assert.All(first, value => Assert.True(value == 0 || Math.Abs(value - 1 / 0.7f) < 1e-6f));
            for (int i = 1; i < Layout.Lengths[sequence]; i++)
            {
                Assert.Equal(first, Row(y, Layout.Row(sequence, i)));
            }
        }

        Assert.NotEqual(masks[0], masks[1]);
        Assert.NotEqual(masks[1], masks[2]);
        Assert.InRange(masks.Sum(mask => mask.Count(value => value == 0)), 140, 230);
    }

    [Fact]
    public void Rows_of_one_key_are_dropped_together_and_whole()
    {
        int[] keys = [.. Enumerable.Range(0, 2000).Select(row => row % 1000)];
        Tensor ones = Tensor.From([.. Enumerable.Repeat(1f, 2000 * 3)], [2000, 3]);
        using StepMemory step = new Arena(threads: 1).BeginStep();
        float[] y = ones.DropRows(0.4f, keys, new RandomSource(5)).Values.ToArray();
        Assert.All(Enumerable.Range(0, 2000), row => Assert.Single(y[(row * 3)..(row * 3 + 3)].Distinct()));
        Assert.Equal(y[..3000], y[3000..]);
        Assert.InRange(y.Count(value => value == 0) / 6, 350, 450);
    }

    [Fact]
    public void Outside_of_training_x_itself_comes_back()
    {
        Sequences x = Samples.Leaf(Layout, features: 3);
        Assert.Same(x, x.LockedDropout(0.5f, new RandomSource(1)));
        Assert.Same(x.Data, x.Data.DropRows(0.5f, new int[10], new RandomSource(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => x.LockedDropout(1, new RandomSource(1)));
    }

    [Fact]
    public void A_row_needs_a_key()
    {
        using StepMemory step = new Arena(threads: 1).BeginStep();
        Assert.Throws<ShapeMismatchException>(() => Samples.Leaf([4, 2]).DropRows(0.5f, [1, 2, 3], new RandomSource(1)));
    }

    static float[] Row(Tensor x, int row) => x.Values.Slice(row * x.Shape[1], x.Shape[1]).ToArray();
}
