using System.Runtime.InteropServices;

namespace Unroll.Formats.Onnx;

/// <summary>Models and tensors from bytes that nothing is believed of.</summary>
static class OnnxReader
{
    // A graph stands in an attribute of a node of a graph ...: more than our writer or any exporter of recurrent networks nests them.
    const int DeepestGraph = 8;

    const int MostAxes = 16;

    internal static OnnxModel ReadModel(ReadOnlySpan<byte> bytes, string source)
    {
        OnnxCursor model = new(bytes, source);
        OnnxGraph? graph = null;
        string description = "";
        long opset = 0;
        while (model.Next())
        {
            switch (model.Field)
            {
                case ModelField.Graph:
                    graph = ReadGraph(model.Bytes, source, depth: 0);
                    break;
                case ModelField.Description:
                    description = model.Text;
                    break;
                case ModelField.Opset when ReadOpset(model.Bytes, source) is { } version:
                    opset = version;
                    break;
            }
        }

        return graph is not null && opset > 0 ? new(graph, opset, description, source)
            : throw Invalid(source, graph is null ? "it has no graph" : "it does not say the version of its operators");
    }

    internal static OnnxTensor ReadTensor(ReadOnlySpan<byte> bytes, string source)
    {
        OnnxCursor tensor = new(bytes, source);
        string name = "";
        long type = 0;
        byte[]? raw = null;
        List<long> dimensions = [], integers = [];
        List<float> floats = [];
        List<double> doubles = [];
        while (tensor.Next())
        {
            switch (tensor.Field)
            {
                case TensorField.Dimension:
                    tensor.AppendIntegers(dimensions);
                    break;
                case TensorField.Type:
                    type = tensor.Integer;
                    break;
                case TensorField.Name:
                    name = tensor.Text;
                    break;
                case TensorField.Raw:
                    raw = tensor.Bytes.ToArray();
                    break;
                case TensorField.Floats:
                    tensor.AppendFixed(floats);
                    break;
                case TensorField.Doubles:
                    tensor.AppendFixed(doubles);
                    break;
                case TensorField.Integers or TensorField.LongIntegers:
                    tensor.AppendIntegers(integers);
                    break;
                case TensorField.ExternalFile:
                    throw Invalid(source, $"tensor {Shown(name)} lies in another file; save the model with all its weights inside");
            }
        }

        OnnxType known = type is 1 or 6 or 7 or 11 ? (OnnxType)type
            : throw Invalid(source, $"tensor {Shown(name)} is of type {type}; known are 1 (float32), 6 (int32), 7 (int64) and 11 (float64)");
        return Whole(source, name, known, raw ?? Typed(known, floats, integers, doubles), dimensions);
    }

    static OnnxTensor Whole(string source, string name, OnnxType type, byte[] data, List<long> dimensions)
    {
        ReadOnlySpan<long> sizes = CollectionsMarshal.AsSpan(dimensions);
        return dimensions.Count <= MostAxes && OnnxTensor.CountOf(sizes) * type.Size() == data.Length ? OnnxTensor.Wrap(name, type, data, sizes)
            : throw Invalid(source, $"tensor {Shown(name)} of {type} [{string.Join(", ", dimensions.Take(MostAxes))}] has {data.Length} bytes of numbers");
    }

    static byte[] Typed(OnnxType type, List<float> floats, List<long> integers, List<double> doubles) => type switch
    {
        OnnxType.Float => MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(floats)).ToArray(),
        OnnxType.Double => MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(doubles)).ToArray(),
        OnnxType.Int64 => MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(integers)).ToArray(),
        _ => MemoryMarshal.AsBytes<int>(integers.ConvertAll(number => (int)number).ToArray()).ToArray(),
    };

    static long? ReadOpset(ReadOnlySpan<byte> bytes, string source)
    {
        OnnxCursor opset = new(bytes, source);
        long version = 0;
        string domain = "";
        while (opset.Next())
        {
            switch (opset.Field)
            {
                case OpsetField.Domain:
                    domain = opset.Text;
                    break;
                case OpsetField.Version:
                    version = opset.Integer;
                    break;
            }
        }

        return domain is "" or "ai.onnx" ? version : null;
    }

    static OnnxGraph ReadGraph(ReadOnlySpan<byte> bytes, string source, int depth)
    {
        if (depth == DeepestGraph)
        {
            throw Invalid(source, $"graphs lie in one another more than {DeepestGraph} deep");
        }

        OnnxCursor graph = new(bytes, source);
        string name = "";
        List<OnnxNode> nodes = [];
        List<OnnxTensor> weights = [];
        List<OnnxValue> inputs = [], outputs = [];
        while (graph.Next())
        {
            switch (graph.Field)
            {
                case GraphField.Node:
                    nodes.Add(ReadNode(graph.Bytes, source, depth));
                    break;
                case GraphField.Name:
                    name = graph.Text;
                    break;
                case GraphField.Weight:
                    weights.Add(ReadTensor(graph.Bytes, source));
                    break;
                case GraphField.Input:
                    inputs.Add(OnnxValueReader.Read(graph.Bytes, source));
                    break;
                case GraphField.Output:
                    outputs.Add(OnnxValueReader.Read(graph.Bytes, source));
                    break;
            }
        }

        return new(name, nodes, weights, inputs, outputs);
    }

    static OnnxNode ReadNode(ReadOnlySpan<byte> bytes, string source, int depth)
    {
        OnnxCursor node = new(bytes, source);
        string operation = "", domain = "";
        List<string> inputs = [], outputs = [];
        List<OnnxAttribute> attributes = [];
        while (node.Next())
        {
            switch (node.Field)
            {
                case NodeField.Input:
                    inputs.Add(node.Text);
                    break;
                case NodeField.Output:
                    outputs.Add(node.Text);
                    break;
                case NodeField.Operation:
                    operation = node.Text;
                    break;
                case NodeField.Domain:
                    domain = node.Text;
                    break;
                case NodeField.Attribute:
                    attributes.Add(ReadAttribute(node.Bytes, source, depth));
                    break;
            }
        }

        return operation.Length > 0 && outputs.Count > 0 ? new(operation, inputs, outputs, attributes, domain)
            : throw Invalid(source, "a node has no operator or no output");
    }

    static OnnxAttribute ReadAttribute(ReadOnlySpan<byte> bytes, string source, int depth)
    {
        OnnxCursor attribute = new(bytes, source);
        string name = "";
        object? value = null;
        List<float> floats = [];
        List<long> integers = [];
        List<string> texts = [];
        long kind = 0;
        while (attribute.Next())
        {
            switch (attribute.Field)
            {
                case AttributeField.Name:
                    name = attribute.Text;
                    break;
                case AttributeField.Kind:
                    kind = attribute.Integer;
                    break;
                case AttributeField.Float:
                    value = attribute.Float;
                    break;
                case AttributeField.Integer:
                    value = attribute.Integer;
                    break;
                case AttributeField.Text:
                    value = attribute.Text;
                    break;
                case AttributeField.Tensor:
                    value = ReadTensor(attribute.Bytes, source);
                    break;
                case AttributeField.Graph:
                    value = ReadGraph(attribute.Bytes, source, depth + 1);
                    break;
                case AttributeField.Floats:
                    attribute.AppendFixed(floats);
                    break;
                case AttributeField.Integers:
                    attribute.AppendIntegers(integers);
                    break;
                case AttributeField.Texts:
                    texts.Add(attribute.Text);
                    break;
            }
        }

        // A list may be empty, and a number that is 0 may be left out: then only the kind tells what it is.
        object? found = kind switch
        {
            AttributeKind.Float => value ?? 0f,
            AttributeKind.Integer => value ?? 0L,
            AttributeKind.Text => value ?? "",
            AttributeKind.Floats => floats.ToArray(),
            AttributeKind.Integers => integers.ToArray(),
            AttributeKind.Texts => texts.ToArray(),
            _ => value,
        };
        return found is not null ? new(name, found) : throw Invalid(source, $"the attribute {Shown(name)} has no value, or one of an unknown kind");
    }

    static string Shown(string name) => Quotation.Of(name);

    static InvalidDataException Invalid(string source, string what) => new($"{source}: not a valid ONNX file: {what}.");
}
