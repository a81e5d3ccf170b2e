using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>The gradient of an operation's input, for the way back to add to.</summary>
static class InputGradient
{
    /// <summary>The shape check of operations that work element by element.</summary>
    internal static void RequireSameShape(string operation, Tensor a, Tensor b)
    {
        if (a.Shape != b.Shape)
        {
            throw ShapeMismatchException.Between(operation, a.Shape, b.Shape, "element by element needs equal shapes");
        }
    }

    /// <summary>Adds to the gradient of an input, when it wants one.</summary>
    internal static void Add(Tensor input, ReadOnlySpan<float> gradient)
    {
        if (input.NeedsGradient)
        {
            Span<float> sum = Of(input);
            Elementwise.Add(sum, gradient, sum);
        }
    }

    /// <summary>The gradient of an input to add to.</summary>
    internal static Span<float> Of(Tensor input) => input is Parameter parameter ? parameter.DenseGradientSum : input.GradientSum;
}
