using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// The simple recurrent unit (SRU): no matrix touches the past, and the input has a way around.
/// f = σ(W_f·x + v_f∘c + b_f), c' = f∘c + (1 − f)∘(W·x), r = σ(W_r·x + v_r∘c + b_r), h' = r∘c' + (1 − r)∘(α·x).
/// </summary>
/// <remarks>
/// Lei et al. (2018), equations 1 to 4, with α = √3 as its section 3.2 has it for biases of 0. Where the input has not the hidden
/// size, W_x·x stands for x, as in the authors' code. Gate order candidate, f, r, and x where it is mapped. Parameters:
/// 3·hidden·input + 4·hidden, and hidden·input for W_x.
/// </remarks>
public sealed class SimpleRecurrentUnitCell : Module, IRecurrentCell
{
    readonly int size;
    readonly float highwayScale = MathF.Sqrt(3);
    readonly Parameter weight_ih, weight_c_f, weight_c_r, bias;

    /// <summary>Weights uniform in ±√(3/inputSize), v in ±1/√hiddenSize, biases 0.</summary>
    /// <param name="inputSize">Features of the input, 1 or more.</param>
    /// <param name="hiddenSize">Size of the hidden and the cell state, 1 or more.</param>
    /// <param name="random">Where the initial weights come from.</param>
    public SimpleRecurrentUnitCell(int inputSize, int hiddenSize, RandomSource random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hiddenSize, 1);
        (InputSize, StateSizes, size) = (inputSize, [hiddenSize, hiddenSize], hiddenSize);
        float bound = 1 / MathF.Sqrt(hiddenSize);
        weight_ih = new Parameter("weight_ih", [(inputSize == hiddenSize ? 3 : 4) * hiddenSize, inputSize]).FillUniform(MathF.Sqrt(3f / inputSize), random);
        weight_c_f = new Parameter("weight_c_f", [hiddenSize]).FillUniform(bound, random);
        weight_c_r = new Parameter("weight_c_r", [hiddenSize]).FillUniform(bound, random);
        bias = new Parameter("bias", [2 * hiddenSize]);
    }

    /// <inheritdoc/>
    public int InputSize { get; }

    /// <summary>Output and cell state.</summary>
    public IReadOnlyList<int> StateSizes { get; }

    /// <summary>Everything that a step needs of the input: candidate, the gates' sums, and what goes around.</summary>
    /// <param name="x">InputSize features a token.</param>
    /// <returns>[tokens, 4 · hidden].</returns>
    public Sequences Prepare(Sequences x)
    {
        Tensor products = x.Data.Linear(weight_ih);
        Tensor around = InputSize == size ? x.Data : products.Columns(3 * size, size);
        return x.With(Tensor.ConcatenateColumns(products.Columns(0, size), products.Columns(size, 2 * size) + bias, around * highwayScale));
    }

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Step(Tensor x, IReadOnlyList<Tensor> state)
    {
        Tensor c = state[1], candidate = x.Columns(0, size).Named("candidate"), around = x.Columns(3 * size, size);
        Tensor f = (x.Columns(size, size) + c * weight_c_f).Sigmoid().Named("forget gate");
        Tensor r = (x.Columns(2 * size, size) + c * weight_c_r).Sigmoid().Named("reset gate");
        Tensor nextC = (f * c + (1 - f) * candidate).Named("cell state");
        return [r * nextC + (1 - r) * around, nextC];
    }
}
