using Unroll.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Unroll.Operations;

/// <summary>What the element-by-element operations share: the shape check and adding to a gradient.</summary>
static class Elementwise
{
    internal static void RequireSameShape(string operation, Tensor a, Tensor b)
    {
        if (a.Shape != b.Shape)
        {
            throw ShapeMismatchException.Between(operation, a.Shape, b.Shape, "element by element needs equal shapes");
        }
    }

    /// <summary>Adds to the gradient of an input, when it wants one.</summary>
    internal static void AddTo(Tensor input, ReadOnlySpan<float> gradient)
    {
        if (input.NeedsGradient)
        {
            Span<float> sum = GradientOf(input);
            TensorPrimitives.Add(sum, gradient, sum);
        }
    }

    /// <summary>The gradient of an input to add to.</summary>
    internal static Span<float> GradientOf(Tensor input) => input is Parameter parameter ? parameter.DenseGradientSum : input.GradientSum;
}
