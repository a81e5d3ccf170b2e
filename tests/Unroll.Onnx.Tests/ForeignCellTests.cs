using Unroll.Formats.Onnx;
using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Onnx.Tests;

public sealed class ForeignCellTests
{
    [Fact]
    public void A_cell_that_is_no_operator_is_refused_with_a_way_out()
    {
        Recurrent layer = new(4, 4, new RandomSource(1), (place, _) => new Adding());
        GraphBuilder graph = new(layer);
        string message = Assert.Throws<InvalidDataException>(() => graph.Recurrent(layer, "recurrent", graph.Input("x", OnnxType.Float, "time", "batch", "4"), "")).Message;
        Assert.Equal("Recurrent(4 \u2192 4): this cell is none of ONNX's operators (RNN, LSTM, GRU), so the network cannot be exported; those of lstm, gru, rnn, rnn-relu, gru-reset-before, lstm-peephole and lstm-coupled can.", message);
    }

    sealed class Adding : Module, IRecurrentCell
    {
        public int InputSize => 4;

        public IReadOnlyList<int> StateSizes { get; } = [4];

        public IReadOnlyList<Tensor> Step(Tensor x, IReadOnlyList<Tensor> state) => [x + state[0]];
    }
}
