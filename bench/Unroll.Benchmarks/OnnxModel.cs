using Google.Protobuf;

namespace Unroll.Benchmarks;

/// <summary>Writes the little of the ONNX format that a recurrent network needs: a graph of nodes, weights, inputs and outputs.</summary>
sealed class OnnxModel
{
    const int Float = 1, Int32 = 6, Int64 = 7;
    const ulong Opset = 17, IrVersion = 8;

    readonly List<byte[]> nodes = [], weights = [], inputs = [], outputs = [];

    /// <summary>A weight or a list of numbers that nodes read by name.</summary>
    public string Weight(string name, float[] values, params long[] shape)
    {
        weights.Add(Message(tensor =>
        {
            foreach (long size in shape) Number(tensor, 1, (ulong)size);
            Number(tensor, 2, Float);
            Text(tensor, 8, name);
            Bytes(tensor, 9, System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values).ToArray());
        }));
        return name;
    }

    /// <summary>Whole numbers that nodes read by name.</summary>
    public string Numbers(string name, params long[] values)
    {
        weights.Add(Message(tensor =>
        {
            Number(tensor, 1, (ulong)values.Length);
            Number(tensor, 2, Int64);
            Text(tensor, 8, name);
            Bytes(tensor, 9, System.Runtime.InteropServices.MemoryMarshal.AsBytes<long>(values).ToArray());
        }));
        return name;
    }

    public string Input(string name, params long[] shape)
    {
        inputs.Add(Value(name, Float, shape));
        return name;
    }

    public string IntegerInput(string name, params long[] shape)
    {
        inputs.Add(Value(name, Int32, shape));
        return name;
    }

    public void Output(string name, params long[] shape) => outputs.Add(Value(name, Float, shape));

    /// <summary>An operation; returns the name of its first output.</summary>
    public string Node(string operation, string[] reads, string[] writes, params (string Name, object Value)[] attributes)
    {
        nodes.Add(Message(node =>
        {
            foreach (string read in reads) Text(node, 1, read);
            foreach (string write in writes) Text(node, 2, write);
            Text(node, 4, operation);
            foreach ((string name, object value) in attributes) Bytes(node, 5, Attribute(name, value));
        }));
        return writes[0];
    }

    public byte[] ToBytes() => Message(model =>
    {
        Number(model, 1, IrVersion);
        Bytes(model, 7, Message(graph =>
        {
            foreach (byte[] node in nodes) Bytes(graph, 1, node);
            Text(graph, 2, "benchmark");
            foreach (byte[] weight in weights) Bytes(graph, 5, weight);
            foreach (byte[] input in inputs) Bytes(graph, 11, input);
            foreach (byte[] output in outputs) Bytes(graph, 12, output);
        }));
        Bytes(model, 8, Message(opset => Number(opset, 2, Opset)));
    });

    static byte[] Attribute(string name, object value) => Message(attribute =>
    {
        const ulong Integer = 2, String = 3, Integers = 7;
        Text(attribute, 1, name);
        switch (value)
        {
            case long number:
                Number(attribute, 3, (ulong)number);
                Number(attribute, 20, Integer);
                break;
            case string text:
                Text(attribute, 4, text);
                Number(attribute, 20, String);
                break;
            case long[] numbers:
                foreach (long number in numbers) Number(attribute, 8, (ulong)number);
                Number(attribute, 20, Integers);
                break;
        }
    });

    static byte[] Value(string name, ulong type, long[] shape) => Message(value =>
    {
        Text(value, 1, name);
        Bytes(value, 2, Message(kind => Bytes(kind, 1, Message(tensor =>
        {
            Number(tensor, 1, type);
            Bytes(tensor, 2, Message(sizes =>
            {
                foreach (long size in shape) Bytes(sizes, 1, Message(dimension => Number(dimension, 1, (ulong)size)));
            }));
        }))));
    });

    static byte[] Message(Action<CodedOutputStream> write)
    {
        using MemoryStream bytes = new();
        using CodedOutputStream stream = new(bytes);
        write(stream);
        stream.Flush();
        return bytes.ToArray();
    }

    static void Number(CodedOutputStream stream, int field, ulong value)
    {
        stream.WriteTag(field, WireFormat.WireType.Varint);
        stream.WriteUInt64(value);
    }

    static void Text(CodedOutputStream stream, int field, string value)
    {
        stream.WriteTag(field, WireFormat.WireType.LengthDelimited);
        stream.WriteString(value);
    }

    static void Bytes(CodedOutputStream stream, int field, byte[] value)
    {
        stream.WriteTag(field, WireFormat.WireType.LengthDelimited);
        stream.WriteBytes(ByteString.CopyFrom(value));
    }
}
