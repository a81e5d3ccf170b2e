using Unroll.Formats;
using Unroll.Operations;
using Unroll.Tensors;
using Unroll.Tests.Formats;
using Unroll.Training;

namespace Unroll.Tests.Training;

/// <summary>Whatever is put off, the bits are those of the dense update.</summary>
public sealed class AdamRowsTests
{
    const int Rows = 13, Width = 19; // neither a multiple of a vector

    public static TheoryData<double, double, int> Settings => new()
    {
        { 0, 0.9, 60 },
        { 0, 0.9, 1500 }, // gaps after which the moments have faded to the smallest floats
        { 0.01, 0.9, 200 },
        { 0.01, 0, 60 },
        { 0, 0.9999, 60 }, // the first moment fades more slowly than the root of the second
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void A_table_ends_with_the_bits_of_the_dense_update(double weightDecay, double beta1, int steps)
    {
        (Parameter lazy, Parameter dense) = (Table(), Table());
        Optimizer lazyOptimizer = Create(lazy, weightDecay, beta1), denseOptimizer = Create(dense, weightDecay, beta1);
        RandomSource random = new(seed: 3);
        for (int step = 0; step < steps; step++)
        {
            lazyOptimizer.LearningRate = denseOptimizer.LearningRate = 0.01 * (1 + step % 7);
            int[] rows = RandomRows(random, step);
            float[] gradients = Samples.Normal(rows.Length * Width, seed: (ulong)step);
            OptimizerTests.StepOnRows(lazyOptimizer, lazy, rows, gradients);
            StepDensely(denseOptimizer, dense, rows, gradients);

            // What a lookup sees is what the dense table has, without the other rows having to catch up.
            int[] next = RandomRows(random, step);
            AssertSameBits(dense.Lookup(next).Values, lazy.Lookup(next).Values);
            if (step % 97 == 50)
            {
                lazyOptimizer.CatchUp();
            }

            if (step % 41 == 40)
            {
                StepDensely(lazyOptimizer, lazy, rows, gradients);
                StepDensely(denseOptimizer, dense, rows, gradients);
            }
        }

        AssertSameBits(dense.Values, lazy.Values);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.01)]
    public void Saved_and_restored_at_any_step_it_ends_with_the_same_bits(double weightDecay)
    {
        using TemporaryFolder folder = new();
        float[] expected = [];
        for (int stop = 0; stop < 12; stop++)
        {
            Parameter table = Table();
            Optimizer optimizer = Create(table, weightDecay, 0.9);
            RandomSource random = new(seed: 5);
            for (int step = 0; step < 12; step++)
            {
                if (step == stop && step > 0)
                {
                    SafetensorsWriter writer = new();
                    writer.Add("table", table.Shape, table.ValuesAsTheyStand);
                    optimizer.SaveState(writer, "optimizer.");
                    writer.Save(folder["state"]);
                    table = Table();
                    optimizer = Create(table, weightDecay, 0.9);
                    using SafetensorsReader reader = new(folder["state"]);
                    table.Assign(reader.Read("table").Values);
                    optimizer.LoadState(reader, "optimizer.");
                    Assert.Equal(0.01 + (step - 1), optimizer.LearningRate);
                }

                optimizer.LearningRate = 0.01 + step;
                int[] rows = RandomRows(random, step);
                OptimizerTests.StepOnRows(optimizer, table, rows, Samples.Normal(rows.Length * Width, seed: (ulong)step));
            }

            expected = stop == 0 ? table.Values.ToArray() : expected;
            AssertSameBits(expected, table.Values);
        }
    }

    [Fact]
    public void A_state_that_contradicts_itself_is_refused()
    {
        using TemporaryFolder folder = new();
        Parameter table = Table();
        SafetensorsWriter writer = new();
        writer.Add("learning_rate", new long[1]);
        writer.Add("0.step", new long[] { 5 });
        writer.Add("0.rows.last_steps", Enumerable.Range(0, Rows).Select(row => (long)row).ToArray());
        writer.Add("0.rows.learning_rates", new long[5]);
        writer.Save(folder["state"]);
        using SafetensorsReader reader = new(folder["state"]);

        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => Create(table, 0, 0.9).LoadState(reader, ""));

        Assert.Contains("do not fit", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Assigning_a_table_is_not_undone_by_what_was_put_off()
    {
        Parameter table = Table();
        Optimizer optimizer = Create(table, 0.01, 0.9);
        OptimizerTests.StepOnRows(optimizer, table, [1], Samples.Normal(Width));
        OptimizerTests.StepOnRows(optimizer, table, [2], Samples.Normal(Width));
        float[] assigned = Samples.Normal(Rows * Width, seed: 9);

        table.Assign(assigned);

        AssertSameBits(assigned, table.Values);
        AssertSameBits(assigned.AsSpan(Width, Width), table.Lookup([1]).Values);
    }

    [Fact]
    public void Two_optimizers_of_one_table_take_turns()
    {
        (Parameter lazy, Parameter dense) = (Table(), Table());
        Optimizer[] lazyOptimizers = [Create(lazy, 0.01, 0.9), Create(lazy, 0, 0.5)], denseOptimizers = [Create(dense, 0.01, 0.9), Create(dense, 0, 0.5)];
        RandomSource random = new(seed: 8);
        for (int step = 0; step < 30; step++)
        {
            int[] rows = RandomRows(random, step);
            float[] gradients = Samples.Normal(rows.Length * Width, seed: (ulong)step);
            OptimizerTests.StepOnRows(lazyOptimizers[step / 3 % 2], lazy, rows, gradients);
            StepDensely(denseOptimizers[step / 3 % 2], dense, rows, gradients);
        }

        AssertSameBits(dense.Values, lazy.Values);
    }

    static Optimizer Create(Parameter table, double weightDecay, double beta1) => weightDecay > 0
        ? new AdamW([table], 0.01, beta1, weightDecay: weightDecay)
        : new Adam([table], 0.01, beta1);

    static Parameter Table()
    {
        Parameter table = new("weight", [Rows, Width]);
        table.Assign(Samples.Normal(Rows * Width, seed: 1));
        return table;
    }

    // Row 12 is never used, row 11 only at first, the low ones often and repeatedly.
    static int[] RandomRows(RandomSource random, int step)
    {
        int[] rows = new int[1 + random.NextInt(4)];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = step == 0 ? 11 : random.NextInt(1 + random.NextInt(11));
        }

        return rows;
    }

    static void StepDensely(Optimizer optimizer, Parameter table, int[] rows, float[] gradients)
    {
        table.ClearGradient();
        (table.Lookup(rows) * Tensor.From(gradients, [rows.Length, Width])).Sum().Backward();
        _ = table.DenseGradientSum; // asked for by an operation that may touch any row
        optimizer.Step();
    }

    static void AssertSameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual) =>
        Assert.Equal(Array.ConvertAll(expected.ToArray(), BitConverter.SingleToInt32Bits), Array.ConvertAll(actual.ToArray(), BitConverter.SingleToInt32Bits));
}
