using System.Globalization;
using Unroll.Formats;
using Unroll.Operations;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Tests.Training;

public sealed class OptimizerTests
{
    // Twenty float32 steps of up to 0.5 on numbers near 1: a few roundings of 6e-8 each.
    const float Tolerance = 2e-6f;

    [Theory]
    [InlineData("sgd")]
    [InlineData("sgd_momentum")]
    [InlineData("sgd_nesterov")]
    [InlineData("sgd_dampening")]
    [InlineData("adam")]
    [InlineData("adam_weight_decay")]
    [InlineData("adam_betas")]
    [InlineData("adamw")]
    [InlineData("rmsprop")]
    [InlineData("rmsprop_centered")]
    public void Twenty_steps_are_libtorchs(string setting)
    {
        using SafetensorsReader golden = Golden("optimizers");
        Parameter parameter = new("weight", [5, 3]);
        parameter.Assign(golden.Read("initial").Values);
        Optimizer optimizer = Create(golden.Metadata, setting, parameter);
        Tensor gradients = golden.Read("gradients"), steps = golden.Read($"{setting}.steps");
        for (int step = 0; step < 20; step++)
        {
            parameter.ClearGradient();
            gradients.Values.Slice(step * 15, 15).CopyTo(parameter.DenseGradientSum);
            optimizer.Step();

            Assert.InRange(Samples.RelativeDifference(steps.Values.Slice(step * 15, 15), parameter.Values), 0, Tolerance);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_table_moves_as_libtorchs_dense_Adam_moves_it(bool readWholeTableAtEachStep)
    {
        using SafetensorsReader golden = Golden("adam_embedding");
        Parameter table = new("weight", [11, 4]);
        table.Assign(golden.Read("initial").Values);
        Adam optimizer = (Adam)Create(golden.Metadata, "adam", table);
        long[] ids = golden.ReadIntegers("ids");
        Tensor gradients = golden.Read("grad_y"), tables = golden.Read("tables");
        for (int step = 0; step < 20; step++)
        {
            int[] rows = [.. ids.Skip(step * 6).Take(6).Select(id => (int)id)];
            StepOnRows(optimizer, table, rows, gradients.Values.Slice(step * 24, 24));
            Assert.True(table.IsGradientSparse);
            if (readWholeTableAtEachStep)
            {
                Assert.InRange(Samples.RelativeDifference(tables.Values.Slice(step * 44, 44), table.Values), 0, Tolerance);
            }
        }

        Assert.InRange(Samples.RelativeDifference(tables.Values[(19 * 44)..], table.Values), 0, Tolerance);
    }

    [Fact]
    public void A_parameter_that_is_frozen_or_without_gradient_stays_and_counts_no_step()
    {
        Parameter frozen = new("a", [1]) { IsTrainable = false }, idle = new("b", [1]), used = new("c", [1]);
        Adam optimizer = new([frozen, idle, used], learningRate: 0.1, weightDecay: 0.1);
        foreach (Parameter parameter in (Parameter[])[frozen, idle, used])
        {
            parameter.Assign([1]);
        }

        frozen.DenseGradientSum[0] = 1;
        used.DenseGradientSum[0] = 1;
        optimizer.Step();
        Assert.Equal([1], frozen.Values);
        Assert.Equal([1], idle.Values);
        Assert.Equal(0.9f, used.Values[0], 1e-6f); // The first step of Adam is the rate, whatever the gradient.

        // The idle one's first step comes now, and is as long.
        idle.DenseGradientSum[0] = 0.01f;
        optimizer.Step();
        Assert.Equal(0.9f, idle.Values[0], 1e-6f);
    }

    [Fact]
    public void Plain_gradient_descent_changes_only_the_rows_in_use()
    {
        Parameter table = new("weight", [3, 2]);
        table.Assign([1, 2, 3, 4, 5, 6]);

        StepOnRows(new Sgd([table], learningRate: 0.5), table, [2, 0, 2], [1, 1, 10, 20, 3, 4]);

        Assert.Equal([-4, -8, 3, 4, 3, 3.5f], table.Values);
    }

    [Fact]
    public void A_rate_of_zero_changes_nothing_and_a_new_rate_holds_at_once()
    {
        Parameter parameter = new("weight", [1]);
        Sgd optimizer = new([parameter], learningRate: 0);
        parameter.DenseGradientSum[0] = 2;
        optimizer.Step();
        Assert.Equal([0], parameter.Values);

        optimizer.LearningRate = 0.25;
        optimizer.Step();
        Assert.Equal([-0.5f], parameter.Values);
    }

    [Fact]
    public void Settings_that_make_no_sense_are_refused()
    {
        Parameter parameter = new("weight", [1]);
        Parameter[] one = [parameter];

        Assert.Throws<ArgumentException>(() => new Sgd([]));
        Assert.Throws<ArgumentException>(() => new Sgd([parameter, parameter]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(one, learningRate: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(one, learningRate: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(one, momentum: 1));
        Assert.Throws<ArgumentException>(() => new Sgd(one, nesterov: true));
        Assert.Throws<ArgumentException>(() => new Sgd(one, momentum: 0.9, dampening: 0.1, nesterov: true));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(one, beta2: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW(one, weightDecay: -0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RmsProp(one, epsilon: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(one).LearningRate = double.PositiveInfinity);
    }

    internal static void StepOnRows(Optimizer optimizer, Parameter table, int[] rows, ReadOnlySpan<float> gradients)
    {
        table.ClearGradient();
        Tensor loss = (table.Lookup(rows) * Tensor.From(gradients, [rows.Length, table.Shape[1]])).Sum();
        loss.Backward();
        optimizer.Step();
    }

    static SafetensorsReader Golden(string name) => new(Path.Combine(AppContext.BaseDirectory, "Golden", $"{name}.safetensors"));

    static Optimizer Create(IReadOnlyDictionary<string, string> metadata, string setting, Parameter parameter)
    {
        Parameter[] parameters = [parameter];
        return metadata[$"{setting}.kind"] switch
        {
            "sgd" => new Sgd(parameters, Number("lr"), Number("momentum"), Number("dampening"), Number("weight_decay"), metadata[$"{setting}.nesterov"] == "true"),
            "adam" => new Adam(parameters, Number("lr"), Number("beta1"), Number("beta2"), Number("eps"), Number("weight_decay")),
            "adamw" => new AdamW(parameters, Number("lr"), Number("beta1"), Number("beta2"), Number("eps"), Number("weight_decay")),
            "rmsprop" => new RmsProp(
                parameters, Number("lr"), Number("alpha"), Number("eps"), Number("weight_decay"), Number("momentum"), metadata[$"{setting}.centered"] == "true"),
            string kind => throw new InvalidOperationException(kind),
        };

        double Number(string name) => double.Parse(metadata[$"{setting}.{name}"], CultureInfo.InvariantCulture);
    }
}
