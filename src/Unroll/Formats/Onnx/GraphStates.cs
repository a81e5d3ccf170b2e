using Unroll.Layers;

namespace Unroll.Formats.Onnx;

/// <summary>A recurrent layer's state as inputs and outputs of a model: hidden_0, cell_0, hidden_1 ... in, the same with next_ in front out.</summary>
static class GraphStates
{
    const string Next = "next_", Batch = "batch";

    static readonly string[] Parts = ["hidden", "cell"];

    /// <summary>One input for each layer and part, [1, batch, size].</summary>
    internal static IReadOnlyList<string[]> StateInputs(this GraphBuilder graph, RecurrentLayer layer) =>
        [.. Sizes(layer).Select((parts, level) => parts.Select((size, part) => graph.Input(Name(level, part), OnnxType.Float, "1", Batch, size)).ToArray())];

    /// <summary>One output for each layer and part, [1, batch, size].</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="layer">The layer whose state it is.</param>
    /// <param name="state">For each layer the parts of the state.</param>
    /// <param name="isNext">Whether the model also takes the state before.</param>
    internal static void StateOutputs(this GraphBuilder graph, RecurrentLayer layer, IReadOnlyList<string[]> state, bool isNext = true)
    {
        string[][] sizes = Sizes(layer);
        for (int level = 0; level < sizes.Length; level++)
        {
            for (int part = 0; part < sizes[level].Length; part++)
            {
                graph.Output(state[level][part], (isNext ? Next : "") + Name(level, part), OnnxType.Float, "1", Batch, sizes[level][part]);
            }
        }
    }

    /// <summary>What a state of our own is in a sample.</summary>
    internal static IEnumerable<OnnxTensor> ToTensors(RecurrentState state, bool isNext) => state.Cells.SelectMany((parts, level) => parts.Select((values, part) =>
        OnnxTensor.Of((isNext ? Next : "") + Name(level, part), values.Values, 1, values.Shape[0], values.Shape[1])));

    static string Name(int level, int part) => $"{Parts[part]}_{level}";

    static string[][] Sizes(RecurrentLayer layer) =>
        [.. layer.StateSizes.Select(parts => parts.Select(size => OnnxValue.Size(size)).ToArray())];
}
