using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Tests.Tensors;

public sealed class TensorTests
{
    [Fact]
    public void A_tensor_of_an_ended_step_says_so_instead_of_reading_recycled_memory()
    {
        Arena arena = new(threads: 1);
        Tensor x = Samples.Leaf([2, 3]), stale, kept;
        using (arena.BeginStep())
        {
            stale = x * 2f;
            kept = stale.Copy();
        }

        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => stale.Values.Length);
        Assert.Equal("This tensor [2, 3] belonged to step 0, which has ended; call Copy() inside the step to keep it.", exception.Message);
        Assert.Equal("Tensor [2, 3] float32 (of step 0, which has ended)", stale.ToString());
        Assert.Equal(2 * x.Values[5], kept.Values[5]);
    }

    [Fact]
    public void Steps_do_not_nest()
    {
        Arena arena = new(threads: 1);
        using StepMemory step = arena.BeginStep();
        Assert.Throws<InvalidOperationException>(() => arena.BeginStep());
        Assert.Throws<InvalidOperationException>(() => new Arena(threads: 1).BeginEvaluation());
        Assert.Equal(1, arena.StepNumber);
    }

    [Fact]
    public void A_loop_in_its_stride_takes_no_new_buffers()
    {
        Arena arena = new(threads: 1);
        Tensor x = Samples.Leaf([300, 1000]);
        for (int i = 0; i < 3; i++)
        {
            Step();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        Step();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8_000);

        void Step()
        {
            using StepMemory step = arena.BeginStep();
            (x * 2f + x).Sum().Backward();
            x.ClearGradient();
        }
    }

    [Fact]
    public void An_evaluation_records_nothing()
    {
        Arena arena = new(threads: 1);
        Tensor x = Samples.Leaf([2]);
        using StepMemory step = arena.BeginEvaluation();
        Assert.Contains("evaluation", Assert.Throws<InvalidOperationException>(() => x.Sum().Backward()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gradients_add_up_over_uses_and_over_calls()
    {
        Tensor x = Tensor.From([3], [1], needsGradient: true);
        (x * x + x).Sum().Backward();
        Assert.Equal(7, x.Gradient[0]);
        x.Sum().Backward();
        Assert.Equal(8, x.Gradient[0]);
        x.ClearGradient();
        Assert.Equal(0, x.Gradient[0]);
    }

    [Fact]
    public void A_network_a_hundred_thousand_steps_deep_does_not_exhaust_the_stack()
    {
        Tensor x = Tensor.From([1], [1], needsGradient: true), y = x;
        for (int i = 0; i < 100_000; i++)
        {
            y = y * 1f;
        }

        y.Sum().Backward();
        Assert.Equal(1, x.Gradient[0]);
    }

    [Fact]
    public void Shape_errors_name_the_operation_and_both_shapes()
    {
        Tensor a = Tensor.Zeros([2, 3]), b = Tensor.Zeros([4, 5]);
        Assert.Equal("Add: [2, 3] and [4, 5] do not fit; element by element needs equal shapes.", Message(() => a + b));
        Assert.Equal("MatMul: [2, 3] and [4, 5] do not fit; it multiplies [m, k] by [k, n].", Message(() => a.MatMul(b)));
        Assert.Equal("Reshape: [2, 3] and [4] do not fit; 6 elements cannot become 4.", Message(() => a.Reshape([4])));
        Assert.Equal("SliceRows: rows 1 to 4 of [2, 3] do not exist.", Message(() => a.Rows(1, 3)));

        static string Message(Func<Tensor> compute) => Assert.Throws<ShapeMismatchException>(compute).Message;
    }

    [Fact]
    public void A_shape_of_any_rank_knows_its_sizes()
    {
        Shape shape = [2, 3, 4, 5, 6];
        Assert.Equal(720, shape.Count);
        Assert.True(shape is [2, .., var last] && last == 6);
        Assert.Equal("[2, 3, 4, 5, 6]", shape.ToString());
        Assert.Equal([2, 3, 4, 5, 7], shape.WithLastSize(7).ToArray());
        Assert.True(shape == Shape.Create([2, 3, 4, 5, 6]));
        Assert.False(shape == Shape.Create([2, 3, 4, 6, 5]));
        Assert.Throws<ArgumentException>(() => Shape.Create([70_000, 70_000]));
    }

    [Fact]
    public void Dropout_keeps_its_share_scales_the_rest_and_depends_on_seed_and_step_only()
    {
        Tensor ones = Tensor.From([.. Enumerable.Repeat(1f, 100_000)], [100_000]);
        float[] first = Masked(stepsTaken: 0), again = Masked(stepsTaken: 0), next = Masked(stepsTaken: 1);
        Assert.Equal(first, again);
        Assert.NotEqual(first, next);
        Assert.InRange(first.Count(value => value == 0), 29_000, 31_000);
        Assert.All(first, value => Assert.True(value == 0 || Math.Abs(value - 1 / 0.7f) < 1e-6f));
        using StepMemory evaluation = new Arena(threads: 1).BeginEvaluation();
        Assert.Same(ones, ones.Dropout(0.3f, new(5)));

        float[] Masked(long stepsTaken)
        {
            Arena arena = new(threads: 1, stepsTaken);
            using StepMemory step = arena.BeginStep();
            return ones.Dropout(0.3f, new RandomSource(5)).Values.ToArray();
        }
    }

    [Fact]
    public void The_gradient_of_dropout_uses_the_mask_of_its_forward_pass()
    {
        using StepMemory step = new Arena(threads: 1).BeginStep();
        Tensor x = Samples.Leaf([50]);
        GradientCheck.Run(() => x.Dropout(0.4f, new(3)) + x.Dropout(0.4f, new(3)), [x]).Require();
    }
}
