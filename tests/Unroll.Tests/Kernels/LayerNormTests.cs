using Unroll.Kernels;

namespace Unroll.Tests.Kernels;

public class LayerNormTests
{
    const int Rows = 5;
    const float Epsilon = 1e-5f;

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(33)]
    [InlineData(100)]
    public void Outputs_and_gradients_follow_the_definition(int columns)
    {
        float[] x = KernelCases.Normal(Rows * columns, 1, scale: 2), dy = KernelCases.Normal(Rows * columns, 2);
        float[] gain = KernelCases.Normal(columns, 3), bias = KernelCases.Normal(columns, 4);
        double[] exactX = KernelCases.ToDouble(x), exactGain = KernelCases.ToDouble(gain), exactBias = KernelCases.ToDouble(bias);
        double[] expected = Normalise(exactX, exactGain, exactBias);
        double Cost() => Normalise(exactX, exactGain, exactBias).Zip(dy, (value, d) => value * d).Sum();
        double[] dx = Slopes(exactX, Cost), dgain = Slopes(exactGain, Cost), dbias = Slopes(exactBias, Cost);
        foreach (KernelPath path in InstructionSet.Available)
        {
            using InstructionSet.ForcedPath scope = InstructionSet.Force(path);
            (float[] y, float[] gx, float[] gg, float[] gb) = Compute(x, dy, gain, bias);
            KernelCases.AssertClose(expected, y, 2e-6);
            KernelCases.AssertClose(dx, gx, 2e-5);
            KernelCases.AssertClose(dgain, gg, 5e-6);
            KernelCases.AssertClose(dbias, gb, 5e-6);
        }
        KernelCases.AssertSameBitsOnVectorPaths(() =>
        {
            (float[] y, float[] gx, float[] gg, float[] gb) = Compute(x, dy, gain, bias);
            return [.. y, .. gx, .. gg, .. gb];
        });
    }

    static (float[] Y, float[] Dx, float[] Dgain, float[] Dbias) Compute(float[] x, float[] dy, float[] gain, float[] bias)
    {
        float[] y = new float[x.Length], means = new float[Rows], inverse = new float[Rows];
        float[] dx = new float[x.Length], dgain = new float[gain.Length], dbias = new float[gain.Length];
        LayerNorm.Forward(x, gain, bias, Epsilon, y, means, inverse);
        // Twice, to see that gradients are added: half of each must be the whole of one.
        for (int i = 0; i < 2; i++)
            LayerNorm.Backward(x, gain, means, inverse, [.. dy.Select(value => value / 2)], dx, dgain, dbias);
        return (y, dx, dgain, dbias);
    }

    static double[] Normalise(double[] x, double[] gain, double[] bias)
    {
        int columns = gain.Length;
        double[] y = new double[x.Length];
        for (int start = 0; start < x.Length; start += columns)
        {
            double[] row = x[start..(start + columns)];
            double mean = row.Average(), variance = row.Average(value => (value - mean) * (value - mean));
            for (int i = 0; i < columns; i++)
                y[start + i] = (row[i] - mean) / Math.Sqrt(variance + Epsilon) * gain[i] + bias[i];
        }
        return y;
    }

    static double[] Slopes(double[] x, Func<double> cost)
    {
        const double h = 1e-5;
        double[] slopes = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            double middle = x[i];
            x[i] = middle + h;
            double up = cost();
            x[i] = middle - h;
            slopes[i] = (up - cost()) / (2 * h);
            x[i] = middle;
        }
        return slopes;
    }
}
