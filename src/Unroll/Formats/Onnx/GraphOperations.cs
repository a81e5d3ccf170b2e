using Unroll.Layers;

namespace Unroll.Formats.Onnx;

/// <summary>The operations that the networks share, as nodes.</summary>
static class GraphOperations
{
    extension(GraphBuilder graph)
    {
        internal string Transpose(string x, params long[] order) => graph.Node("Transpose", [x], new OnnxAttribute("perm", order));

        /// <summary>Other axes over the same numbers; 0 keeps a size, −1 takes what is left.</summary>
        internal string Reshape(string x, params ReadOnlySpan<long> sizes) => graph.Node("Reshape", [x, graph.Integers(sizes)]);

        internal string Squeeze(string x, params ReadOnlySpan<long> axes) => graph.Node("Squeeze", [x, graph.Integers(axes)]);

        internal string Unsqueeze(string x, params ReadOnlySpan<long> axes) => graph.Node("Unsqueeze", [x, graph.Integers(axes)]);

        internal string Concatenate(long axis, params IReadOnlyList<string> parts) =>
            parts.Count == 1 ? parts[0] : graph.Node("Concat", parts, new OnnxAttribute("axis", axis));

        internal string Cast(string x, OnnxType type) => graph.Node("Cast", [x], new OnnxAttribute("to", (long)type));

        /// <summary>The size of an axis, as a list of one number.</summary>
        internal string SizeOf(string x, long axis) =>
            graph.Node("Shape", [x], new OnnxAttribute("start", axis), new OnnxAttribute("end", axis + 1));

        /// <summary>The vectors of token ids: one more axis at the end.</summary>
        internal string Lookup(Embedding embedding, string ids) => graph.Node("Gather", [graph.Weight(embedding.Weight), ids]);

        /// <summary>x·Wᵀ + b over the last axis of any number of axes.</summary>
        internal string Linear(Linear layer, string x) => graph.Linear(x, graph.Weight(layer.Weight), layer.Bias is { } bias ? graph.Weight(bias) : null);

        /// <summary>x·Wᵀ + b over the last axis of any number of axes.</summary>
        internal string Linear(string x, string weight, string? bias)
        {
            string product = graph.Node("MatMul", [x, graph.Transpose(weight, 1, 0)]);
            return bias is null ? product : graph.Node("Add", [product, bias]);
        }

        /// <summary>Whether a step is one of a sequence's own: true where step &lt; length, [batch, steps].</summary>
        /// <param name="lengths">[batch].</param>
        /// <param name="steps">The number of steps, as a list of one number.</param>
        internal string Mask(string lengths, string steps)
        {
            string places = graph.Node("Range", [graph.Integer(0), graph.Squeeze(steps, 0), graph.Integer(1)]);
            return graph.Node("Less", [places, graph.Unsqueeze(graph.Cast(lengths, OnnxType.Int64), 1)]);
        }

        /// <summary>x with zeros behind each sequence's end.</summary>
        /// <param name="x">[batch, steps, features].</param>
        /// <param name="lengths">[batch].</param>
        /// <param name="ids">[batch, steps].</param>
        internal string ZeroBehindEnd(string x, string lengths, string ids) =>
            graph.Node("Where", [graph.Unsqueeze(graph.Mask(lengths, graph.SizeOf(ids, 1)), 2), x, graph.Number("zero", 0)]);

        /// <summary>The mean of each sequence's vectors; zeros for an empty one.</summary>
        /// <param name="x">[steps, batch, features].</param>
        /// <param name="mask">[steps, batch, 1].</param>
        /// <param name="lengths">[batch].</param>
        internal string MeanOverSteps(string x, string mask, string lengths)
        {
            string real = graph.Node("Where", [mask, x, graph.Number("zero", 0)]);
            string sum = graph.Node("ReduceSum", [real, graph.Integers(0)], new OnnxAttribute("keepdims", 0L));
            string counts = graph.Node("Max", [graph.Cast(lengths, OnnxType.Float), graph.Number("one", 1)]);
            return graph.Node("Div", [sum, graph.Unsqueeze(counts, 1)]);
        }

        /// <summary>The largest value of each feature over each sequence; zeros for an empty one.</summary>
        /// <param name="x">[steps, batch, features].</param>
        /// <param name="mask">[steps, batch, 1].</param>
        /// <param name="lengths">[batch].</param>
        internal string MaxOverSteps(string x, string mask, string lengths)
        {
            string real = graph.Node("Where", [mask, x, graph.Number("lowest", float.MinValue)]);
            string largest = graph.Node("ReduceMax", [real], new OnnxAttribute("axes", new long[] { 0 }), new OnnxAttribute("keepdims", 0L));
            string isThere = graph.Node("Greater", [graph.Cast(lengths, OnnxType.Float), graph.Number("zero", 0)]);
            return graph.Node("Where", [graph.Unsqueeze(isThere, 1), largest, graph.Number("zero", 0)]);
        }
    }
}
