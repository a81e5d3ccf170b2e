using Unroll.Kernels;

namespace Unroll.Tests.Kernels;

public class ElementwiseTests
{
    delegate void UnaryKernel(ReadOnlySpan<float> x, Span<float> y);

    delegate void BinaryKernel(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y);

    [Fact]
    public void Sums_differences_products_and_quotients_follow_their_definition()
    {
        CheckBinary(Elementwise.Add, (a, b, y) => a + b);
        CheckBinary(Elementwise.Subtract, (a, b, y) => a - b);
        CheckBinary(Elementwise.Multiply, (a, b, y) => a * b);
        CheckBinary(Elementwise.Divide, (a, b, y) => a / b);
        CheckBinary(Elementwise.MultiplyAdd, (a, b, y) => y + a * b);
        CheckBinary((a, b, y) => Elementwise.AddScaled(a, 0.7f, y), (a, b, y) => y + 0.7f * a);
    }

    [Fact]
    public void Derivatives_of_activations_follow_from_the_output()
    {
        CheckBinary(Activations.SigmoidBackward, (y, dy, dx) => dx + dy * y * (1 - y));
        CheckBinary(Activations.TanhBackward, (y, dy, dx) => dx + dy * (1 - y * y));
        CheckBinary(Activations.ReluBackward, (y, dy, dx) => dx + (y > 0 ? dy : 0));
    }

    [Fact]
    public void Functions_follow_their_definition()
    {
        CheckUnary((x, y) => Elementwise.Scale(x, -2.5f, y), x => -2.5f * x);
        CheckUnary((x, y) => Elementwise.AddNumber(x, -2.5f, y), x => x - 2.5f);
        CheckUnary(Activations.Relu, x => Math.Max(x, 0));
        CheckUnary(Activations.Sigmoid, x => 1 / (1 + Math.Exp(-x)));
        CheckUnary(Activations.Tanh, Math.Tanh);
        CheckUnary(Elementwise.Exp, Math.Exp);
        CheckUnary((x, y) => { Elementwise.Multiply(x, x, y); Elementwise.SquareRoot(y, y); }, Math.Abs);
        CheckUnary((x, y) => { Elementwise.Exp(x, y); Elementwise.Log(y, y); }, x => x);
    }

    [Theory, MemberData(nameof(KernelCases.Paths), MemberType = typeof(KernelCases))]
    public void Exp_sigmoid_and_tanh_are_accurate_over_their_whole_range(string path)
    {
        using InstructionSet.ForcedPath scope = InstructionSet.Force(Enum.Parse<KernelPath>(path));
        float[] x = [.. Enumerable.Range(-400_000, 800_001).Select(i => i * 2.3e-4f), .. Enumerable.Range(-40, 41).Select(i => MathF.ScaleB(1.3f, i))];
        float[] exp = new float[x.Length], sigmoid = new float[x.Length], tanh = new float[x.Length];
        Elementwise.Exp(x, exp);
        Activations.Sigmoid(x, sigmoid);
        Activations.Tanh(x, tanh);
        for (int i = 0; i < x.Length; i++)
        {
            double expected = Math.Exp(x[i]);
            if (x[i] is < 88.7f and > -87)
                Assert.True(Math.Abs(exp[i] - expected) <= 2.5e-7 * expected, $"exp({x[i]}) gave {exp[i]}, expected {expected}");
            else
                Assert.True(Math.Abs(exp[i] - (float)expected) <= 1.5e-45 || exp[i] == (float)expected, $"exp({x[i]}) gave {exp[i]}");
            Assert.True(Math.Abs(sigmoid[i] - 1 / (1 + Math.Exp(-(double)x[i]))) <= 1.2e-7, $"sigmoid({x[i]}) gave {sigmoid[i]}");
            double t = Math.Tanh(x[i]);
            Assert.True(Math.Abs(tanh[i] - t) <= 3e-7 * Math.Abs(t), $"tanh({x[i]}) gave {tanh[i]}, expected {t}");
        }
    }

    [Theory, MemberData(nameof(KernelCases.Paths), MemberType = typeof(KernelCases))]
    public void NaN_stays_NaN_and_infinities_saturate(string path)
    {
        using InstructionSet.ForcedPath scope = InstructionSet.Force(Enum.Parse<KernelPath>(path));
        float[] x = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue], y = new float[5];
        Activations.Sigmoid(x, y);
        Assert.Equal([float.NaN, 1, 0, 1, 0], y.Select(value => value < 1e-37f ? 0 : value));
        Activations.Tanh(x, y);
        Assert.Equal([float.NaN, 1, -1, 1, -1], y);
        Elementwise.Exp(x, y);
        Assert.Equal([float.NaN, float.PositiveInfinity, 0, float.PositiveInfinity, 0], y);
        Activations.Relu(x, y);
        Assert.Equal([float.NaN, float.PositiveInfinity, 0, float.MaxValue, 0], y);
    }

    [Fact]
    public void Reductions_follow_their_definition_with_the_same_bits_on_the_vector_paths()
    {
        foreach (int length in (int[])[0, 1, 7, 15, 16, 17, 33, 100, 4096, 4097, 20_000])
        {
            float[] x = KernelCases.Normal(length, (ulong)length);
            foreach (KernelPath path in InstructionSet.Available)
            {
                using InstructionSet.ForcedPath scope = InstructionSet.Force(path);
                Assert.Equal(x.Sum(value => (double)value), Reductions.Sum(x), tolerance: 1e-6 * (length + 1));
                Assert.Equal(x.Sum(value => (double)value * value), Reductions.SumOfSquares(x), tolerance: 1e-6 * (length + 1));
                Assert.Equal(length == 0 ? float.NegativeInfinity : x.Max(), Reductions.Max(x));
            }
            KernelCases.AssertSameBitsOnVectorPaths(() => [(float)Reductions.Sum(x), (float)Reductions.SumOfSquares(x)]);
        }
        Assert.Equal(float.NaN, Reductions.Max([1, float.NaN, 2]));
    }

    [Fact]
    public void Rows_take_a_bias_and_give_column_sums()
    {
        foreach (int columns in (int[])[1, 5, 8, 16, 17, 35])
        {
            float[] x = KernelCases.Normal(9 * columns, 7), bias = KernelCases.Normal(columns, 8);
            foreach (KernelPath path in InstructionSet.Available)
            {
                using InstructionSet.ForcedPath scope = InstructionSet.Force(path);
                float[] y = [.. x], sums = [.. bias];
                Reductions.AddToRows(bias, y);
                Reductions.AddColumnSums(x, sums);
                for (int column = 0; column < columns; column++)
                {
                    double sum = bias[column];
                    for (int row = 0; row < 9; row++)
                    {
                        Assert.Equal(x[row * columns + column] + bias[column], y[row * columns + column]);
                        sum += x[row * columns + column];
                    }
                    Assert.Equal(sum, sums[column], tolerance: 1e-5);
                }
            }
        }
    }

    static void CheckUnary(UnaryKernel kernel, Func<double, double> formula) =>
        CheckBinary((a, b, y) => kernel(a, y), (a, b, y) => formula(a));

    // Every remainder of every vector width; results beyond the end would break the guard element.
    static void CheckBinary(BinaryKernel kernel, Func<double, double, double, double> formula)
    {
        for (int length = 0; length <= 50; length++)
        {
            float[] a = KernelCases.Normal(length, 1), b = KernelCases.Normal(length, 2), start = KernelCases.Normal(length + 1, 3);
            double[] expected = new double[length];
            for (int i = 0; i < length; i++)
                expected[i] = formula(a[i], b[i], start[i]);
            foreach (KernelPath path in InstructionSet.Available)
            {
                using InstructionSet.ForcedPath scope = InstructionSet.Force(path);
                float[] y = [.. start];
                kernel(a, b, y.AsSpan(0, length));
                for (int i = 0; i < length; i++)
                    Assert.Equal(expected[i], y[i], tolerance: 1e-6 * Math.Max(1, Math.Abs(expected[i])));
                Assert.Equal(start[length], y[length]);
            }
            KernelCases.AssertSameBitsOnVectorPaths(() =>
            {
                float[] y = [.. start];
                kernel(a, b, y.AsSpan(0, length));
                return y;
            });
        }
    }
}
