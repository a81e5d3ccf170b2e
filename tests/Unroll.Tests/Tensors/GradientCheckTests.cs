using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Tests.Tensors;

/// <summary>The check itself: an error of 1 % in any single term of an LSTM step's gradient is found.</summary>
public sealed class GradientCheckTests
{
    const int Hidden = 5;

    public static TheoryData<int> Terms => [.. Enumerable.Range(1, PlantedLstmStep.TermCount)];

    [Fact]
    public void The_correct_gradient_passes() => Check(plantedTerm: 0).Require();

    [Theory, MemberData(nameof(Terms))]
    public void One_percent_of_error_in_any_single_term_is_found(int term)
    {
        GradientCheckReport report = Check(term);
        Assert.False(report.Passed, $"Term {term} is 1 % wrong and was not noticed: {report}");
        Assert.Contains("failed", Assert.Throws<InvalidOperationException>(report.Require).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_result_is_found_too()
    {
        Tensor x = Samples.Leaf([3]);
        GradientCheckReport report = GradientCheck.Run(() => Operation.Run(new WrongForward(x)), [x]);
        Assert.False(report.Passed);
        Assert.True(report.ForwardDifference > 1e-4);
    }

    [Fact]
    public void A_leaf_without_gradient_is_refused() =>
        Assert.Throws<ArgumentException>(() => GradientCheck.Run(() => Tensor.Zeros([]), [Tensor.Zeros([2])]));

    [Fact]
    public void A_leaf_that_the_computation_ignores_has_gradient_zero()
    {
        Tensor used = Samples.Leaf([3]), unused = Samples.Leaf([2]);
        GradientCheck.Run(used.Sum, [used, unused]).Require();
    }

    static GradientCheckReport Check(int plantedTerm)
    {
        Tensor gates = Samples.Leaf([2, 4 * Hidden], seed: 1), c = Samples.Leaf([2, Hidden], seed: 2);
        return GradientCheck.Run(() => Operation.Run(new PlantedLstmStep(gates, c, plantedTerm)), [gates, c]);
    }

    sealed class WrongForward : Operation
    {
        readonly Tensor x;

        internal WrongForward(Tensor x)
            : base(x)
        {
            this.x = x;
            NewOutput(x.Shape);
        }

        protected override void Forward()
        {
            x.Values.CopyTo(Output.WritableValues);
            Output.WritableValues[1] *= 1.001f;
        }

        protected internal override void Backward() => InputGradient.Add(x, Output.Gradient);

        protected internal override void Reference(ReferenceValues values) => values[x].CopyTo(values[Output], 0);
    }

    /// <summary>[h' c'] of an LSTM step from its gate sums i, f, g, o and c, written term by term; one term can be made 1 % too large.</summary>
    sealed class PlantedLstmStep : Operation
    {
        internal const int TermCount = 6;

        readonly Tensor gates, c;
        readonly int planted;

        internal PlantedLstmStep(Tensor gates, Tensor c, int planted)
            : base(gates, c)
        {
            (this.gates, this.c, this.planted) = (gates, c, planted);
            NewOutput([c.Shape[0], 2 * Hidden]);
        }

        protected override void Forward()
        {
            for (int unit = 0; unit < c.Shape.Count; unit++)
            {
                (double i, double f, double g, double o) = Gates(gates.Values.ToArray().Select(value => (double)value).ToArray(), unit);
                double next = f * c.Values[unit] + i * g;
                Output.WritableValues[H(unit)] = (float)(o * Math.Tanh(next));
                Output.WritableValues[H(unit) + Hidden] = (float)next;
            }
        }

        protected internal override void Backward()
        {
            Span<float> dgates = gates.GradientSum, dc = c.GradientSum;
            for (int unit = 0; unit < c.Shape.Count; unit++)
            {
                (double i, double f, double g, double o) = Gates(gates.Values.ToArray().Select(value => (double)value).ToArray(), unit);
                double squashed = Math.Tanh(f * c.Values[unit] + i * g);
                double dh = Output.Gradient[H(unit)];
                double dnext = Output.Gradient[H(unit) + Hidden] + Term(1) * dh * o * (1 - squashed * squashed);
                dgates[Gate(unit, 0)] += (float)(Term(2) * dnext * g * i * (1 - i));
                dgates[Gate(unit, 1)] += (float)(Term(3) * dnext * c.Values[unit] * f * (1 - f));
                dgates[Gate(unit, 2)] += (float)(Term(4) * dnext * i * (1 - g * g));
                dgates[Gate(unit, 3)] += (float)(Term(5) * dh * squashed * o * (1 - o));
                dc[unit] += (float)(Term(6) * dnext * f);
            }
        }

        protected internal override void Reference(ReferenceValues values)
        {
            for (int unit = 0; unit < c.Shape.Count; unit++)
            {
                (double i, double f, double g, double o) = Gates(values[gates], unit);
                double next = f * values[c][unit] + i * g;
                values[Output][H(unit)] = o * Math.Tanh(next);
                values[Output][H(unit) + Hidden] = next;
            }
        }

        double Term(int term) => term == planted ? 1.01 : 1;

        static int H(int unit) => unit / Hidden * 2 * Hidden + unit % Hidden;

        static int Gate(int unit, int gate) => unit / Hidden * 4 * Hidden + gate * Hidden + unit % Hidden;

        static (double I, double F, double G, double O) Gates(double[] sums, int unit) =>
            (Sigmoid(sums[Gate(unit, 0)]), Sigmoid(sums[Gate(unit, 1)]), Math.Tanh(sums[Gate(unit, 2)]), Sigmoid(sums[Gate(unit, 3)]));

        static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
    }
}
