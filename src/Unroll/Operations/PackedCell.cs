using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>The parameters of one fused cell with their packed forms, packed again only after the parameters have changed.</summary>
sealed class PackedCell<TCell>
    where TCell : struct, ICellKernel
{
    readonly Lock packing;
    readonly Packed forwardInput, backwardInput, biases, forwardHidden = new(), backwardHidden = new();

    internal PackedCell(Parameter inputWeight, Parameter hiddenWeight, Parameter inputBias, Parameter hiddenBias)
    {
        (InputWeight, HiddenWeight, InputBias, HiddenBias) = (inputWeight, hiddenWeight, inputBias, hiddenBias);
        Parameters = [inputWeight, hiddenWeight, inputBias, hiddenBias];
        (packing, forwardInput, backwardInput, biases) = (new(), new(), new(), new());
    }

    PackedCell(PackedCell<TCell> original, Tensor hiddenWeight)
    {
        (InputWeight, HiddenWeight, InputBias, HiddenBias) = (original.InputWeight, hiddenWeight, original.InputBias, original.HiddenBias);
        Parameters = original.Parameters;
        (packing, forwardInput, backwardInput, biases) = (original.packing, original.forwardInput, original.backwardInput, original.biases);
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

    internal ReadOnlySpan<float> Biases => biases.Values.Span;

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

            // Versions only grow, so their sum is another one whenever either bias has changed.
            if (biases.Renew(InputBias.Version + HiddenBias.Version, RecurrentWeights.BiasLength<TCell>(HiddenSize)))
            {
                RecurrentWeights.PackBiases<TCell>(InputBias.Values, HiddenBias.Values, biases.Values.Span, HiddenSize);
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
            if (weight is Parameter parameter)
            {
                return Renew(parameter.Version, length);
            }

            // Only a parameter changes; what was computed in a step stays as it is, and its packed form lives as long.
            if (Values.IsEmpty && StepBuffers.Current is { } step)
            {
                Values = step.Allocate(length, clear: false);
                return true;
            }

            return Renew(now: 0, length);
        }

        /// <summary>The same for what has this version now.</summary>
        internal bool Renew(long now, int length)
        {
            if (!Values.IsEmpty && version == now)
            {
                return false;
            }

            if (Values.IsEmpty)
            {
                Values = PinnedMemory.Allocate(length);
            }

            version = now;
            return true;
        }
    }
}
