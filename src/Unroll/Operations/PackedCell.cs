using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>The parameters of one fused cell with their packed forms, packed again only after the parameters have changed.</summary>
sealed class PackedCell<TCell>
    where TCell : struct, ICellKernel
{
    readonly Lock packing = new();
    Packed forwardInput, forwardHidden, backwardInput, backwardHidden;

    internal PackedCell(Parameter inputWeight, Parameter hiddenWeight, Parameter inputBias, Parameter hiddenBias)
    {
        (InputWeight, HiddenWeight, InputBias, HiddenBias) = (inputWeight, hiddenWeight, inputBias, hiddenBias);
        Parameters = [inputWeight, hiddenWeight, inputBias, hiddenBias];
    }

    internal Parameter InputWeight { get; }

    internal Parameter HiddenWeight { get; }

    internal Parameter InputBias { get; }

    internal Parameter HiddenBias { get; }

    internal Parameter[] Parameters { get; }

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

    struct Packed
    {
        long version;

        internal Memory<float> Values { get; private set; }

        /// <summary>Whether the values must be packed again; makes room for them at the first time.</summary>
        internal bool Renew(Parameter parameter, int length)
        {
            if (!Values.IsEmpty && version == parameter.Version)
            {
                return false;
            }

            if (Values.IsEmpty)
            {
                Values = PinnedMemory.Allocate(length);
            }

            version = parameter.Version;
            return true;
        }
    }
}
