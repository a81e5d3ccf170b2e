using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// The LSTM with layer normalisation: [i f g o] = LN₁(U·h) + LN₂(W·x) + b, c' = σ(f)∘c + σ(i)∘tanh(g), h' = σ(o)∘tanh(LN₃(c')).
/// LN₁ and LN₂ normalise all four gates together, LN₃ the memory cell.
/// </summary>
/// <remarks>
/// Ba, Kiros and Hinton (2016), supplementary material. Gate order i, f, g, o. Parameters:
/// 4·hidden·(input + hidden) + 4·hidden for b, and gain and shift: 2·4·hidden each for LN₁ and LN₂, 2·hidden for LN₃.
/// </remarks>
public sealed class LayerNormLstmCell : Module, IRecurrentCell
{
    readonly int size;
    readonly Parameter weight_ih, weight_hh, bias;
    readonly LayerNormalisation hidden_norm, input_norm, memory_norm;

    /// <summary>Weights and b uniform in ±1/√hiddenSize, gains 1, shifts 0.</summary>
    /// <param name="inputSize">Features of the input, 1 or more.</param>
    /// <param name="hiddenSize">Size of the hidden and the cell state, 1 or more.</param>
    /// <param name="random">Where the initial weights come from.</param>
    public LayerNormLstmCell(int inputSize, int hiddenSize, RandomSource random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hiddenSize, 1);
        (InputSize, StateSizes, size) = (inputSize, [hiddenSize, hiddenSize], hiddenSize);
        float bound = 1 / MathF.Sqrt(hiddenSize);
        weight_ih = new Parameter("weight_ih", [4 * hiddenSize, inputSize]).FillUniform(bound, random);
        weight_hh = new Parameter("weight_hh", [4 * hiddenSize, hiddenSize]).FillUniform(bound, random);
        bias = new Parameter("bias", [4 * hiddenSize]).FillUniform(bound, random);
        (hidden_norm, input_norm, memory_norm) = (new(4 * hiddenSize), new(4 * hiddenSize), new(hiddenSize));
    }

    /// <inheritdoc/>
    public int InputSize { get; }

    /// <summary>Hidden and cell state.</summary>
    public IReadOnlyList<int> StateSizes { get; }

    /// <inheritdoc/>
    public Sequences Prepare(Sequences x) => x.With(input_norm.Forward(x.Data.Linear(weight_ih)) + bias);

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Step(Tensor x, IReadOnlyList<Tensor> state)
    {
        (Tensor h, Tensor c) = (state[0], state[1]);
        Tensor sums = hidden_norm.Forward(h.Linear(weight_hh)) + x;
        Tensor i = sums.Columns(0, size).Sigmoid().Named("input gate"), f = sums.Columns(size, size).Sigmoid().Named("forget gate");
        Tensor g = sums.Columns(2 * size, size).Tanh().Named("candidate"), o = sums.Columns(3 * size, size).Sigmoid().Named("output gate");
        Tensor nextC = (f * c + i * g).Named("cell state");
        return [o * memory_norm.Forward(nextC).Tanh(), nextC];
    }
}
