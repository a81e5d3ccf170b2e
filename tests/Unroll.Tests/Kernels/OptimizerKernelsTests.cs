using Unroll.Kernels;

namespace Unroll.Tests.Kernels;

public class OptimizerKernelsTests
{
    const int Length = 37;
    const int Steps = 20;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.1, 0)]
    [InlineData(0, 0.1)]
    public void Adam_and_AdamW_follow_their_definition_over_many_steps(double decay, double decoupledDecay)
    {
        double[] p = KernelCases.ToDouble(KernelCases.Normal(Length, 1)), m = new double[Length], v = new double[Length];
        for (int step = 1; step <= Steps; step++)
        {
            float[] g = Gradient(step);
            for (int i = 0; i < Length; i++)
            {
                double d = g[i] + decay * p[i];
                p[i] -= RateAt(step) * decoupledDecay * p[i];
                m[i] = 0.9 * m[i] + 0.1 * d;
                v[i] = 0.999 * v[i] + 0.001 * d * d;
                double correctedM = m[i] / (1 - Math.Pow(0.9, step)), correctedV = v[i] / (1 - Math.Pow(0.999, step));
                p[i] -= RateAt(step) * correctedM / (Math.Sqrt(correctedV) + 1e-8);
            }
        }
        foreach (KernelPath path in InstructionSet.Available)
        {
            using InstructionSet.ForcedPath scope = InstructionSet.Force(path);
            KernelCases.AssertClose(p, Run(), 2e-6);
        }
        KernelCases.AssertSameBitsOnVectorPaths(Run);

        float[] Run()
        {
            float[] parameter = KernelCases.Normal(Length, 1), moment = new float[Length], square = new float[Length];
            for (int step = 1; step <= Steps; step++)
                AdamKernels.Update(parameter, Gradient(step), moment, square, StepAt(step, decay, decoupledDecay), ThreadTeam.OfSize(2));
            return parameter;
        }
    }

    [Fact]
    public void A_long_parameter_gets_the_same_bits_from_every_team()
    {
        float[] start = KernelCases.Normal(70_001, 1), g = KernelCases.Normal(70_001, 2);
        float[][] results = [.. KernelCases.TeamSizes.Select(size =>
        {
            float[] p = [.. start], m = new float[p.Length], v = new float[p.Length];
            AdamKernels.Update(p, g, m, v, StepAt(1, 0, 0), ThreadTeam.OfSize(size));
            return p;
        })];
        foreach (float[] result in results)
            KernelCases.AssertSameBits(results[0], result);
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(7, 0, 0)]
    [InlineData(8, 0, 0.01)]
    [InlineData(100, 0.01, 0)]
    [InlineData(250, 0, 0)]
    [InlineData(1500, 0, 0.1)]
    [InlineData(30_000, 0, 0)]
    public void Catching_up_gives_the_bits_of_dense_steps_without_gradient(int missed, double decay, double decoupledDecay)
    {
        foreach (KernelPath path in InstructionSet.Available)
        {
            using InstructionSet.ForcedPath scope = InstructionSet.Force(path);
            foreach (int firstSteps in (int[])[1, 3, 400])
            {
                // Large, small and zero parameters; a row without gradient is among the columns as well.
                float[] p = KernelCases.Normal(Length, 1), m = new float[Length], v = new float[Length], none = new float[Length];
                (p[3], p[4], p[5]) = (0, 1e-9f, 1e6f);
                for (int step = 1; step <= firstSteps; step++)
                {
                    float[] g = Gradient(step);
                    (g[3], g[7], g[8]) = (0, 0, 1e-12f);
                    AdamKernels.Update(p, g, m, v, StepAt(step, decay, decoupledDecay), ThreadTeam.Single);
                }
                AdamStep[] steps = [.. Enumerable.Range(firstSteps + 1, missed).Select(step => StepAt(step, decay, decoupledDecay))];
                float[] lateP = [.. p], lateM = [.. m], lateV = [.. v];
                AdamTable table = new()
                {
                    P = lateP,
                    M = lateM,
                    V = lateV,
                    Width = Length,
                    LastSteps = new[] { firstSteps },
                    Steps = steps,
                    FirstStep = firstSteps + 1,
                    LargestLearningRate = 0.02f,
                    MovesUnusedRows = true,
                };
                table.CatchUpAll(ThreadTeam.Single);
                foreach (AdamStep step in steps)
                    AdamKernels.Update(p, none, m, v, step, ThreadTeam.Single);
                KernelCases.AssertSameBits(p, lateP);
                KernelCases.AssertSameBits(m, lateM);
                KernelCases.AssertSameBits(v, lateV);
            }
        }
    }

    // So many that an estimated update alone would round some of them to the wrong side.
    [Theory]
    [InlineData(1, 0)]
    [InlineData(1000, 0)]
    [InlineData(1000, 0.1)]
    public void Estimates_never_decide_what_is_too_close_to_call(int firstStep, double decoupledDecay)
    {
        const int Parameters = 50_000, Missed = 200;
        AdamStep[] steps = [.. Enumerable.Range(firstStep, Missed).Select(step => new AdamStep(step, 1e-3, 0.9, 0.999, 1e-8, 0, decoupledDecay))];
        float[] start = KernelCases.Normal(Parameters, 1), g = KernelCases.Normal(Parameters, 2), none = new float[Parameters];
        foreach (KernelPath path in InstructionSet.Available)
        {
            using InstructionSet.ForcedPath scope = InstructionSet.Force(path);
            float[] p = [.. start], m = new float[Parameters], v = new float[Parameters];
            AdamKernels.Update(p, g, m, v, steps[0], ThreadTeam.Single);
            float[] lateP = [.. p], lateM = [.. m], lateV = [.. v];
            AdamTable table = new()
            {
                P = lateP,
                M = lateM,
                V = lateV,
                Width = Parameters,
                LastSteps = new[] { firstStep },
                Steps = steps,
                FirstStep = firstStep,
                LargestLearningRate = 1e-3f,
                MovesUnusedRows = true,
            };
            table.CatchUpAll(ThreadTeam.Single);
            foreach (AdamStep step in steps.AsSpan(1))
                AdamKernels.Update(p, none, m, v, step, ThreadTeam.Single);
            KernelCases.AssertSameBits(p, lateP);
            KernelCases.AssertSameBits(m, lateM);
            KernelCases.AssertSameBits(v, lateV);
        }
    }

    [Fact]
    public void A_moment_without_gradients_ends_at_zero_and_not_among_the_subnormal_numbers()
    {
        float[] p = [1], m = [1], v = [1], none = [0];
        for (int step = 1; step <= 1000; step++)
            AdamKernels.Update(p, none, m, v, StepAt(step, 0, 0), ThreadTeam.Single);
        Assert.Equal(0, m[0]);
        Assert.True(float.IsNormal(v[0]));
    }

    [Fact]
    public void Rows_of_a_table_get_the_same_bits_from_any_team()
    {
        const int Rows = 200, Width = 19, Missed = 60;
        AdamStep[] steps = [.. Enumerable.Range(2, Missed).Select(step => StepAt(step, 0, 0))];
        // Some rows twice, as the tokens of a batch name them.
        int[] named = [.. Enumerable.Range(0, 2 * Rows).Select(i => i * 7 % Rows)], once = [.. Enumerable.Range(0, Rows)];
        float[] expected = Run(ThreadTeam.Single);
        foreach (int size in KernelCases.TeamSizes)
            KernelCases.AssertSameBits(expected, Run(ThreadTeam.OfSize(size)));
        KernelCases.AssertSameBitsOnVectorPaths(() => Run(ThreadTeam.OfSize(2)));

        float[] Run(ThreadTeam team)
        {
            float[] p = KernelCases.Normal(Rows * Width, 1), m = KernelCases.Normal(Rows * Width, 2);
            float[] v = [.. KernelCases.Normal(Rows * Width, 3).Select(x => x * x)];
            int[] last = [.. Enumerable.Range(0, Rows).Select(row => row % 5)]; // 0: never used, left alone
            AdamTable table = new()
            {
                P = p,
                M = m,
                V = v,
                Width = Width,
                LastSteps = last,
                Steps = steps,
                FirstStep = 2,
                LargestLearningRate = 0.02f,
                MovesUnusedRows = false,
            };
            for (int row = 0; row < Rows; row++)
                last[row] = last[row] == 0 ? 0 : 1 + row % 3;
            table.CatchUp(named, team);
            table.Update(once, KernelCases.Normal(Rows * Width, 4), team);
            Assert.All(last, step => Assert.Equal(Missed + 1, step));
            return [.. p, .. m, .. v];
        }
    }

    [Theory]
    [InlineData(0, 0, 0, false)]
    [InlineData(0.1, 0, 0, false)]
    [InlineData(0, 0.9, 0, false)]
    [InlineData(0.1, 0.9, 0.3, false)]
    [InlineData(0.1, 0.9, 0, true)]
    public void Gradient_descent_follows_its_definition(float decay, float momentum, float dampening, bool nesterov)
    {
        double[] p = KernelCases.ToDouble(KernelCases.Normal(Length, 1)), b = new double[Length];
        for (int step = 1; step <= Steps; step++)
        {
            float[] g = Gradient(step);
            for (int i = 0; i < Length; i++)
            {
                double d = g[i] + decay * p[i];
                b[i] = step == 1 ? d : momentum * b[i] + (1 - dampening) * d;
                p[i] -= RateAt(step) * (momentum == 0 ? d : nesterov ? d + momentum * b[i] : b[i]);
            }
        }
        foreach (KernelPath path in InstructionSet.Available)
        {
            using InstructionSet.ForcedPath scope = InstructionSet.Force(path);
            KernelCases.AssertClose(p, Run(), 2e-6);
        }
        KernelCases.AssertSameBitsOnVectorPaths(Run);

        float[] Run()
        {
            float[] parameter = KernelCases.Normal(Length, 1), buffer = new float[Length];
            for (int step = 1; step <= Steps; step++)
            {
                float rate = (float)RateAt(step);
                if (momentum == 0)
                    GradientDescent.Sgd(parameter, Gradient(step), rate, decay);
                else
                    GradientDescent.SgdWithMomentum(parameter, Gradient(step), buffer, rate, decay, momentum, dampening, nesterov, step == 1);
            }
            return parameter;
        }
    }

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(0.1, 0, false)]
    [InlineData(0, 0.9, false)]
    [InlineData(0, 0, true)]
    [InlineData(0.1, 0.9, true)]
    public void RmsProp_follows_its_definition(float decay, float momentum, bool centred)
    {
        double[] p = KernelCases.ToDouble(KernelCases.Normal(Length, 1)), v = new double[Length], c = new double[Length], b = new double[Length];
        for (int step = 1; step <= Steps; step++)
        {
            float[] g = Gradient(step);
            for (int i = 0; i < Length; i++)
            {
                double d = g[i] + decay * p[i];
                v[i] = 0.99 * v[i] + 0.01 * d * d;
                c[i] = 0.99 * c[i] + 0.01 * d;
                b[i] = momentum * b[i] + d / (Math.Sqrt(v[i] - (centred ? c[i] * c[i] : 0)) + 1e-8);
                p[i] -= RateAt(step) * b[i];
            }
        }
        foreach (KernelPath path in InstructionSet.Available)
        {
            using InstructionSet.ForcedPath scope = InstructionSet.Force(path);
            KernelCases.AssertClose(p, Run(), 1e-5);
        }
        KernelCases.AssertSameBitsOnVectorPaths(Run);

        float[] Run()
        {
            float[] parameter = KernelCases.Normal(Length, 1), squares = new float[Length];
            float[] averages = centred ? new float[Length] : [], buffer = momentum > 0 ? new float[Length] : [];
            for (int step = 1; step <= Steps; step++)
                GradientDescent.RmsProp(parameter, Gradient(step), squares, averages, buffer, (float)RateAt(step), 0.99f, 1e-8f, decay, momentum);
            return parameter;
        }
    }

    static float[] Gradient(int step) => KernelCases.Normal(Length, (ulong)(100 + step));

    // A rate that changes, as under a schedule.
    static double RateAt(int step) => 0.01 + 0.005 * Math.Sin(step);

    static AdamStep StepAt(int step, double decay, double decoupledDecay) =>
        new(step, RateAt(step), 0.9, 0.999, 1e-8, decay, decoupledDecay);
}
