using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Training;

/// <summary>RMSProp, as PyTorch's <c>RMSprop</c>: v = α·v + (1 − α)·g²; p −= rate·g / (√v + ε).</summary>
/// <remarks>
/// Centred: √(v − c²) with c the running mean of g. With momentum: b = momentum·b + g / (√v + ε), p −= rate·b.
/// Tieleman and Hinton (2012); centred: Graves (2013).
/// </remarks>
public sealed class RmsProp : Optimizer
{
    readonly float alpha, epsilon, weightDecay, momentum;
    readonly bool isCentered;

    /// <summary>RMSProp.</summary>
    /// <param name="parameters">What to change.</param>
    /// <param name="learningRate">Step size, 0 or more.</param>
    /// <param name="alpha">Share of the running mean of squares that is kept, from 0 to below 1.</param>
    /// <param name="epsilon">Added to the root, 0 or more.</param>
    /// <param name="weightDecay">Pull towards 0, added to the gradient; 0 or more.</param>
    /// <param name="momentum">Share of the last direction that is kept, from 0 to below 1.</param>
    /// <param name="centered">Divide by the running standard deviation instead of the root mean square.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public RmsProp(
        IEnumerable<Parameter> parameters, double learningRate = 1e-2, double alpha = 0.99, double epsilon = 1e-8, double weightDecay = 0,
        double momentum = 0, bool centered = false)
        : base(parameters, learningRate)
    {
        this.alpha = (float)Limits.BelowOne(alpha, nameof(alpha));
        this.epsilon = (float)Limits.AtLeastZero(epsilon, nameof(epsilon));
        this.weightDecay = (float)Limits.AtLeastZero(weightDecay, nameof(weightDecay));
        this.momentum = (float)Limits.BelowOne(momentum, nameof(momentum));
        isCentered = centered;
    }

    /// <inheritdoc/>
    protected override void Update(OptimizerState state) =>
        GradientDescent.RmsProp(
            state.Values, state.Gradient, state.Buffer("square_avg"),
            isCentered ? state.Buffer("grad_avg") : default,
            momentum > 0 ? state.Buffer("momentum_buffer") : default,
            (float)LearningRate, alpha, epsilon, weightDecay, momentum);
}
