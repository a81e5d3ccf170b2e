using Unroll.Kernels;

namespace Unroll.Tests.Kernels;

public class CrossEntropyTests
{
    const int Rows = 7;

    [Theory]
    [InlineData(1, false, 0)]
    [InlineData(3, false, 0)]
    [InlineData(20, true, 0)]
    [InlineData(16, false, 0.1f)]
    [InlineData(37, true, 0.25f)]
    [InlineData(3000, true, 0.1f)]
    public void Loss_and_gradient_follow_the_definition(int classes, bool weighted, float smoothing)
    {
        float[] logits = KernelCases.Normal(Rows * classes, 1, scale: 3), weights = weighted ? Weights(classes) : [];
        int[] targets = [.. Enumerable.Range(0, Rows).Select(row => row * 5 % classes)];
        double expected = Loss(KernelCases.ToDouble(logits), targets, weights, smoothing, classes);
        foreach (KernelPath path in InstructionSet.Available)
        {
            using InstructionSet.ForcedPath scope = InstructionSet.Force(path);
            float[] probabilities = new float[logits.Length], gradient = KernelCases.Normal(logits.Length, 2);
            float[] start = [.. gradient];
            double loss = CrossEntropy.Forward(logits, targets, weights, smoothing, probabilities, classes, ThreadTeam.OfSize(3));
            Assert.Equal(expected, loss, tolerance: 1e-6 * (1 + expected));
            CrossEntropy.Backward(probabilities, targets, weights, smoothing, upstream: 0.5f, gradient, classes);
            for (int i = 0; i < logits.Length; i += 1 + logits.Length / 50)
            {
                double slope = 0.5 * Slope(logits, i, x => Loss(x, targets, weights, smoothing, classes));
                Assert.Equal(start[i] + slope, gradient[i], tolerance: 1e-6);
            }
        }
        KernelCases.AssertSameBitsOnVectorPaths(() =>
        {
            float[] probabilities = new float[logits.Length];
            double loss = CrossEntropy.Forward(logits, targets, weights, smoothing, probabilities, classes, ThreadTeam.OfSize(2));
            return [.. probabilities, (float)loss];
        });
    }

    [Theory, MemberData(nameof(KernelCases.Paths), MemberType = typeof(KernelCases))]
    public void Logits_of_a_hundred_neither_overflow_nor_vanish(string path)
    {
        using InstructionSet.ForcedPath scope = InstructionSet.Force(Enum.Parse<KernelPath>(path));
        float[] logits = [100, 0, -100, -100, -100, 100], probabilities = new float[6];
        // The targets lose to the largest logit by 200 and by 200.
        double loss = CrossEntropy.Forward(logits, [2, 0], [], 0, probabilities, 3, ThreadTeam.Single);
        Assert.Equal(200, loss, tolerance: 1e-4);
        Assert.Equal([1, 0, 0, 0, 0, 1], probabilities.Select(p => MathF.Round(p, 6)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(35)]
    public void Softmax_and_its_logarithm_follow_the_definition_both_ways(int columns)
    {
        float[] x = KernelCases.Normal(Rows * columns, 3, scale: 30), dy = KernelCases.Normal(Rows * columns, 4);
        double[] exact = new double[x.Length], logarithm = new double[x.Length], dx = new double[x.Length], dlog = new double[x.Length];
        for (int start = 0; start < x.Length; start += columns)
        {
            double sum = 0, dot = 0, total = 0;
            for (int i = start; i < start + columns; i++)
                sum += Math.Exp(x[i]);
            for (int i = start; i < start + columns; i++)
            {
                (exact[i], logarithm[i]) = (Math.Exp(x[i]) / sum, x[i] - Math.Log(sum));
                dot += exact[i] * dy[i];
                total += dy[i];
            }
            for (int i = start; i < start + columns; i++)
                (dx[i], dlog[i]) = (1 + exact[i] * (dy[i] - dot), 1 + dy[i] - exact[i] * total);
        }
        foreach (KernelPath path in InstructionSet.Available)
        {
            using InstructionSet.ForcedPath scope = InstructionSet.Force(path);
            float[] y = new float[x.Length], log = new float[x.Length], gradient = new float[x.Length], logGradient = new float[x.Length];
            Array.Fill(gradient, 1);
            Array.Fill(logGradient, 1);
            Softmax.Forward(x, y, columns, ThreadTeam.OfSize(2));
            KernelCases.AssertClose(exact, y, 1e-6);
            Softmax.LogForward(x, log, columns, ThreadTeam.OfSize(2));
            KernelCases.AssertClose(logarithm, log, 1e-6);
            Softmax.Backward(y, dy, gradient, columns, ThreadTeam.OfSize(2));
            KernelCases.AssertClose(dx, gradient, 2e-6);
            Softmax.LogBackward(log, dy, logGradient, columns, ThreadTeam.OfSize(2));
            KernelCases.AssertClose(dlog, logGradient, 3e-6);
        }
    }

    static float[] Weights(int classes) => [.. Enumerable.Range(0, classes).Select(i => 0.5f + i % 4)];

    static double Slope(float[] x, int index, Func<double[], double> function)
    {
        const double h = 1e-4;
        double[] up = KernelCases.ToDouble(x), down = KernelCases.ToDouble(x);
        up[index] += h;
        down[index] -= h;
        return (function(up) - function(down)) / (2 * h);
    }

    static double Loss(double[] logits, int[] targets, float[] weights, float smoothing, int classes)
    {
        double total = 0, totalWeight = 0;
        for (int row = 0; row < targets.Length; row++)
        {
            double[] x = logits[(row * classes)..((row + 1) * classes)];
            double max = x.Max();
            double logarithm = max + Math.Log(x.Sum(value => Math.Exp(value - max)));
            double WeightOf(int k) => weights.Length == 0 ? 1 : weights[k];
            double all = 0;
            for (int k = 0; k < classes; k++)
                all += WeightOf(k) * (logarithm - x[k]);
            total += (1 - smoothing) * WeightOf(targets[row]) * (logarithm - x[targets[row]]) + smoothing / (double)classes * all;
            totalWeight += WeightOf(targets[row]);
        }
        return total / totalWeight;
    }
}
