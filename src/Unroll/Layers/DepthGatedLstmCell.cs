using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// A stack of LSTM layers whose memory cells are also connected upwards, through a depth gate. In each layer but the lowest
/// d = σ(W_d·x + w_c∘c + w_l∘c_below' + b_d) and c' = d∘c_below' + f∘c + i∘g; otherwise i, f, o = σ(W·x + U·h + b),
/// g = tanh(W_g·x + U_g·h + b_g), h' = o∘tanh(c') as usual. x is the hidden state of the layer below.
/// </summary>
/// <remarks>
/// Yao et al. (2015), here without peepholes. All layers are one cell, since a layer needs the memory of the one below at the same step.
/// Gate order i, f, g, o. Parameters: 4·(hidden·(input + hidden) + hidden) below; above 4·(2·hidden² + hidden) and, for the depth
/// gate, hidden² + 3·hidden.
/// </remarks>
public sealed class DepthGatedLstmCell : Module, IRecurrentCell
{
    readonly int size;
    readonly float dropout;
    readonly RandomSource dropoutRandom;
    readonly Parameter[] weight_ih, weight_hh, bias, weight_d, weight_c, weight_l, bias_d;

    /// <summary>All parameters uniform in ±1/√hiddenSize.</summary>
    /// <param name="inputSize">Features of the input, 1 or more.</param>
    /// <param name="hiddenSize">Size of each layer's hidden and cell state, 1 or more.</param>
    /// <param name="layers">Layers, 1 or more; with one there is no depth gate.</param>
    /// <param name="random">Where the initial weights come from.</param>
    /// <param name="dropout">Share of each layer's outputs dropped before the next layer while training, in [0, 1).</param>
    public DepthGatedLstmCell(int inputSize, int hiddenSize, int layers, RandomSource random, float dropout = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hiddenSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(layers, 1);
        (InputSize, StateSizes, size) = (inputSize, [.. Enumerable.Repeat(hiddenSize, 2 * layers)], hiddenSize);
        weight_ih = Each(0, layer => ($"weight_ih_{layer}", [4 * hiddenSize, layer == 0 ? inputSize : hiddenSize]));
        weight_hh = Each(0, layer => ($"weight_hh_{layer}", [4 * hiddenSize, hiddenSize]));
        bias = Each(0, layer => ($"bias_{layer}", [4 * hiddenSize]));
        weight_d = Each(1, layer => ($"weight_d_{layer}", [hiddenSize, hiddenSize]));
        weight_c = Each(1, layer => ($"weight_c_{layer}", [hiddenSize]));
        weight_l = Each(1, layer => ($"weight_l_{layer}", [hiddenSize]));
        bias_d = Each(1, layer => ($"bias_d_{layer}", [hiddenSize]));
        (this.dropout, dropoutRandom) = (dropout, random.Stream("depth dropout").Stream((long)random.Position));

        Parameter[] Each(int first, Func<int, (string Name, Shape Shape)> create) => [.. Enumerable.Range(first, layers - first)
            .Select(create).Select(made => new Parameter(made.Name, made.Shape).FillUniform(1 / MathF.Sqrt(hiddenSize), random))];
    }

    /// <summary>A layer of this cell for a stack's options: the layers they ask for are the cell's own.</summary>
    /// <exception cref="ArgumentException">The layers differ in width.</exception>
    internal static Recurrent CreateLayer(int inputSize, int hiddenSize, RandomSource random, StackOptions options)
    {
        int[] sizes = [.. options.HiddenSizes?.Distinct() ?? [hiddenSize]];
        if (sizes is not [var size])
        {
            throw new ArgumentException($"Layers that hand their memory upwards need one hidden size; got {string.Join(", ", sizes)}.", nameof(options));
        }

        return new(inputSize, size, random, (place, source) => new DepthGatedLstmCell(place.InputSize, place.HiddenSize, options.Layers, source, options.Dropout),
            options with { Layers = 1, HiddenSizes = null });
    }

    /// <inheritdoc/>
    public int InputSize { get; }

    /// <summary>Hidden and cell state of each layer, from the highest to the lowest.</summary>
    public IReadOnlyList<int> StateSizes { get; }

    /// <inheritdoc/>
    public Sequences Prepare(Sequences x) => x.With(x.Data.Linear(weight_ih[0], bias[0]));

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Step(Tensor x, IReadOnlyList<Tensor> state)
    {
        Tensor[] next = new Tensor[state.Count];
        for (int layer = 0; layer < weight_ih.Length; layer++)
        {
            int at = state.Count - 2 - 2 * layer, below = at + 2;
            (Tensor h, Tensor c) = (state[at], state[at + 1]);
            Tensor input = layer == 0 ? x : next[below].Dropout(dropout, dropoutRandom);
            Tensor sums = (layer == 0 ? x : input.Linear(weight_ih[layer], bias[layer])) + h.Linear(weight_hh[layer]);
            Tensor i = sums.Columns(0, size).Sigmoid(), f = sums.Columns(size, size).Sigmoid();
            Tensor g = sums.Columns(2 * size, size).Tanh(), o = sums.Columns(3 * size, size).Sigmoid();
            Tensor nextC = f * c + i * g;
            if (layer > 0)
            {
                nextC += DepthGate(layer - 1, input, c, next[below + 1]) * next[below + 1];
            }

            (next[at], next[at + 1]) = (o * nextC.Tanh(), nextC);
        }

        return next;
    }

    Tensor DepthGate(int gate, Tensor x, Tensor c, Tensor cellBelow) =>
        (x.Linear(weight_d[gate], bias_d[gate]) + c * weight_c[gate] + cellBelow * weight_l[gate]).Sigmoid();
}
