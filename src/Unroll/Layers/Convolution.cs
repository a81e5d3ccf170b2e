using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>A bank of square filters moved over images.</summary>
public sealed class Convolution : Module
{
    readonly Parameter weight, bias;
    readonly int stride, padding;

    /// <summary>Weights and bias uniform in ±1/√(channels · size²), as PyTorch's <c>Conv2d</c>.</summary>
    /// <param name="channels">Channels of the images, 1 or more.</param>
    /// <param name="filters">Channels of the result, 1 or more.</param>
    /// <param name="size">Side of a filter, 1 or more.</param>
    /// <param name="random">Where the initial weights come from.</param>
    /// <param name="stride">Distance from a place that a filter stops at to the next, 1 or more.</param>
    /// <param name="padding">Zeros added at each edge, 0 or more.</param>
    public Convolution(int channels, int filters, int size, RandomSource random, int stride = 1, int padding = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(filters, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(padding);
        (this.stride, this.padding) = (stride, padding);
        float bound = 1 / MathF.Sqrt(channels * size * size);
        weight = new Parameter("weight", [filters, channels, size, size]).FillUniform(bound, random);
        bias = new Parameter("bias", [filters]).FillUniform(bound, random);
    }

    /// <summary>[filters, channels, size, size].</summary>
    public Parameter Weight => weight;

    /// <summary>[filters].</summary>
    public Parameter Bias => bias;

    /// <summary>Distance from a place that a filter stops at to the next.</summary>
    internal int Stride => stride;

    /// <summary>Zeros added at each edge.</summary>
    internal int Padding => padding;

    /// <summary>Moves the filters over images.</summary>
    /// <param name="images">[images, channels, height, width].</param>
    /// <returns>[images, filters, (height + 2 · padding − size) / stride + 1, the same of the width].</returns>
    /// <exception cref="ShapeMismatchException">The images have other channels, or are smaller than a filter.</exception>
    public Tensor Forward(Tensor images) => images.Convolve(weight, bias, stride, padding);

    /// <summary>The sizes.</summary>
    public override string ToString() =>
        $"Convolution({weight.Shape[1]} → {weight.Shape[0]} channels, {weight.Shape[2]}×{weight.Shape[3]}, stride {stride}, padding {padding})";
}
