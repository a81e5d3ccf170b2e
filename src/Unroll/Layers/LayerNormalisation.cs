using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>Every row shifted to mean 0 and scaled to variance 1, then y = γ∘x̂ + β. Ba, Kiros and Hinton (2016).</summary>
public sealed class LayerNormalisation : Module
{
    readonly Parameter weight, bias;
    readonly float epsilon;

    /// <summary>γ = 1 and β = 0 to begin with.</summary>
    /// <param name="size">Last size of the input, 1 or more.</param>
    /// <param name="epsilon">Added to the variance; above 0.</param>
    public LayerNormalisation(int size, float epsilon = 1e-5f)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(epsilon);
        weight = new Parameter("weight", [size]).Fill(1);
        bias = new Parameter("bias", [size]);
        this.epsilon = epsilon;
    }

    /// <summary>γ, [size].</summary>
    public Parameter Weight => weight;

    /// <summary>β, [size].</summary>
    public Parameter Bias => bias;

    /// <summary>Added to the variance.</summary>
    internal float Epsilon => epsilon;

    /// <summary>Normalises every row.</summary>
    /// <param name="x">[…, size].</param>
    /// <returns>The same shape.</returns>
    /// <exception cref="ShapeMismatchException">The last size differs.</exception>
    public Tensor Forward(Tensor x) => x.NormaliseRows(weight, bias, epsilon);

    /// <summary>Normalises every token.</summary>
    /// <param name="x">size features a token.</param>
    public Sequences Forward(Sequences x) => x.With(Forward(x.Data));

    /// <summary>The size.</summary>
    public override string ToString() => $"LayerNormalisation({weight.Shape[0]})";
}
