using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// A cell of the form h' = a∘h + b whose a and b, both positive, follow from the input alone: whole sequences are computed at once by a
/// scan in log space, which gives the numbers that the steps one after the other would give, up to rounding.
/// </summary>
public abstract class ScannedCell : Module, IRecurrentCell
{
    private protected ScannedCell(int inputSize, int hiddenSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hiddenSize, 1);
        (InputSize, StateSizes) = (inputSize, [hiddenSize]);
    }

    /// <inheritdoc/>
    public int InputSize { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int> StateSizes { get; }

    /// <summary>ln a and ln b of every token, side by side.</summary>
    /// <param name="x">InputSize features a token.</param>
    /// <returns>[tokens, 2 · hidden].</returns>
    public abstract Sequences Prepare(Sequences x);

    (Tensor Outputs, IReadOnlyList<Tensor> Final) IRecurrentCell.Read(Sequences prepared, IReadOnlyList<Tensor> initial, bool isReverse)
    {
        (Tensor outputs, Tensor final) = prepared.ScanInLogSpace(initial[0], isReverse);
        return (outputs, [final]);
    }

    // The scan needs the gate's logarithm only, so the gate itself is computed for whoever looks.
    private protected static void RecordGate(string name, Tensor sums)
    {
        if (SignalRecorder.Current is not null)
        {
            sums.Sigmoid().Named(name);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Step(Tensor x, IReadOnlyList<Tensor> state)
    {
        int size = StateSizes[0];
        return [x.Columns(0, size).Exp() * state[0] + x.Columns(size, size).Exp()];
    }
}
