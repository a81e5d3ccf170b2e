using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// The LSTM with a projected hidden state: a wide memory, a narrow recurrence. i, f, o = σ(W·x + b + U·h + b'), g = tanh(…),
/// c' = f∘c + i∘g with hiddenSize units, h' = W_hr·(o∘tanh(c')) with projectedSize. The outputs are h'.
/// </summary>
/// <remarks>
/// Sak, Senior and Beaufays (2014), equations 7 to 13 without peepholes and without the second, non-recurrent projection; it is PyTorch's
/// <c>LSTM(proj_size)</c>, with its parameters and its gate order i, f, g, o. Parameters of a layer with H units and P outputs:
/// 4·H·(input + P) + 8·H + P·H. <see cref="StackOptions.HiddenSizes"/> are projected sizes; memories keep their proportion to them.
/// </remarks>
public sealed class ProjectedLstm : RecurrentLayer
{
    readonly IReadOnlyList<Parameter> parameters;

    /// <summary>All parameters uniform in ±1/√hiddenSize, as PyTorch's.</summary>
    /// <param name="inputSize">Features of the input, 1 or more.</param>
    /// <param name="hiddenSize">Size of the memory, 1 or more.</param>
    /// <param name="projectedSize">Size of the hidden state and of the outputs, 1 or more.</param>
    /// <param name="random">Where the initial weights come from.</param>
    /// <param name="options">Layers, directions and the like.</param>
    public ProjectedLstm(int inputSize, int hiddenSize, int projectedSize, RandomSource random, StackOptions? options = null)
        : this(inputSize, hiddenSize, projectedSize, random, options, [])
    {
    }

    ProjectedLstm(int inputSize, int hiddenSize, int projectedSize, RandomSource random, StackOptions? options, List<Parameter> parameters)
        : base(inputSize, projectedSize, options, random, place =>
        {
            CellLevel.RefuseHiddenWeightDropout(place, nameof(options));
            int memory = (int)((long)place.HiddenSize * hiddenSize / projectedSize);
            ArgumentOutOfRangeException.ThrowIfLessThan(memory, 1, nameof(hiddenSize));
            Cell[] directions = [.. Enumerable.Range(0, place.Directions).Select(direction =>
                new Cell(place.InputSize, memory, place.HiddenSize, $"_l{place.Layer}{(direction == 1 ? "_reverse" : "")}", random))];
            parameters.AddRange(directions.SelectMany(cell => cell.Parameters));
            return new CellLevel(directions);
        }) => this.parameters = parameters;

    sealed class Cell : IRecurrentCell
    {
        readonly int size;
        readonly Parameter weight_ih, weight_hh, bias_ih, bias_hh, weight_hr;

        internal Cell(int inputSize, int hiddenSize, int projectedSize, string suffix, RandomSource random)
        {
            (InputSize, StateSizes, size) = (inputSize, [projectedSize, hiddenSize], hiddenSize);
            float bound = 1 / MathF.Sqrt(hiddenSize);
            weight_ih = new Parameter("weight_ih" + suffix, [4 * hiddenSize, inputSize]).FillUniform(bound, random);
            weight_hh = new Parameter("weight_hh" + suffix, [4 * hiddenSize, projectedSize]).FillUniform(bound, random);
            bias_ih = new Parameter("bias_ih" + suffix, [4 * hiddenSize]).FillUniform(bound, random);
            bias_hh = new Parameter("bias_hh" + suffix, [4 * hiddenSize]).FillUniform(bound, random);
            weight_hr = new Parameter("weight_hr" + suffix, [projectedSize, hiddenSize]).FillUniform(bound, random);
        }

        public int InputSize { get; }

        public IReadOnlyList<int> StateSizes { get; }

        internal IEnumerable<Parameter> Parameters => [weight_ih, weight_hh, bias_ih, bias_hh, weight_hr];

        public Sequences Prepare(Sequences x) => x.With(x.Data.Linear(weight_ih, bias_ih) + bias_hh);

        public IReadOnlyList<Tensor> Step(Tensor x, IReadOnlyList<Tensor> state)
        {
            (Tensor h, Tensor c) = (state[0], state[1]);
            Tensor sums = x + h.Linear(weight_hh);
            Tensor i = sums.Columns(0, size).Sigmoid().Named("input gate"), f = sums.Columns(size, size).Sigmoid().Named("forget gate");
            Tensor g = sums.Columns(2 * size, size).Tanh().Named("candidate"), o = sums.Columns(3 * size, size).Sigmoid().Named("output gate");
            Tensor nextC = (f * c + i * g).Named("cell state");
            return [(o * nextC.Tanh()).Linear(weight_hr), nextC];
        }
    }
}
