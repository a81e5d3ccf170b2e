using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// The LSTM whose gates also look at the memory cell, each unit at its own:
/// i = σ(W_i·x + U_i·h + p_i∘c + b_i), f = σ(W_f·x + U_f·h + p_f∘c + b_f), g = tanh(W_g·x + U_g·h + b_g), c' = f∘c + i∘g,
/// o = σ(W_o·x + U_o·h + p_o∘c' + b_o), h' = o∘tanh(c').
/// </summary>
/// <remarks>
/// Gers and Schmidhuber (2000); these equations: Greff et al. (2017), section II, where it is the "vanilla" LSTM. Gate order i, f, g, o.
/// Parameters: 4·(hidden·(input + hidden) + hidden) + 3·hidden.
/// </remarks>
public sealed class PeepholeLstmCell : Module, IRecurrentCell
{
    readonly int size;
    readonly Parameter weight_ih, weight_hh, bias, peephole_i, peephole_f, peephole_o;

    /// <summary>All parameters uniform in ±1/√hiddenSize.</summary>
    /// <param name="inputSize">Features of the input, 1 or more.</param>
    /// <param name="hiddenSize">Size of the hidden and the cell state, 1 or more.</param>
    /// <param name="random">Where the initial weights come from.</param>
    public PeepholeLstmCell(int inputSize, int hiddenSize, RandomSource random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hiddenSize, 1);
        (InputSize, StateSizes, size) = (inputSize, [hiddenSize, hiddenSize], hiddenSize);
        float bound = 1 / MathF.Sqrt(hiddenSize);
        weight_ih = new Parameter("weight_ih", [4 * hiddenSize, inputSize]).FillUniform(bound, random);
        weight_hh = new Parameter("weight_hh", [4 * hiddenSize, hiddenSize]).FillUniform(bound, random);
        bias = new Parameter("bias", [4 * hiddenSize]).FillUniform(bound, random);
        peephole_i = new Parameter("peephole_i", [hiddenSize]).FillUniform(bound, random);
        peephole_f = new Parameter("peephole_f", [hiddenSize]).FillUniform(bound, random);
        peephole_o = new Parameter("peephole_o", [hiddenSize]).FillUniform(bound, random);
    }

    /// <inheritdoc/>
    public int InputSize { get; }

    /// <summary>Hidden and cell state.</summary>
    public IReadOnlyList<int> StateSizes { get; }

    /// <inheritdoc/>
    public Sequences Prepare(Sequences x) => x.With(x.Data.Linear(weight_ih, bias));

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Step(Tensor x, IReadOnlyList<Tensor> state)
    {
        (Tensor h, Tensor c) = (state[0], state[1]);
        Tensor sums = x + h.Linear(weight_hh);
        Tensor i = (sums.Columns(0, size) + c * peephole_i).Sigmoid().Named("input gate");
        Tensor f = (sums.Columns(size, size) + c * peephole_f).Sigmoid().Named("forget gate");
        Tensor g = sums.Columns(2 * size, size).Tanh().Named("candidate");
        Tensor nextC = (f * c + i * g).Named("cell state");
        Tensor o = (sums.Columns(3 * size, size) + nextC * peephole_o).Sigmoid().Named("output gate");
        return [o * nextC.Tanh(), nextC];
    }
}
