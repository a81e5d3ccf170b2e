using Unroll.Tensors;

namespace Unroll.Tests;

/// <summary>Random inputs that are the same in every run.</summary>
static class Samples
{
    internal static float[] Normal(int count, ulong seed = 42)
    {
        RandomSource random = new(seed);
        float[] values = new float[count];
        foreach (ref float value in values.AsSpan())
        {
            value = random.NextNormal();
        }

        return values;
    }

    internal static Tensor Leaf(Shape shape, ulong seed = 42) => Tensor.From(Normal(shape.Count, seed), shape, needsGradient: true);

    internal static Sequences Leaf(SequenceLayout layout, int features, ulong seed = 42) => new(Leaf([layout.TokenCount, features], seed), layout);

    internal static float RelativeDifference(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        float largest = 1e-30f, difference = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected[i]));
            difference = Math.Max(difference, Math.Abs(expected[i] - actual[i]));
            if (float.IsNaN(actual[i]))
            {
                return float.PositiveInfinity;
            }
        }

        return difference / largest;
    }
}
