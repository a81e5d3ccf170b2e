using Unroll.Layers;

namespace Unroll.Formats.Onnx;

/// <summary>Attention of one query a row over its own source, and copying from it, as nodes.</summary>
static class GraphAttention
{
    extension(GraphBuilder graph)
    {
        /// <summary>The weight of each source token, [batch, source]; 0 behind a source's end.</summary>
        /// <param name="attention">Which kind, and its parameters.</param>
        /// <param name="query">[batch, hidden].</param>
        /// <param name="keys">[batch, source, hidden].</param>
        /// <param name="mask">Which source tokens are real, [batch, source]; null where all are.</param>
        internal string Attend(SourceAttention attention, string query, string keys, string? mask)
        {
            string scores;
            if (attention.QueryMap is { } map && attention.Vector is { } vector)
            {
                string sum = graph.Node("Tanh", [graph.Node("Add", [graph.Unsqueeze(graph.Linear(map, query), 1), keys])]);
                scores = graph.Node("MatMul", [sum, graph.Weight(vector)]);
            }
            else
            {
                scores = graph.Squeeze(graph.Node("MatMul", [keys, graph.Unsqueeze(query, 2)]), 2);
            }

            string real = mask is null ? scores : graph.Node("Where", [mask, scores, graph.Number("lowest", float.MinValue)]);
            return graph.Node("Softmax", [real], new OnnxAttribute("axis", -1L));
        }

        /// <summary>Σ_j w_j m_j, [batch, features].</summary>
        /// <param name="weights">[batch, source].</param>
        /// <param name="memory">[batch, source, features].</param>
        internal string WeightedSum(string weights, string memory) => graph.Squeeze(graph.Node("MatMul", [graph.Unsqueeze(weights, 1), memory]), 1);

        /// <summary>ln(σ(z)·e^s + (1 − σ(z))·a_v), where a_v is the attention to the source tokens that are v: what <see cref="Operations.CopyMixtures"/> computes.</summary>
        /// <param name="scores">s: log-probabilities, [batch, vocabulary].</param>
        /// <param name="gate">z, [batch, 1].</param>
        /// <param name="weights">[batch, source].</param>
        /// <param name="ids">What each source token is called in the target vocabulary; −1 for what it lacks and behind the end. [batch, source].</param>
        internal string MixWithCopies(string scores, string gate, string weights, string ids)
        {
            string isKnown = graph.Node("GreaterOrEqual", [ids, graph.Integer(0)]);
            string places = graph.Node("Where", [isKnown, ids, graph.Integer(0)]), parts = graph.Node("Where", [isKnown, weights, graph.Number("zero", 0)]);
            string nothing = graph.Node("Expand", [graph.Number("zero", 0), graph.Node("Shape", [scores])]);
            string copied = graph.Node("ScatterElements", [nothing, places, parts], new OnnxAttribute("axis", 1L), new OnnxAttribute("reduction", "add"));
            string written = graph.Node("Sub", [scores, graph.Node("Softplus", [graph.Node("Neg", [gate])])]);
            string taken = graph.Node("Sub", [graph.Node("Log", [copied]), graph.Node("Softplus", [gate])]);
            return graph.LogAdd(written, taken);
        }

        /// <summary>ln(eᵃ + eᵇ) where a is finite; b may be −∞.</summary>
        string LogAdd(string a, string b)
        {
            string difference = graph.Node("Neg", [graph.Node("Abs", [graph.Node("Sub", [a, b])])]);
            return graph.Node("Add", [graph.Node("Max", [a, b]), graph.Node("Softplus", [difference])]);
        }
    }
}
