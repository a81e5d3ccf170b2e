using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Formats.Onnx;

/// <summary>The equations of ONNX's RNN, LSTM and GRU with all their attributes, one direction of a node, as cells composed of operations.</summary>
sealed class OperatorCells
{
    readonly OperatorSettings settings;
    readonly OperatorInputs inputs;
    readonly int direction, size;
    readonly Tensor w, r, inputBias, hiddenBias;

    internal OperatorCells(OperatorSettings settings, OperatorInputs inputs, int direction)
    {
        (this.settings, this.inputs, this.direction, size) = (settings, inputs, direction, inputs.HiddenSize);
        int rows = settings.Gates * size;
        (float[] ofInput, float[] ofHidden) = inputs.Biases(direction);
        w = Tensor.From(inputs.InputWeight(direction), [rows, inputs.InputSize]);
        r = Tensor.From(inputs.HiddenWeight(direction), [rows, size]);
        (inputBias, hiddenBias) = (Tensor.From(ofInput, [rows]), Tensor.From(ofHidden, [rows]));
    }

    internal IRecurrentCell Create() => settings.Gates switch
    {
        1 => new Cell(this, Rnn),
        3 => new Cell(this, Gru),
        _ => new Cell(this, Lstm),
    };

    // Each equation's X·Wᵀ + Wb arrives as x.

    /// <summary>H' = f(X·Wᵀ + H·Rᵀ + Wb + Rb).</summary>
    Tensor[] Rnn(Tensor x, IReadOnlyList<Tensor> state) => [Activate(0, x + state[0].Linear(r, hiddenBias))];

    /// <summary>
    /// z = f(…), r = f(…), h = g(X·W_hᵀ + (r∘H)·R_hᵀ + Rb_h + Wb_h), or with linear_before_reset g(X·W_hᵀ + r∘(H·R_hᵀ + Rb_h) + Wb_h);
    /// H' = (1 − z)∘h + z∘H. Gate order z, r, h.
    /// </summary>
    Tensor[] Gru(Tensor x, IReadOnlyList<Tensor> state)
    {
        Tensor h = state[0];
        Tensor gates = Activate(0, x.Columns(0, 2 * size) + h.Linear(r.Rows(0, 2 * size), hiddenBias.Columns(0, 2 * size)));
        Tensor z = gates.Columns(0, size), reset = gates.Columns(size, size);
        Tensor weight = r.Rows(2 * size, size), bias = hiddenBias.Columns(2 * size, size);
        Tensor ofState = settings.ResetsAfterProduct ? reset * h.Linear(weight, bias) : (reset * h).Linear(weight, bias);
        Tensor candidate = Activate(1, x.Columns(2 * size, size) + ofState);
        return [(1 - z) * candidate + z * h];
    }

    /// <summary>
    /// i = f(… + P_i∘C), f = f(… + P_f∘C) or 1 − i with input_forget, c = g(…), C' = f∘C + i∘c, o = f(… + P_o∘C'), H' = o∘h(C').
    /// Gate order i, o, f, c.
    /// </summary>
    Tensor[] Lstm(Tensor x, IReadOnlyList<Tensor> state)
    {
        (Tensor h, Tensor c) = (state[0], state[1]);
        Tensor sums = x + h.Linear(r, hiddenBias);
        (float[] I, float[] O, float[] F)? peepholes = inputs.HasPeepholes ? inputs.Peepholes(direction) : null;
        Tensor i = Activate(0, Peeping(sums.Columns(0, size), peepholes?.I, c));
        Tensor f = settings.CouplesGates ? 1 - i : Activate(0, Peeping(sums.Columns(2 * size, size), peepholes?.F, c));
        Tensor nextC = f * c + i * Activate(1, sums.Columns(3 * size, size));
        Tensor o = Activate(0, Peeping(sums.Columns(size, size), peepholes?.O, nextC));
        // The specification clips "the input of activations"; that h reads C' as it is, is how ONNX Runtime understands it.
        return [o * Function(2)(nextC), nextC];
    }

    Tensor Peeping(Tensor sum, float[]? peephole, Tensor c) => peephole is null ? sum : sum + c * Tensor.From(peephole, [size]);

    /// <summary>f (0) or g (1) of a sum, which is clipped before.</summary>
    Tensor Activate(int which, Tensor sum) => Function(which)(settings.Clip is { } most ? sum.Apply(PointwiseFunction.Clip(most)) : sum);

    Func<Tensor, Tensor> Function(int which) => settings.Activations[direction * settings.Activations.Count / settings.IsReverse.Count + which];

    sealed class Cell(OperatorCells cells, Func<Tensor, IReadOnlyList<Tensor>, Tensor[]> step) : IRecurrentCell
    {
        public int InputSize => cells.inputs.InputSize;

        public IReadOnlyList<int> StateSizes { get; } = [.. Enumerable.Repeat(cells.size, cells.settings.States)];

        public Sequences Prepare(Sequences x) => x.With(x.Data.Linear(cells.w, cells.inputBias));

        public IReadOnlyList<Tensor> Step(Tensor x, IReadOnlyList<Tensor> state) => step(x, state);
    }
}
