using Unroll.Formats;
using Unroll.Tensors;
using Unroll.Tests.Formats;
using Unroll.Training;

namespace Unroll.Tests.Training;

/// <summary>PyTorch's ASGD, followed here in double as its documentation writes it.</summary>
public sealed class AveragedSgdTests : IDisposable
{
    const int Steps = 12;

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0.1, 0.0, 0.75, 0, 0.0)]
    [InlineData(0.1, 0.0, 0.75, 4, 0.0)]
    [InlineData(0.2, 0.3, 0.75, 5, 0.1)]
    [InlineData(0.2, 0.3, 0.5, 1_000_000, 0.05)]
    public void Steps_and_mean_follow_the_formula(double rate, double lambda, double alpha, int t0, double decay)
    {
        double[] p = [1.5, -0.5, 0.25], mean = new double[3];
        double eta = rate, mu = 1;
        Parameter parameter = new("weight", [3]);
        parameter.Assign([1.5f, -0.5f, 0.25f]);
        AveragedSgd optimizer = new([parameter], rate, lambda, alpha, t0, decay);
        for (int step = 1; step <= Steps; step++)
        {
            float[] gradient = Samples.Normal(3, seed: (ulong)step);
            for (int i = 0; i < 3; i++)
            {
                double g = gradient[i] + decay * p[i];
                p[i] = p[i] * (1 - lambda * eta) - eta * g;
                mean[i] = mu == 1 ? p[i] : mean[i] + mu * (p[i] - mean[i]);
            }

            eta = rate / Math.Pow(1 + lambda * rate * step, alpha);
            mu = 1.0 / Math.Max(1, step - t0);
            Step(optimizer, parameter, gradient);
            AssertClose(p, parameter.Values);
        }

        optimizer.ExchangeAverages();
        AssertClose(mean, parameter.Values);
        optimizer.ExchangeAverages();
        AssertClose(p, parameter.Values);
    }

    [Fact]
    public void The_mean_begins_when_the_validation_has_not_improved_for_the_patience()
    {
        Parameter parameter = new("weight", [3]);
        AveragedSgd optimizer = new([parameter], learningRate: 0.1, decayTerm: 0, averageFrom: long.MaxValue) { AveragingPatience = 2 };
        Step(optimizer, parameter, [1, 1, 1]);
        foreach (int without in new[] { 0, 1 })
        {
            optimizer.Validated(without);
            optimizer.ExchangeAverages();
            Assert.Equal([-0.1f, -0.1f, -0.1f], parameter.Values);
        }

        optimizer.Validated(epochsWithoutImprovement: 2);
        Step(optimizer, parameter, [1, 1, 1]);
        Step(optimizer, parameter, [1, 1, 1]);
        Step(optimizer, parameter, [1, 1, 1]);
        optimizer.ExchangeAverages();
        // PyTorch's mean takes the second step alone, as the first: (-0.3 - 0.4) / 2.
        Assert.Equal([-0.35f, -0.35f, -0.35f], parameter.Values.ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void A_saved_optimizer_goes_on_with_the_same_bits()
    {
        (Parameter whole, AveragedSgd first) = New();
        (Parameter resumed, AveragedSgd second) = New();
        for (int step = 1; step <= Steps; step++)
        {
            float[] gradient = Samples.Normal(3, seed: (ulong)step);
            Step(first, whole, gradient);
            Step(second, resumed, gradient);
            if (step == 3)
            {
                first.Validated(epochsWithoutImprovement: 1);
                second.Validated(epochsWithoutImprovement: 1);
            }

            SafetensorsWriter writer = new();
            second.SaveState(writer, "optimizer.");
            writer.Save(folder["state"]);
            Parameter next = new("weight", [3]);
            next.Assign(resumed.Values);
            (resumed, second) = (next, new([next], learningRate: 0.1, decayTerm: 0, averageFrom: long.MaxValue) { AveragingPatience = 1 });
            using SafetensorsReader reader = new(folder["state"]);
            second.LoadState(reader, "optimizer.");
        }

        Assert.Equal(whole.Values, resumed.Values);
        first.ExchangeAverages();
        second.ExchangeAverages();
        Assert.Equal(whole.Values, resumed.Values);

        static (Parameter, AveragedSgd) New()
        {
            Parameter parameter = new("weight", [3]);
            return (parameter, new([parameter], learningRate: 0.1, decayTerm: 0, averageFrom: long.MaxValue) { AveragingPatience = 1 });
        }
    }

    static void Step(AveragedSgd optimizer, Parameter parameter, float[] gradient)
    {
        parameter.ClearGradient();
        gradient.CopyTo(parameter.DenseGradientSum);
        optimizer.Step();
    }

    static void AssertClose(double[] expected, ReadOnlySpan<float> actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 2e-6);
        }
    }
}
