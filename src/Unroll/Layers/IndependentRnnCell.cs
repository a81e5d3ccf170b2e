using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// The independently recurrent network (IndRNN): each unit sees of the past only itself, so its memory fades by a factor of its own.
/// h' = max(W·x + u∘h + b, 0).
/// </summary>
/// <remarks>
/// Li et al. (2018), equation 2, with ReLU. u is uniform in [0, 1) at first, so that some units remember long and some short (section
/// 4.1 of the paper has it so). Parameters: hidden·input + 2·hidden.
/// </remarks>
public sealed class IndependentRnnCell : Module, IRecurrentCell
{
    readonly Parameter weight_ih, weight_hh, bias;

    /// <summary>W and b uniform in ±1/√hiddenSize, u in [0, 1).</summary>
    /// <param name="inputSize">Features of the input, 1 or more.</param>
    /// <param name="hiddenSize">Size of the hidden state, 1 or more.</param>
    /// <param name="random">Where the initial weights come from.</param>
    public IndependentRnnCell(int inputSize, int hiddenSize, RandomSource random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hiddenSize, 1);
        (InputSize, StateSizes) = (inputSize, [hiddenSize]);
        float bound = 1 / MathF.Sqrt(hiddenSize);
        weight_ih = new Parameter("weight_ih", [hiddenSize, inputSize]).FillUniform(bound, random);
        weight_hh = new Parameter("weight_hh", [hiddenSize]).FillUniform(low: 0, high: 1, random);
        bias = new Parameter("bias", [hiddenSize]).FillUniform(bound, random);
    }

    /// <inheritdoc/>
    public int InputSize { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int> StateSizes { get; }

    /// <inheritdoc/>
    public Sequences Prepare(Sequences x) => x.With(x.Data.Linear(weight_ih, bias));

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Step(Tensor x, IReadOnlyList<Tensor> state) => [(x + state[0] * weight_hh).Relu()];
}
