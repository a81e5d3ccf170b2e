using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>The cells that have a fused kernel.</summary>
sealed record FusedCell(string Name, int GateCount, int StateCount)
{
    internal static readonly FusedCell RnnTanh = new("rnn", GateCount: 1, StateCount: 1);
    internal static readonly FusedCell RnnRelu = new("rnn-relu", GateCount: 1, StateCount: 1);
    internal static readonly FusedCell Lstm = new("lstm", GateCount: 4, StateCount: 2);
    internal static readonly FusedCell Gru = new("gru", GateCount: 3, StateCount: 1);
}

/// <summary>Temporary: composed until the kernels arrive.</summary>
sealed class FusedLevel(FusedCell cell, LevelPlace place, RecurrentWeights[] directions)
    : RecurrentLevel(place.InputSize, [.. Enumerable.Repeat(place.HiddenSize, cell.StateCount)])
{
    readonly CellLevel composed = new([.. directions.Select(weights => new ComposedCell(cell, place, weights))]);

    internal override (Tensor Outputs, IReadOnlyList<Tensor>[] Final) Run(Sequences x, IReadOnlyList<IReadOnlyList<Tensor>>? initial) =>
        composed.Run(x, initial);

    sealed class ComposedCell(FusedCell cell, LevelPlace place, RecurrentWeights weights) : IRecurrentCell
    {
        public int InputSize => place.InputSize;

        public IReadOnlyList<int> StateSizes { get; } = [.. Enumerable.Repeat(place.HiddenSize, cell.StateCount)];

        public IReadOnlyList<Tensor> Step(Tensor x, IReadOnlyList<Tensor> state)
        {
            int size = place.HiddenSize;
            Tensor fromInput = x.Linear(weights.InputWeight, weights.InputBias), fromState = state[0].Linear(weights.HiddenWeight, weights.HiddenBias);
            if (cell == FusedCell.Gru)
            {
                Tensor gates = (fromInput.Columns(0, 2 * size) + fromState.Columns(0, 2 * size)).Sigmoid();
                Tensor z = gates.Columns(size, size);
                Tensor n = (fromInput.Columns(2 * size, size) + gates.Columns(0, size) * fromState.Columns(2 * size, size)).Tanh();
                return [(1 - z) * n + z * state[0]];
            }

            Tensor sum = fromInput + fromState;
            if (cell != FusedCell.Lstm)
            {
                return [cell == FusedCell.RnnTanh ? sum.Tanh() : sum.Relu()];
            }

            Tensor i = sum.Columns(0, size).Sigmoid(), f = sum.Columns(size, size).Sigmoid(), g = sum.Columns(2 * size, size).Tanh(), o = sum.Columns(3 * size, size).Sigmoid();
            Tensor c = f * state[1] + i * g;
            return [o * c.Tanh(), c];
        }
    }
}
