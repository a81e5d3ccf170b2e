using Unroll.Layers;

namespace Unroll.Formats.Onnx;

/// <summary>The best path of a conditional random field as two of ONNX's Scan: over the steps to find it, and back to read it.</summary>
/// <remarks>In float64, as <see cref="ConditionalRandomField.Decode"/> is: forbidden steps cost a score beside which float32 would lose the others.</remarks>
static class GraphViterbi
{
    const string Batch = "batch";
    const long NoTag = -1;

    // The format's number for true and false, which only live inside of graphs.
    const OnnxType Boolean = (OnnxType)9;

    /// <summary>The tag of each word on the best allowed path, [batch, time]; −1 behind a sentence's end.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="chain">The field.</param>
    /// <param name="emissions">[batch, time, tags].</param>
    /// <param name="mask">[batch, time].</param>
    internal static string BestPath(this GraphBuilder graph, ConditionalRandomField chain, string emissions, string mask)
    {
        (double[] start, double[] steps, double[] end) = chain.AllowedScores();
        long tags = start.Length;
        string scores = graph.Transpose(graph.Cast(emissions, OnnxType.Double), 1, 0, 2);
        string first = graph.Squeeze(graph.Node("Slice", [scores, graph.Integers(0), graph.Integers(1)]), 0);
        string begin = graph.Node("Add", [first, graph.Store(OnnxTensor.Of("chain.allowed_start", start, tags))]);
        OnnxGraph forwards = Forwards(graph, graph.Store(OnnxTensor.Of("chain.allowed_steps", steps, tags, tags)), tags);
        string[] found = graph.Nodes("Scan", [begin, scores, BehindFirst(graph, mask)], results: 2,
            new OnnxAttribute("body", forwards), new OnnxAttribute("num_scan_inputs", 2L));

        string ends = graph.Node("Add", [found[0], graph.Store(OnnxTensor.Of("chain.allowed_end", end, tags))]);
        string last = graph.Node("ArgMax", [ends], new OnnxAttribute("axis", 1L), new OnnxAttribute("keepdims", 0L));
        string[] path = graph.Nodes("Scan", [last, found[1]], results: 2,
            new OnnxAttribute("body", Backwards(graph, tags)), new OnnxAttribute("num_scan_inputs", 1L),
            new OnnxAttribute("scan_input_directions", new long[] { 1 }), new OnnxAttribute("scan_output_directions", new long[] { 1 }));
        return graph.Node("Where", [mask, graph.Transpose(path[1], 1, 0), graph.Integer(NoTag)]);
    }

    /// <summary>Whether a word has a word before it, [time, batch, 1].</summary>
    static string BehindFirst(GraphBuilder graph, string mask)
    {
        string places = graph.Node("Range", [graph.Integer(0), graph.Squeeze(graph.SizeOf(mask, 1), 0), graph.Integer(1)]);
        string behind = graph.Node("And", [mask, graph.Node("Greater", [places, graph.Integer(0)])]);
        return graph.Unsqueeze(graph.Transpose(behind, 1, 0), 2);
    }

    /// <summary>One step: best[to] = max over from of best[from] + score(from, to), plus the word's own; where there is no step, all stays.</summary>
    static OnnxGraph Forwards(GraphBuilder outer, string transitions, long tags)
    {
        GraphBuilder body = new(outer, "forwards_");
        string width = OnnxValue.Size(tags);
        string best = body.Input("best", OnnxType.Double, Batch, width), scores = body.Input("scores", OnnxType.Double, Batch, width);
        string goesOn = body.Input("goes_on", Boolean, Batch, "1");
        string sums = body.Node("Add", [body.Unsqueeze(best, 2), transitions]);
        string largest = body.Node("ReduceMax", [sums], new OnnxAttribute("axes", new long[] { 1 }), new OnnxAttribute("keepdims", 0L));
        string from = body.Node("ArgMax", [sums], new OnnxAttribute("axis", 1L), new OnnxAttribute("keepdims", 0L));
        string itself = body.Store(OnnxTensor.Of("chain.tags", (ReadOnlySpan<long>)[.. Enumerable.Range(0, (int)tags)], tags));
        body.Output(body.Node("Where", [goesOn, body.Node("Add", [largest, scores]), best]), "next_best", OnnxType.Double, Batch, width);
        body.Output(body.Node("Where", [goesOn, from, itself]), "came_from", OnnxType.Int64, Batch, width);
        return body.ToGraph("viterbi_forwards");
    }

    /// <summary>One step back: a tag goes out, and the one before it is looked up.</summary>
    static OnnxGraph Backwards(GraphBuilder outer, long tags)
    {
        GraphBuilder body = new(outer, "backwards_");
        string tag = body.Input("tag", OnnxType.Int64, Batch), cameFrom = body.Input("came_from", OnnxType.Int64, Batch, OnnxValue.Size(tags));
        string before = body.Node("GatherElements", [cameFrom, body.Unsqueeze(tag, 1)], new OnnxAttribute("axis", 1L));
        body.Output(body.Squeeze(before, 1), "tag_before", OnnxType.Int64, Batch);
        body.Output(tag, "tag_here", OnnxType.Int64, Batch);
        return body.ToGraph("viterbi_backwards");
    }
}
