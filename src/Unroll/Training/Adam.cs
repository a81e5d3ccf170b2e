using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Training;

/// <summary>Adam, as PyTorch's: m = β₁·m + (1 − β₁)·g; v = β₂·v + (1 − β₂)·g²; p −= rate·m̂ / (√v̂ + ε), m̂ and v̂ corrected for their start at 0.</summary>
/// <remarks>
/// For an embedding table only the rows in use are updated; what the other rows miss is done, bit for bit, when they are
/// next read. Weight decay here is added to the gradient, which then touches every row; <see cref="AdamW"/> avoids that.
/// Kingma and Ba (2015).
/// </remarks>
public class Adam : Optimizer
{
    const string FirstMoment = "exp_avg", SecondMoment = "exp_avg_sq";

    readonly double beta1, beta2, epsilon, decay, decoupledDecay;

    /// <summary>Adam.</summary>
    /// <param name="parameters">What to change.</param>
    /// <param name="learningRate">Step size, 0 or more.</param>
    /// <param name="beta1">β₁, share of the running mean of gradients that is kept, from 0 to below 1.</param>
    /// <param name="beta2">β₂, share of the running mean of squares that is kept, from 0 to below 1.</param>
    /// <param name="epsilon">ε, 0 or more.</param>
    /// <param name="weightDecay">Pull towards 0, added to the gradient; 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public Adam(
        IEnumerable<Parameter> parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
        double weightDecay = 0)
        : this(parameters, learningRate, beta1, beta2, epsilon, weightDecay, decoupledDecay: 0)
    {
    }

    private protected Adam(
        IEnumerable<Parameter> parameters, double learningRate, double beta1, double beta2, double epsilon, double decay, double decoupledDecay)
        : base(parameters, learningRate)
    {
        this.beta1 = Limits.BelowOne(beta1, nameof(beta1));
        this.beta2 = Limits.BelowOne(beta2, nameof(beta2));
        this.epsilon = Limits.AtLeastZero(epsilon, nameof(epsilon));
        this.decay = Limits.AtLeastZero(decay, "weightDecay");
        this.decoupledDecay = Limits.AtLeastZero(decoupledDecay, "weightDecay");
    }

    /// <inheritdoc/>
    protected sealed override void Update(OptimizerState state)
    {
        AdamKernels.Update(
            state.Values, state.Gradient, state.Buffer(FirstMoment), state.Buffer(SecondMoment), ConstantsOf(state.Step, LearningRate), Team);
        state.Rows?.AllWereUpdated(state.Step);
    }

    private protected sealed override bool TryUpdateRows(OptimizerState state)
    {
        if (decay != 0)
        {
            return false;
        }

        state.Rows ??= NewRows(state, state.Step - 1);
        state.Rows.Update(state.Parameter.TouchedRows, LearningRate, Team);
        return true;
    }

    private protected sealed override AdamRows NewRows(OptimizerState state, long stepsDone) =>
        new(state, FirstMoment, SecondMoment, ConstantsOf, movesUnusedRows: decoupledDecay > 0, stepsDone);

    AdamStep ConstantsOf(long step, double learningRate) => new(step, learningRate, beta1, beta2, epsilon, decay, decoupledDecay);
}
