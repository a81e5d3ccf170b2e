using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>Which gates an LSTM has; one that it lacks counts as fully open.</summary>
/// <param name="Input">False for i = 1: everything is written ("NIG" of Greff et al.).</param>
/// <param name="Forget">False for f = 1: nothing is forgotten ("NFG"), as in the LSTM of 1997.</param>
/// <param name="Output">False for o = 1: the whole memory is shown ("NOG").</param>
public sealed record LstmGates(bool Input = true, bool Forget = true, bool Output = true)
{
    internal int Count => 1 + (Input ? 1 : 0) + (Forget ? 1 : 0) + (Output ? 1 : 0);
}

/// <summary>What an LSTM drops inside of its recurrence while training.</summary>
/// <param name="Written">Share of the candidate g dropped, drawn anew at every step, in [0, 1): recurrent dropout without loss of
/// memory, Semeniuta, Severyn and Barth (2016).</param>
/// <param name="Hidden">Share of the hidden state dropped on its way into the gates, the same units at every step of a sequence, in
/// [0, 1): variational dropout, Gal and Ghahramani (2016).</param>
/// <param name="Input">Share of the inputs dropped, the same features at every step of a sequence, in [0, 1); of the same paper.</param>
public sealed record LstmDropout(float Written = 0, float Hidden = 0, float Input = 0)
{
    /// <summary>Share of the candidate dropped, in [0, 1).</summary>
    public float Written { get; init => field = StackOptions.CheckDropout(value); } = StackOptions.CheckDropout(Written);

    /// <summary>Share of the hidden state dropped, in [0, 1).</summary>
    public float Hidden { get; init => field = StackOptions.CheckDropout(value); } = StackOptions.CheckDropout(Hidden);

    /// <summary>Share of the inputs dropped, in [0, 1).</summary>
    public float Input { get; init => field = StackOptions.CheckDropout(value); } = StackOptions.CheckDropout(Input);
}

/// <summary>
/// The LSTM unrolled operation by operation, for what the fused <see cref="Lstm"/> does not have: gates left out, and dropout inside of
/// the recurrence. i, f, o = σ(W·x + U·(m∘h) + b), g = tanh(W_g·x + U_g·(m∘h) + b_g), c' = f∘c + i∘d(g), h' = o∘tanh(c') with the masks
/// m and d of <see cref="LstmDropout"/>.
/// </summary>
/// <remarks>
/// Without an input, forget or output gate: Greff et al. (2017), section IV, here without peepholes. Gate order i, f, g, o without those
/// left out. Parameters: gates · (hidden·(input + hidden) + hidden), where g counts as a gate.
/// </remarks>
public sealed class LstmCell : Module, IRecurrentCell
{
    readonly int size;
    readonly LstmGates gates;
    readonly LstmDropout dropout;
    readonly RandomSource inputDropout, hiddenDropout, writtenDropout;
    readonly Parameter weight_ih, weight_hh, bias;

    /// <summary>All parameters uniform in ±1/√hiddenSize.</summary>
    /// <param name="inputSize">Features of the input, 1 or more.</param>
    /// <param name="hiddenSize">Size of the hidden and the cell state, 1 or more.</param>
    /// <param name="random">Where the initial weights come from, and streams for what is dropped.</param>
    /// <param name="gates">The gates it has; all when null.</param>
    /// <param name="dropout">What it drops; nothing when null.</param>
    public LstmCell(int inputSize, int hiddenSize, RandomSource random, LstmGates? gates = null, LstmDropout? dropout = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hiddenSize, 1);
        (InputSize, StateSizes, size) = (inputSize, [hiddenSize, hiddenSize], hiddenSize);
        (this.gates, this.dropout) = (gates ?? new(), dropout ?? new());
        int rows = this.gates.Count * hiddenSize;
        float bound = 1 / MathF.Sqrt(hiddenSize);
        weight_ih = new Parameter("weight_ih", [rows, inputSize]).FillUniform(bound, random);
        weight_hh = new Parameter("weight_hh", [rows, hiddenSize]).FillUniform(bound, random);
        bias = new Parameter("bias", [rows]).FillUniform(bound, random);

        // Each cell of a stack draws its weights from another position, so that its masks are its own.
        RandomSource masks = random.Stream("cell dropout").Stream((long)random.Position);
        (inputDropout, hiddenDropout, writtenDropout) = (masks.Stream("input"), masks.Stream("hidden"), masks.Stream("written"));
    }

    /// <inheritdoc/>
    public int InputSize { get; }

    /// <summary>Hidden and cell state.</summary>
    public IReadOnlyList<int> StateSizes { get; }

    /// <summary>The products with the inputs, and beside them each token's mask m.</summary>
    /// <param name="x">InputSize features a token.</param>
    /// <returns>[tokens, gates · hidden], or [tokens, gates · hidden + hidden] where hidden units are dropped.</returns>
    public Sequences Prepare(Sequences x)
    {
        Tensor products = x.LockedDropout(dropout.Input, inputDropout).Data.Linear(weight_ih, bias);
        if (dropout.Hidden == 0)
        {
            return x.With(products);
        }

        Sequences kept = x.With(Tensor.From(Ones(x.Layout.TokenCount * size), [x.Layout.TokenCount, size]));
        return x.With(Tensor.ConcatenateColumns(products, kept.LockedDropout(dropout.Hidden, hiddenDropout).Data));
    }

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Step(Tensor x, IReadOnlyList<Tensor> state)
    {
        (Tensor h, Tensor c) = (state[0], state[1]);
        int rows = gates.Count * size, next = 0;
        Tensor sums = dropout.Hidden == 0 ? x + h.Linear(weight_hh) : x.Columns(0, rows) + (x.Columns(rows, size) * h).Linear(weight_hh);
        Tensor? i = gates.Input ? NextSum().Sigmoid().Named("input gate") : null;
        Tensor? f = gates.Forget ? NextSum().Sigmoid().Named("forget gate") : null;
        Tensor g = NextSum().Tanh().Named("candidate").Dropout(dropout.Written, writtenDropout);
        Tensor? o = gates.Output ? NextSum().Sigmoid().Named("output gate") : null;
        Tensor nextC = (Through(f, c) + Through(i, g)).Named("cell state");
        return [Through(o, nextC.Tanh()), nextC];

        Tensor NextSum() => sums.Columns(size * next++, size);
    }

    static Tensor Through(Tensor? gate, Tensor x) => gate is null ? x : gate * x;

    static float[] Ones(int count)
    {
        float[] ones = new float[count];
        Array.Fill(ones, 1);
        return ones;
    }
}
