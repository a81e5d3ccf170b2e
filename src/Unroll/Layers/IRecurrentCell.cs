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

    /// <summary>
    /// What the steps need of the inputs, for all tokens at once: one large product with the input weights is faster than one a step.
    /// </summary>
    /// <param name="x">InputSize features a token.</param>
    /// <returns>What <see cref="Step"/> is given of each token, any number of features; the inputs themselves where a cell does not say otherwise.</returns>
    Sequences Prepare(Sequences x) => x;

    /// <summary>One step for every sequence still running.</summary>
    /// <param name="x">What <see cref="Prepare"/> made of the inputs, [live, its features].</param>
    /// <param name="state">The parts of the state before the step, each [live, its size].</param>
    /// <returns>The parts of the state after the step, each [live, its size].</returns>
    IReadOnlyList<Tensor> Step(Tensor x, IReadOnlyList<Tensor> state);

    /// <summary>Whole sequences: step after step, unless the cell has a quicker way to the same numbers.</summary>
    /// <param name="prepared">What <see cref="Prepare"/> made of the inputs.</param>
    /// <param name="initial">The parts of the state to begin with, each [batch, its size], in the layout's order of sequences.</param>
    /// <param name="isReverse">Whether sequences are read from their ends.</param>
    /// <returns>The hidden state after each token, [tokens, its size], and the parts of the state after the last, as the initial ones.</returns>
    internal (Tensor Outputs, IReadOnlyList<Tensor> Final) Read(Sequences prepared, IReadOnlyList<Tensor> initial, bool isReverse) =>
        isReverse ? StepByStep.Backwards(this, prepared, initial) : StepByStep.Forwards(this, prepared, initial);
}
