using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>y = x·Wᵀ + b.</summary>
public sealed class Linear : Module
{
    readonly Parameter weight;
    readonly Parameter? bias;

    /// <summary>Weights and bias uniform in ±1/√inputSize, as PyTorch's <c>Linear</c>.</summary>
    /// <param name="inputSize">Last size of the input, 1 or more.</param>
    /// <param name="outputSize">Last size of the output, 1 or more.</param>
    /// <param name="random">Where the initial weights come from.</param>
    /// <param name="hasBias">False for y = x·Wᵀ.</param>
    public Linear(int inputSize, int outputSize, RandomSource random, bool hasBias = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputSize, 1);
        (InputSize, OutputSize) = (inputSize, outputSize);
        float bound = 1 / MathF.Sqrt(inputSize);
        weight = new Parameter("weight", [outputSize, inputSize]).FillUniform(bound, random);
        bias = hasBias ? new Parameter("bias", [outputSize]).FillUniform(bound, random) : null;
    }

    /// <summary>Last size of the input.</summary>
    public int InputSize { get; }

    /// <summary>Last size of the output.</summary>
    public int OutputSize { get; }

    /// <summary>[outputSize, inputSize].</summary>
    public Parameter Weight => weight;

    /// <summary>[outputSize]; null without bias.</summary>
    public Parameter? Bias => bias;

    /// <summary>Maps every row.</summary>
    /// <param name="x">[…, InputSize].</param>
    /// <returns>[…, OutputSize].</returns>
    /// <exception cref="ShapeMismatchException">The last size is not InputSize.</exception>
    public Tensor Forward(Tensor x) => x.Linear(weight, bias);

    /// <summary>Maps every token.</summary>
    /// <param name="x">InputSize features a token.</param>
    /// <returns>OutputSize features a token.</returns>
    /// <exception cref="ShapeMismatchException">There are not InputSize features.</exception>
    public Sequences Forward(Sequences x) => x.With(Forward(x.Data));

    /// <summary>The sizes.</summary>
    public override string ToString() => $"Linear({InputSize} → {OutputSize}{(bias is null ? ", no bias" : "")})";
}
