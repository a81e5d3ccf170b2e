using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// One step of a recurrence, for <see cref="Recurrent"/> to unroll. Derive from <see cref="Module"/> as well, so that the
/// parameters in the cell's fields are trained and saved.
/// </summary>
public interface IRecurrentCell
{
    /// <summary>Features of the input at each step.</summary>
    int InputSize { get; }

    /// <summary>Size of each part of the state; the first part is the hidden state, which is also the output.</summary>
    IReadOnlyList<int> StateSizes { get; }

    /// <summary>One step for every sequence still running.</summary>
    /// <param name="x">Inputs, [live, InputSize].</param>
    /// <param name="state">The parts of the state before the step, each [live, its size].</param>
    /// <returns>The parts of the state after the step, each [live, its size].</returns>
    IReadOnlyList<Tensor> Step(Tensor x, IReadOnlyList<Tensor> state);
}
