using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>The parameters of one fused cell with their packed forms, packed again only after the parameters have changed.</summary>
sealed class PackedCell<TCell>
    where TCell : struct, ICellKernel
{
    readonly Lock packing;
    readonly Packed forwardInput, backwardInput, forwardHidden = new(), backwardHidden = new();

    internal PackedCell(Parameter inputWeight, Parameter hiddenWeight, Parameter inputBias, Parameter hiddenBias)
    {
        (InputWeight, HiddenWeight, InputBias, HiddenBias) = (inputWeight, hiddenWeight, inputBias, hiddenBias);
        Parameters = [inputWeight, hiddenWeight, inputBias, hiddenBias];
        (packing, forwardInput, backwardInput) = (new(), new(), new());
    }

    PackedCell(PackedCell<TCell> original, Tensor hiddenWeight)
    {
        (InputWeight, HiddenWeight, InputBias, HiddenBias) = (original.InputWeight, hiddenWeight, original.InputBias, original.HiddenBias);
        Parameters = original.Parameters;
        (packing, forwardInput, backwardInput) = (original.packing, original.forwardInput, original.backwardInput);
    }

    /// <summary>The same cell for one step with other hidden weights, such as its own with some dropped; they must live as long as the step.</summary>
    internal PackedCell<TCell> With(Tensor hiddenWeight) => new(this, hiddenWeight);

    internal Parameter InputWeight { get; }

    internal Tensor HiddenWeight { get; }

    internal Parameter InputBias { get; }

    internal Parameter HiddenBias { get; }

    /// <summary>What training changes.</summary>
    internal Parameter[] Parameters { get; }

    /// <summary>Tensors that a gradient flows to.</summary>
    internal const int InputCount = 4;

    /// <summary>Writes down what a gradient flows to.</summary>
    internal void CopyInputs(Span<Tensor> inputs) => (inputs[0], inputs[1], inputs[2], inputs[3]) = (InputWeight, HiddenWeight, InputBias, HiddenBias);

    internal int InputSize => InputWeight.Shape[1];

    internal int HiddenSize => HiddenWeight.Shape[1];

    internal ReadOnlySpan<float> ForwardInput => forwardInput.Values.Span;

    internal ReadOnlySpan<float> ForwardHidden => forwardHidden.Values.Span;

    internal ReadOnlySpan<float> BackwardInput => backwardInput.Values.Span;

    internal ReadOnlySpan<float> BackwardHidden => backwardHidden.Values.Span;

    internal void PackForward(ThreadTeam team)
    {
        // Several threads may predict with one model; the first packs for all.
        lock (packing)
        {
            if (forwardInput.Renew(InputWeight, RecurrentWeights.ForwardLength<TCell>(HiddenSize, InputSize)))
            {
                RecurrentWeights.PackInput<TCell>(InputWeight.Values, forwardInput.Values.Span, HiddenSize, InputSize, team);
            }

            if (forwardHidden.Renew(HiddenWeight, RecurrentWeights.ForwardLength<TCell>(HiddenSize, HiddenSize)))
            {
                RecurrentWeights.PackHidden<TCell>(HiddenWeight.Values, forwardHidden.Values.Span, HiddenSize, team);
            }
        }
    }

    internal void PackBackward(bool withInput, ThreadTeam team)
    {
        lock (packing)
        {
            if (withInput && backwardInput.Renew(InputWeight, RecurrentWeights.BackwardLength<TCell>(HiddenSize, InputSize)))
            {
                RecurrentWeights.PackBackward<TCell>(InputWeight.Values, backwardInput.Values.Span, HiddenSize, InputSize, team);
            }

            if (backwardHidden.Renew(HiddenWeight, RecurrentWeights.BackwardLength<TCell>(HiddenSize, HiddenSize)))
            {
                RecurrentWeights.PackBackward<TCell>(HiddenWeight.Values, backwardHidden.Values.Span, HiddenSize, HiddenSize, team);
            }
        }
    }

    sealed class Packed
    {
        long version;

        internal Memory<float> Values { get; private set; }

        /// <summary>Whether the values must be packed again; makes room for them at the first time.</summary>
        internal bool Renew(Tensor weight, int length)
        {
            // Only a parameter changes; what was computed in a step stays as it is, and its packed form lives as long.
            long now = (weight as Parameter)?.Version ?? 0;
            if (!Values.IsEmpty && version == now)
            {
                return false;
            }

            if (Values.IsEmpty)
            {
                Values = weight is not Parameter && StepBuffers.Current is { } step ? step.Allocate(length, clear: false) : PinnedMemory.Allocate(length);
            }

            version = now;
            return true;
        }
    }
}
