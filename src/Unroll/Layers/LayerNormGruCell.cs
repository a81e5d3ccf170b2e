using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// The gated recurrent unit with layer normalisation: [z r] = LN₁(U·h) + LN₂(W·x), n = tanh(LN₃(W_n·x) + σ(r)∘LN₄(U_n·h)),
/// h' = (1 − σ(z))∘h + σ(z)∘n. LN₁ and LN₂ normalise both gates together.
/// </summary>
/// <remarks>
/// Ba, Kiros and Hinton (2016), supplementary material; here z lets in the new, while in <see cref="Gru"/> it keeps the old. Gate order
/// z, r, n. Parameters: 3·hidden·(input + hidden) + 12·hidden of gain and shift; shifts take the place of biases.
/// </remarks>
public sealed class LayerNormGruCell : Module, IRecurrentCell
{
    readonly int size;
    readonly Parameter weight_ih, weight_hh;
    readonly LayerNormalisation hidden_gate_norm, input_gate_norm, input_candidate_norm, hidden_candidate_norm;

    /// <summary>Weights uniform in ±1/√hiddenSize, gains 1, shifts 0.</summary>
    /// <param name="inputSize">Features of the input, 1 or more.</param>
    /// <param name="hiddenSize">Size of the hidden state, 1 or more.</param>
    /// <param name="random">Where the initial weights come from.</param>
    public LayerNormGruCell(int inputSize, int hiddenSize, RandomSource random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hiddenSize, 1);
        (InputSize, StateSizes, size) = (inputSize, [hiddenSize], hiddenSize);
        float bound = 1 / MathF.Sqrt(hiddenSize);
        weight_ih = new Parameter("weight_ih", [3 * hiddenSize, inputSize]).FillUniform(bound, random);
        weight_hh = new Parameter("weight_hh", [3 * hiddenSize, hiddenSize]).FillUniform(bound, random);
        (hidden_gate_norm, input_gate_norm) = (new(2 * hiddenSize), new(2 * hiddenSize));
        (input_candidate_norm, hidden_candidate_norm) = (new(hiddenSize), new(hiddenSize));
    }

    /// <inheritdoc/>
    public int InputSize { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int> StateSizes { get; }

    /// <inheritdoc/>
    public Sequences Prepare(Sequences x) => x.With(Normalised(x.Data.Linear(weight_ih), input_gate_norm, input_candidate_norm));

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Step(Tensor x, IReadOnlyList<Tensor> state)
    {
        Tensor h = state[0], fromHidden = Normalised(h.Linear(weight_hh), hidden_gate_norm, hidden_candidate_norm);
        Tensor gates = (x.Columns(0, 2 * size) + fromHidden.Columns(0, 2 * size)).Sigmoid();
        Tensor z = gates.Columns(0, size).Named("update gate"), r = gates.Columns(size, size).Named("reset gate");
        Tensor n = (x.Columns(2 * size, size) + r * fromHidden.Columns(2 * size, size)).Tanh().Named("candidate");
        return [(1 - z) * h + z * n];
    }

    Tensor Normalised(Tensor sums, LayerNormalisation ofGates, LayerNormalisation ofCandidate) => Tensor.ConcatenateColumns(
        ofGates.Forward(sums.Columns(0, 2 * size)), ofCandidate.Forward(sums.Columns(2 * size, size)));
}
