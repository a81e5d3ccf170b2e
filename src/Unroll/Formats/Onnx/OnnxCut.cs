namespace Unroll.Formats.Onnx;

/// <summary>
/// Cuts a model off behind one value. Fields are copied as they lie, so that nothing has to be known of operators, types and attributes; what is
/// read of a node is the names that it reads and writes.
/// </summary>
static class OnnxCut
{
    const int DeepestGraph = 8, NamesShown = 8;

    internal static byte[] Behind(ReadOnlySpan<byte> bytes, string output, string source)
    {
        OnnxCursor model = new(bytes, source);
        OnnxMessage cut = new();
        bool hasGraph = false;
        while (model.Next())
        {
            if (model.Field == ModelField.Graph)
            {
                hasGraph = true;
                cut.Message(ModelField.Graph, Graph(model.Bytes, output, source));
            }
            else
            {
                cut.Copied(model.Whole);
            }
        }

        return hasGraph ? cut.ToBytes() : throw new InvalidDataException($"{source}: not a valid ONNX file: it has no graph.");
    }

    static OnnxMessage Graph(ReadOnlySpan<byte> bytes, string output, string source)
    {
        List<NodeNames> nodes = ReadNodes(bytes, source);
        string wanted = Find(nodes, output, source);
        (HashSet<int> kept, HashSet<string> needed) = Needed(nodes, wanted);
        OnnxCursor graph = new(bytes, source);
        OnnxMessage cut = new();
        int node = 0;
        while (graph.Next())
        {
            bool keeps = graph.Field switch
            {
                GraphField.Node => kept.Contains(node++),
                GraphField.Weight => IsNeededWeight(graph.Bytes, needed, source),
                GraphField.Input => needed.Contains(ValueName(graph.Bytes, source)),
                GraphField.Output or GraphField.Inner => false,
                _ => true,
            };
            if (keeps) cut.Copied(graph.Whole);
        }

        OnnxMessage type = new OnnxMessage().Message(ValueField.TensorType, new OnnxMessage().Number(ValueField.ElementType, (long)OnnxType.Float));
        return cut.Message(GraphField.Output, new OnnxMessage().Text(ValueField.Name, wanted).Message(ValueField.Type, type));
    }

    static string Find(List<NodeNames> nodes, string output, string source)
    {
        if (nodes.Exists(node => node.Writes.Contains(output))) return output;
        if (nodes.Find(node => node.Name == output) is { Writes: [var first, ..] }) return first;
        string known = string.Join(", ", nodes.TakeLast(NamesShown).SelectMany(node => node.Writes.Take(1)).Select(Quotation.Of));
        throw new InvalidDataException($"{source}: no node is called, or writes, {Quotation.Of(output)}; the last of {nodes.Count} nodes write {known}.");
    }

    // Nodes stand behind those whose results they read, so one pass from the end finds all.
    static (HashSet<int> Kept, HashSet<string> Needed) Needed(List<NodeNames> nodes, string wanted)
    {
        HashSet<string> needed = new(StringComparer.Ordinal) { wanted };
        HashSet<int> kept = [];
        for (int i = nodes.Count - 1; i >= 0; i--)
        {
            if (nodes[i].Writes.Exists(needed.Contains))
            {
                kept.Add(i);
                needed.UnionWith(nodes[i].Reads);
            }
        }

        return (kept, needed);
    }

    static List<NodeNames> ReadNodes(ReadOnlySpan<byte> bytes, string source)
    {
        OnnxCursor graph = new(bytes, source);
        List<NodeNames> nodes = [];
        while (graph.Next())
        {
            if (graph.Field == GraphField.Node) nodes.Add(ReadNode(graph.Bytes, source, depth: 0));
        }

        return nodes;
    }

    static NodeNames ReadNode(ReadOnlySpan<byte> bytes, string source, int depth)
    {
        OnnxCursor node = new(bytes, source);
        NodeNames names = new();
        while (node.Next())
        {
            switch (node.Field)
            {
                case NodeField.Input:
                    names.Reads.Add(node.Text);
                    break;
                case NodeField.Output:
                    names.Writes.Add(node.Text);
                    break;
                case NodeField.Name:
                    names.Name = node.Text;
                    break;
                case NodeField.Attribute:
                    AddInnerReads(node.Bytes, names.Reads, source, depth);
                    break;
            }
        }

        // An output that nobody wants has no name.
        names.Writes.RemoveAll(string.IsNullOrEmpty);
        return names;
    }

    // A graph within a node may read whatever is there around it.
    static void AddInnerReads(ReadOnlySpan<byte> bytes, List<string> reads, string source, int depth)
    {
        if (depth == DeepestGraph) throw new InvalidDataException($"{source}: not a valid ONNX file: graphs lie in one another more than {DeepestGraph} deep.");
        OnnxCursor attribute = new(bytes, source);
        while (attribute.Next())
        {
            if (attribute.Field is not (AttributeField.Graph or AttributeField.Graphs)) continue;
            OnnxCursor graph = new(attribute.Bytes, source);
            while (graph.Next())
            {
                if (graph.Field == GraphField.Node) reads.AddRange(ReadNode(graph.Bytes, source, depth + 1).Reads);
                else if (graph.Field == GraphField.Output) reads.Add(ValueName(graph.Bytes, source));
            }
        }
    }

    static bool IsNeededWeight(ReadOnlySpan<byte> bytes, HashSet<string> needed, string source)
    {
        OnnxCursor tensor = new(bytes, source);
        string name = "";
        bool liesElsewhere = false;
        while (tensor.Next())
        {
            if (tensor.Field == TensorField.Name) name = tensor.Text;
            liesElsewhere |= tensor.Field == TensorField.ExternalFile;
        }

        if (!needed.Contains(name)) return false;
        return liesElsewhere ? throw new InvalidDataException($"{source}: the weight {Quotation.Of(name)} lies in another file; save the model with all its weights inside.") : true;
    }

    static string ValueName(ReadOnlySpan<byte> bytes, string source)
    {
        OnnxCursor value = new(bytes, source);
        while (value.Next())
        {
            if (value.Field == ValueField.Name) return value.Text;
        }

        return "";
    }

    sealed class NodeNames
    {
        internal string Name { get; set; } = "";

        internal List<string> Reads { get; } = [];

        internal List<string> Writes { get; } = [];
    }
}
