using Unroll.Formats;
using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Training;

/// <summary>Changes parameters by their gradients. Derive from it for an optimizer of your own; <see cref="Update"/> is all it needs.</summary>
/// <remarks>
/// A parameter that is frozen, or that no gradient has reached since it was cleared, is left alone: no step is counted
/// for it, as PyTorch does where a gradient is None.
/// </remarks>
public abstract class Optimizer
{
    readonly OptimizerState[] states;

    /// <summary>An optimizer of some parameters.</summary>
    /// <param name="parameters">Such as <c>network.Parameters</c>, in an order that stays: checkpoints rely on it.</param>
    /// <param name="learningRate">Step size, 0 or more.</param>
    /// <exception cref="ArgumentException">A parameter is there twice, or none is.</exception>
    protected Optimizer(IEnumerable<Parameter> parameters, double learningRate)
    {
        states = [.. parameters.Select(parameter => new OptimizerState(parameter))];
        if (states.Length == 0 || states.DistinctBy(state => state.Parameter).Count() != states.Length)
        {
            throw new ArgumentException("An optimizer needs at least one parameter, and each only once.", nameof(parameters));
        }

        LearningRate = learningRate;
    }

    private protected IReadOnlyList<OptimizerState> States => states;

    /// <summary>Step size of the next <see cref="Step"/>; 0 or more. A schedule sets it before each step.</summary>
    public double LearningRate
    {
        get;
        set => field = Limits.AtLeastZero(value, nameof(LearningRate));
    }

    /// <summary>Changes every trainable parameter that a gradient has reached. The gradients stay; clear them before the next step.</summary>
    public void Step()
    {
        foreach (OptimizerState state in states)
        {
            if (state.Parameter.IsTrainable && state.Parameter.IsGradientReached)
            {
                state.Step++;
                if (!state.Parameter.IsGradientSparse || !TryUpdateRows(state))
                {
                    Update(state);
                }
            }
        }
    }

    /// <summary>
    /// Does what has been put off for table rows that no recent batch has used. Reading <see cref="Tensor.Values"/> does it
    /// as well; this is for a moment of the caller's choice.
    /// </summary>
    public void CatchUp()
    {
        foreach (OptimizerState state in states)
        {
            state.Rows?.ApplyAll();
        }
    }

    /// <summary>Changes one parameter by its gradient.</summary>
    /// <param name="state">The parameter, its gradient and what the optimizer keeps for it.</param>
    protected abstract void Update(OptimizerState state);

    /// <summary>Threads of the step under way.</summary>
    private protected static ThreadTeam Team => StepBuffers.Current?.Team ?? ThreadTeam.Single;

    /// <summary>Changes only the rows that the gradient touches; answers false where that would not be exactly the dense update.</summary>
    private protected virtual bool TryUpdateRows(OptimizerState state) => false;

    /// <summary>Where this optimizer puts rows off: what it keeps to catch up with them.</summary>
    private protected virtual AdamRows? NewRows(OptimizerState state, long stepsDone) => null;

    /// <summary>Exchanges the parameters and their means, where the optimizer keeps means: those are what a validation judges. A second call exchanges back.</summary>
    internal virtual void ExchangeAverages()
    {
    }

    /// <summary>Told after each validation.</summary>
    /// <param name="epochsWithoutImprovement">Validations since the best one.</param>
    internal virtual void Validated(int epochsWithoutImprovement)
    {
    }

    /// <summary>Writes what an optimizer keeps beside the states of its parameters.</summary>
    private protected virtual void SaveOwn(SafetensorsWriter writer, string prefix)
    {
    }

    /// <summary>Reads what <see cref="SaveOwn"/> wrote.</summary>
    private protected virtual void LoadOwn(SafetensorsReader reader, string prefix)
    {
    }

    /// <summary>Writes all that the next step depends on, except the parameters.</summary>
    internal void SaveState(SafetensorsWriter writer, string prefix)
    {
        writer.Add($"{prefix}learning_rate", new[] { BitConverter.DoubleToInt64Bits(LearningRate) });
        for (int i = 0; i < states.Length; i++)
        {
            states[i].Save(writer, $"{prefix}{i}.");
        }

        SaveOwn(writer, prefix);
    }

    /// <summary>Reads what <see cref="SaveState"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The state is another optimizer's or another network's.</exception>
    internal void LoadState(SafetensorsReader reader, string prefix)
    {
        double rate = BitConverter.Int64BitsToDouble(SingleInteger(reader, $"{prefix}learning_rate"));
        LearningRate = rate >= 0 && double.IsFinite(rate) ? rate : throw new InvalidDataException($"{reader.Path}: the learning rate is {rate}.");
        for (int i = 0; i < states.Length; i++)
        {
            states[i].Load(reader, $"{prefix}{i}.", state => NewRows(state, stepsDone: 0));
        }

        LoadOwn(reader, prefix);
    }

    /// <exception cref="InvalidDataException">There is not exactly one number of this name.</exception>
    internal static long SingleInteger(SafetensorsReader reader, string name) => reader.ReadIntegers(name) is [long number]
        ? number
        : throw new InvalidDataException($"{reader.Path}: {name} should be one number.");
}
