using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;
using Unroll.Tests.Formats;
using Unroll.Training;

namespace Unroll.Tests.Training;

public sealed class NonFiniteTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly Two network = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_parameter_that_is_not_a_number_is_found_with_the_operation_that_met_it()
    {
        Trainer<int> trainer = new(network, _ => network.Loss(Tensor.From([1, 1], [2])), _ => [0, 1, 2], new(Epochs: 2, CheckpointEverySteps: 2))
        {
            Folder = folder["run"],
            CreateOptimizer = parameters => new Spoiler(parameters, network.Second, atStep: 4),
        };

        NonFiniteLossException exception = Assert.Throws<NonFiniteLossException>(() => trainer.Train(cancellationToken: Token));

        // Step 4 itself was healthy, but the weights after it are not, so that no checkpoint was made of them.
        Assert.Equal((4L, 2, 1), (exception.Step, exception.Epoch, exception.Batch));
        Assert.Equal("second [2]", exception.Parameter);
        Assert.Equal(folder["run/checkpoint.safetensors"], exception.CheckpointPath);
        Assert.Equal(2, Checkpoint.Describe(folder["run"]).Step);
    }

    [Fact]
    public void A_loss_that_is_not_a_number_names_step_batch_operation_and_parameter()
    {
        Trainer<int> trainer = new(network, _ => network.Loss(Tensor.From([1, 1], [2])), _ => [0, 1, 2], new(Epochs: 2, LearningRate: 0.5))
        {
            CreateOptimizer = parameters => new Spoiler(parameters, network.Second, atStep: 4),
        };

        NonFiniteLossException exception = Assert.Throws<NonFiniteLossException>(() => trainer.Train(cancellationToken: Token));

        Assert.Equal((5L, 2, 2), (exception.Step, exception.Epoch, exception.Batch));
        Assert.Equal("Multiply [2]", exception.Operation);
        Assert.Equal("second [2]", exception.Parameter);
        Assert.Null(exception.CheckpointPath);
        Assert.Equal(
            "Step 5 (epoch 2, batch 2 of 3): the loss is NaN; first operation at fault: Multiply [2]; first parameter at fault: second [2]; "
            + "lower the learning rate (now 0.5) or limit the gradients (ClipNorm); there is no checkpoint yet.",
            exception.Message);
    }

    [Fact]
    public void An_input_that_overflows_names_the_operation_and_the_parameter_it_met()
    {
        network.First.Assign([1e30f, 1]);

        NonFiniteLossException exception = Assert.Throws<NonFiniteLossException>(() =>
            new Trainer<int>(network, _ => network.Loss(Tensor.From([1e30f, 1], [2])), _ => [0]).Train(cancellationToken: Token));

        Assert.Equal((1L, "Multiply [2]", "first [2]"), (exception.Step, exception.Operation, exception.Parameter));
        Assert.Contains("the loss is Infinity", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gradient_that_overflows_is_found_although_the_loss_is_finite()
    {
        // (second · (first · input)) summed: the loss is 0, but the gradient of first is second · input.
        network.First.Assign([0, 0]);
        network.Second.Assign([1e30f, 1]);

        NonFiniteLossException exception = Assert.Throws<NonFiniteLossException>(() =>
            new Trainer<int>(network, _ => network.Loss(Tensor.From([1e30f, 1], [2])), _ => [0]).Train(cancellationToken: Token));

        Assert.Equal("first [2]", exception.Parameter);
        Assert.Equal("Multiply [2]", exception.Operation);
        Assert.Contains("the gradient is not finite", exception.Message, StringComparison.Ordinal);
        Assert.Equal([0, 0], network.First.Values);
    }

    sealed class Two : Module
    {
        internal Two()
        {
            First.Assign([1, 2]);
            Second.Assign([3, 4]);
        }

        internal Parameter First { get; } = new("first", [2]);

        internal Parameter Second { get; } = new("second", [2]);

        internal Tensor Loss(Tensor input) => (Second * (First * input)).Sum();
    }

    /// <summary>An optimizer of the user's own that does nothing until it spoils a parameter.</summary>
    sealed class Spoiler(IEnumerable<Parameter> parameters, Parameter victim, int atStep) : Optimizer(parameters, learningRate: 0)
    {
        protected override void Update(OptimizerState state)
        {
            if (state.Parameter == victim && state.Step == atStep)
            {
                state.Values[1] = float.NaN;
            }
        }
    }
}
