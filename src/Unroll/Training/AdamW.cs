using Unroll.Tensors;

namespace Unroll.Training;

/// <summary>Adam whose weight decay shrinks the parameter itself instead of joining the gradient: p *= 1 − rate·decay, then Adam's step.</summary>
/// <remarks>As PyTorch's <c>AdamW</c>. Loshchilov and Hutter (2019).</remarks>
/// <param name="parameters">What to change.</param>
/// <param name="learningRate">Step size, 0 or more.</param>
/// <param name="beta1">β₁, share of the running mean of gradients that is kept, from 0 to below 1.</param>
/// <param name="beta2">β₂, share of the running mean of squares that is kept, from 0 to below 1.</param>
/// <param name="epsilon">ε, 0 or more.</param>
/// <param name="weightDecay">Share of a parameter, times the rate, that a step takes away; 0 or more.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
public sealed class AdamW(
    IEnumerable<Parameter> parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
    double weightDecay = 1e-2)
    : Adam(parameters, learningRate, beta1, beta2, epsilon, decay: 0, decoupledDecay: weightDecay);
