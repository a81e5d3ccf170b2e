using Unroll.Layers;

namespace Unroll.Formats.Onnx;

/// <summary>What a stack of recurrent operators gives.</summary>
/// <param name="Outputs">[steps, batch, width], where width is the layer's OutputSize.</param>
/// <param name="Final">For each layer the parts of its state after each sequence's last step, each [directions, batch, hidden].</param>
sealed record RecurrentNodes(string Outputs, IReadOnlyList<string[]> Final);

/// <summary>Recurrent layers as ONNX's RNN, LSTM and GRU, one operator a layer.</summary>
static class RecurrentOperators
{
    // The place of P among an LSTM's inputs.
    const int FirstPeephole = 7;

    /// <summary>Adds a layer to a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="layer">Any of our recurrent layers.</param>
    /// <param name="name">What its weights are called in front: "recurrent" for recurrent.W_l0.</param>
    /// <param name="x">[steps, batch, features].</param>
    /// <param name="lengths">Steps of each sequence, int32, [batch]; empty where all have as many as x.</param>
    /// <param name="initial">For each layer the parts of its first state, each [directions, batch, hidden]; null for zeros.</param>
    /// <exception cref="InvalidDataException">The layer's cell has no operator.</exception>
    internal static RecurrentNodes Recurrent(this GraphBuilder graph, RecurrentLayer layer, string name, string x, string lengths, IReadOnlyList<string[]>? initial = null)
    {
        List<string[]> final = [];
        for (int level = 0; level < layer.Layers; level++)
        {
            OperatorCell cell = OperatorCell.Of(layer, level);
            List<string> reads =
            [
                x,
                graph.Store(cell.Stacked($"{name}.W_l{level}", direction => cell.Gates(direction.InputWeight, cell.InputSize), cell.InputSize)),
                graph.Store(cell.Stacked($"{name}.R_l{level}", direction => cell.Gates(direction.HiddenWeight, cell.HiddenSize), cell.HiddenSize)),
                graph.Store(cell.Stacked($"{name}.B_l{level}", direction => [.. cell.Gates(direction.InputBias), .. cell.Gates(direction.HiddenBias)])),
                lengths,
                .. initial?[level] ?? [],
            ];
            if (cell.Directions[0].Peepholes.Count > 0)
            {
                // Whatever stands between is left out by an empty name.
                reads.AddRange(Enumerable.Repeat("", FirstPeephole - reads.Count));
                reads.Add(graph.Store(cell.Stacked($"{name}.P_l{level}", direction => [.. direction.Peepholes.SelectMany(peephole => peephole.Values.ToArray())])));
            }

            string[] results = graph.Nodes(cell.Operation, reads, 1 + cell.States, cell.Attributes);
            final.Add(results[1..]);
            x = graph.MergeDirections(results[0], layer);
        }

        return new(x, final);
    }

    /// <summary>The final states of a layer's directions side by side, [batch, directions · hidden].</summary>
    internal static string SideBySide(this GraphBuilder graph, string state) => graph.Reshape(graph.Transpose(state, 1, 0, 2), 0, -1);

    // [steps, directions, batch, hidden] becomes [steps, batch, width].
    static string MergeDirections(this GraphBuilder graph, string y, RecurrentLayer layer)
    {
        if (!layer.IsBidirectional)
        {
            return graph.Squeeze(y, 1);
        }

        OnnxAttribute[] overDirections = [new("axes", new long[] { 1 }), new("keepdims", 0L)];
        return layer.Merge switch
        {
            Merge.Concatenate => graph.Reshape(graph.Transpose(y, 0, 2, 1, 3), 0, 0, -1),
            Merge.Sum => graph.Node("ReduceSum", [y, graph.Integers(1)], overDirections[1]),
            Merge.Multiply => graph.Node("ReduceProd", [y], overDirections),
            Merge.Average => graph.Node("ReduceMean", [y], overDirections),
            _ => throw new InvalidOperationException($"Unknown merge {layer.Merge}; known are Concatenate, Sum, Multiply and Average."),
        };
    }
}
