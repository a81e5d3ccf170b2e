using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Training;

/// <summary>Stochastic gradient descent, as PyTorch's <c>SGD</c>: with d = g + decay·p and b = momentum·b + (1 − dampening)·d, p −= rate·b.</summary>
/// <remarks>Nesterov: p −= rate·(d + momentum·b). The first b is d. Without momentum and decay, a table costs only the rows in use.</remarks>
public sealed class Sgd : Optimizer
{
    readonly float momentum, dampening, weightDecay;
    readonly bool isNesterov;

    /// <summary>Stochastic gradient descent.</summary>
    /// <param name="parameters">What to change.</param>
    /// <param name="learningRate">Step size, 0 or more.</param>
    /// <param name="momentum">Share of the last direction that is kept, from 0 to below 1.</param>
    /// <param name="dampening">Share of the new direction that is left out, from 0 to below 1.</param>
    /// <param name="weightDecay">Pull towards 0, added to the gradient; 0 or more.</param>
    /// <param name="nesterov">Look ahead along the momentum, which must be above 0 and the dampening 0.</param>
    /// <exception cref="ArgumentException">A number is out of its range, or Nesterov is asked for without momentum or with dampening.</exception>
    public Sgd(
        IEnumerable<Parameter> parameters, double learningRate = 1e-3, double momentum = 0, double dampening = 0, double weightDecay = 0,
        bool nesterov = false)
        : base(parameters, learningRate)
    {
        this.momentum = (float)Limits.BelowOne(momentum, nameof(momentum));
        this.dampening = (float)Limits.BelowOne(dampening, nameof(dampening));
        this.weightDecay = (float)Limits.AtLeastZero(weightDecay, nameof(weightDecay));
        if (nesterov && (momentum == 0 || dampening != 0))
        {
            throw new ArgumentException(
                $"Nesterov needs a momentum above 0 and no dampening; got momentum {momentum} and dampening {dampening}.", nameof(nesterov));
        }

        isNesterov = nesterov;
    }

    /// <inheritdoc/>
    protected override void Update(OptimizerState state)
    {
        if (momentum == 0)
        {
            GradientDescent.Sgd(state.Values, state.Gradient, (float)LearningRate, weightDecay);
        }
        else
        {
            GradientDescent.SgdWithMomentum(
                state.Values, state.Gradient, state.Buffer("momentum_buffer"), (float)LearningRate, weightDecay,
                momentum, dampening, isNesterov, isFirstStep: state.Step == 1);
        }
    }

    private protected override bool TryUpdateRows(OptimizerState state)
    {
        if (momentum != 0 || weightDecay != 0)
        {
            return false;
        }

        UpdateRows(state, (float)LearningRate);
        return true;
    }

    /// <summary>p −= rate·g for the rows that the gradient touches.</summary>
    internal static void UpdateRows(OptimizerState state, float rate)
    {
        Span<float> values = state.Values;
        foreach (int row in state.Parameter.TouchedRows)
        {
            Range range = state.Parameter.RangeOfRow(row);
            GradientDescent.Sgd(values[range], state.Gradient[range], rate, decay: 0);
        }
    }
}
