using Unroll.Kernels;

namespace Unroll.Tests.Kernels;

/// <summary>What the kernel tests share: numbers to compute with, and every path and team to compute on.</summary>
static class KernelCases
{
    /// <summary>Paths of this processor with team sizes; all must agree.</summary>
    public static TheoryData<string> Paths => new(InstructionSet.Available.Select(path => path.ToString()));

    public static readonly int[] TeamSizes = [1, 2, 3, 7];

    /// <summary>Numbers that look normally distributed, the same for the same seed.</summary>
    public static float[] Normal(int count, ulong seed, float scale = 1)
    {
        float[] values = new float[count];
        ulong state = seed * 0x9E3779B97F4A7C15 + 0x1234567;
        for (int i = 0; i < count; i++)
        {
            // The sum of four uniform numbers, centred; its variance is 1/3.
            double sum = 0;
            for (int j = 0; j < 4; j++)
                sum += Uniform(ref state) - 0.5;
            values[i] = (float)(sum * Math.Sqrt(3) * scale);
        }
        return values;
    }

    static double Uniform(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>Computes the same on every path and asserts that the vector paths agree bit for bit.</summary>
    public static void AssertSameBitsOnVectorPaths(Func<float[]> compute)
    {
        float[]? expected = null;
        foreach (KernelPath path in InstructionSet.Available.Where(path => path != KernelPath.Portable))
        {
            using InstructionSet.ForcedPath scope = InstructionSet.Force(path);
            float[] actual = compute();
            AssertSameBits(expected ??= actual, actual);
        }
    }

    public static void AssertSameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (BitConverter.SingleToInt32Bits(expected[i]) != BitConverter.SingleToInt32Bits(actual[i]))
                Assert.Fail($"element {i}: {expected[i]:R} and {actual[i]:R} differ");
        }
    }

    /// <summary>Every element within tolerance times the largest expected magnitude.</summary>
    public static void AssertClose(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        double largest = 1e-3;
        foreach (double value in expected)
            largest = Math.Max(largest, Math.Abs(value));
        for (int i = 0; i < expected.Length; i++)
        {
            // Written so that NaN fails.
            if (!(Math.Abs(expected[i] - actual[i]) <= tolerance * largest))
                Assert.Fail($"element {i}: expected {expected[i]:R}, got {actual[i]:R}; the largest is {largest:R}");
        }
    }

    public static double[] ToDouble(ReadOnlySpan<float> values)
    {
        double[] result = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
            result[i] = values[i];
        return result;
    }
}
