using Unroll.Formats;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Tests.Operations;

/// <summary>The log-likelihood of a conditional random field and every gradient, against the recursion in libtorch.</summary>
public sealed class GoldenChainTests
{
    const float Tolerance = 1e-5f;

    [Fact]
    public void Likelihood_and_gradients_agree()
    {
        using SafetensorsReader golden = new(Path.Combine(AppContext.BaseDirectory, "Golden", "chain.safetensors"));
        SequenceLayout layout = new([.. golden.ReadIntegers("lengths").Select(length => (int)length)]);
        Tensor emissions = Tensor.From(Packed(golden.Read("emissions"), layout), [layout.TokenCount, 4], needsGradient: true);
        Tensor start = Leaf("start_transitions"), transition = Leaf("transitions"), end = Leaf("end_transitions");
        int[] path = new int[layout.TokenCount];
        EachToken(layout, (sequence, step, row) => path[row] = (int)golden.ReadIntegers("path")[sequence * layout.StepCount + step]);

        Tensor loss = new Sequences(emissions, layout).ChainLoss(path, start, transition, end);
        loss.Backward();

        Agree("loss", golden.Read("loss").Values, loss.Values);
        Agree("emissions", Packed(golden.Read("grad.emissions"), layout), emissions.Gradient);
        Agree("start", golden.Read("grad.start_transitions").Values, start.Gradient);
        Agree("transitions", golden.Read("grad.transitions").Values, transition.Gradient);
        Agree("end", golden.Read("grad.end_transitions").Values, end.Gradient);

        Tensor Leaf(string name) => Tensor.From(golden.Read(name).Values, golden.ShapeOf(name), needsGradient: true);
    }

    [Fact]
    public void Weights_that_serve_twice_get_both_gradients()
    {
        using SafetensorsReader golden = new(Path.Combine(AppContext.BaseDirectory, "Golden", "tied.safetensors"));
        Parameter weight = new("weight", golden.ShapeOf("weight")), bias = new("bias", golden.ShapeOf("bias"));
        weight.Assign(golden.Read("weight").Values);
        bias.Assign(golden.Read("bias").Values);

        Tensor y = weight.Lookup([.. golden.ReadIntegers("ids").Select(id => (int)id)]).Tanh().Linear(weight, bias);
        (y * golden.Read("grad_y")).Sum().Backward();

        Agree("y", golden.Read("y").Values, y.Values);
        Agree("weight", golden.Read("grad.weight").Values, weight.Gradient);
        Agree("bias", golden.Read("grad.bias").Values, bias.Gradient);
    }

    static void Agree(string name, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        float difference = Samples.RelativeDifference(expected, actual);
        Assert.True(difference <= Tolerance, $"{name} differs by {difference:E2}.");
    }

    static float[] Packed(Tensor padded, SequenceLayout layout)
    {
        int width = padded.Shape.LastSize;
        float[] packed = new float[layout.TokenCount * width], values = padded.Values.ToArray();
        EachToken(layout, (sequence, step, row) => values.AsSpan((sequence * layout.StepCount + step) * width, width).CopyTo(packed.AsSpan(row * width)));
        return packed;
    }

    static void EachToken(SequenceLayout layout, Action<int, int, int> visit)
    {
        for (int sequence = 0; sequence < layout.BatchSize; sequence++)
        {
            for (int step = 0; step < layout.Lengths[sequence]; step++)
            {
                visit(sequence, step, layout.Row(sequence, step));
            }
        }
    }
}
