using Unroll.Kernels;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>A cell that has a fused kernel.</summary>
abstract class FusedCell
{
    internal static readonly FusedCell RnnTanh = new FusedCell<RnnKernel<TanhNonlinearity>>(1, 1, (x, cells, initial) => new RnnTanhSequence(x, cells, initial));
    internal static readonly FusedCell RnnRelu = new FusedCell<RnnKernel<ReluNonlinearity>>(1, 1, (x, cells, initial) => new RnnReluSequence(x, cells, initial));
    internal static readonly FusedCell Lstm = new FusedCell<LstmKernel<GatedTanh>>(4, 2, (x, cells, initial) => new LstmSequence<GatedTanh>(x, cells, initial));
    internal static readonly FusedCell Gru = new FusedCell<GruKernel>(3, 1, (x, cells, initial) => new GruSequence(x, cells, initial));

    /// <summary>A layer of a stack; its parameters are added to the list in PyTorch's order and under PyTorch's names.</summary>
    internal abstract RecurrentLevel CreateLevel(LevelPlace place, RandomSource random, List<Parameter> parameters);
}

/// <summary>Runs the operation of a fused cell over a whole level.</summary>
delegate RecurrentSequence<TCell> CreateSequence<TCell>(
    Sequences x, PackedCell<TCell>[] cells, IReadOnlyList<IReadOnlyList<Tensor>>? initial)
    where TCell : struct, ICellKernel;

/// <summary>A cell with its number of gates and states, and the operation that runs it.</summary>
sealed class FusedCell<TCell>(int gates, int states, CreateSequence<TCell> create) : FusedCell
    where TCell : struct, ICellKernel
{
    internal override RecurrentLevel CreateLevel(LevelPlace place, RandomSource random, List<Parameter> parameters)
    {
        PackedCell<TCell>[] directions = new PackedCell<TCell>[place.Directions];
        for (int direction = 0; direction < directions.Length; direction++)
        {
            directions[direction] = CreateCell(place, direction, random);
            parameters.AddRange(directions[direction].Parameters);
        }

        return new Level(place, states, directions, random.Stream("hidden weights").Stream(place.Layer), create);
    }

    // Weights and biases uniform in ±1/√hidden, as PyTorch's recurrent layers. The two biases are added wherever they occur
    // (except in the GRU's candidate), yet both exist: under Adam two biases move twice as far as one.
    PackedCell<TCell> CreateCell(LevelPlace place, int direction, RandomSource random)
    {
        string suffix = $"_l{place.Layer}{(direction == 1 ? "_reverse" : "")}";
        int rows = gates * place.HiddenSize;
        float bound = 1 / MathF.Sqrt(place.HiddenSize);
        return new(
            new Parameter("weight_ih" + suffix, [rows, place.InputSize]).FillUniform(bound, random),
            new Parameter("weight_hh" + suffix, [rows, place.HiddenSize]).FillUniform(bound, random),
            new Parameter("bias_ih" + suffix, [rows]).FillUniform(bound, random),
            new Parameter("bias_hh" + suffix, [rows]).FillUniform(bound, random));
    }

    sealed class Level(LevelPlace place, int states, PackedCell<TCell>[] directions, RandomSource dropout, CreateSequence<TCell> create)
        : RecurrentLevel(place.InputSize, [.. Enumerable.Repeat(place.HiddenSize, states)])
    {
        internal override (Tensor Outputs, IReadOnlyList<Tensor>[] Final) Run(Sequences x, IReadOnlyList<IReadOnlyList<Tensor>>? initial)
        {
            RecurrentSequence<TCell> sequence = create(x, place.HiddenWeightDropout == 0 ? directions : [.. directions.Select(OfThisStep)], initial);
            Tensor outputs = Operation.Run(sequence);
            if (SignalRecorder.Current is { } recorder)
            {
                sequence.Record(recorder);
            }

            return (outputs, sequence.Final);
        }

        PackedCell<TCell> OfThisStep(PackedCell<TCell> cell)
        {
            Tensor weight = cell.HiddenWeight.Dropout(place.HiddenWeightDropout, dropout);
            return ReferenceEquals(weight, cell.HiddenWeight) ? cell : cell.With(weight);
        }
    }
}
