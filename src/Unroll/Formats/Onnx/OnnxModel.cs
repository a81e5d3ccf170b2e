namespace Unroll.Formats.Onnx;

/// <summary>A network in the ONNX format, which ONNX Runtime and many other programs run.</summary>
public sealed class OnnxModel
{
    /// <summary>The version of ONNX's operators that our models use.</summary>
    public const int WrittenOpset = 17;

    // What protobuf allows, and more than any array of bytes holds.
    const long LargestFile = int.MaxValue - (1 << 20);

    internal OnnxModel(OnnxGraph graph, long opset, string description, string source)
    {
        (Graph, Opset, Description, Source) = (graph, opset, description, source);
    }

    /// <summary>The version of the operators.</summary>
    public long Opset { get; }

    /// <summary>What the model does, in words.</summary>
    public string Description { get; }

    /// <summary>What goes in.</summary>
    public IReadOnlyList<OnnxValue> Inputs => Graph.Inputs;

    /// <summary>What comes out.</summary>
    public IReadOnlyList<OnnxValue> Outputs => Graph.Outputs;

    internal OnnxGraph Graph { get; }

    /// <summary>What messages call the model: its file, or what made it.</summary>
    internal string Source { get; }

    /// <summary>Reads a model.</summary>
    /// <param name="path">An .onnx file.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or too large; one line that names it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static OnnxModel Load(string path) => Parse(ReadFile(path), path);

    /// <summary>Reads a model from bytes.</summary>
    /// <param name="bytes">What <see cref="ToBytes"/> gives. Reading takes memory of at most 64 times their number.</param>
    /// <param name="source">What messages call them.</param>
    /// <exception cref="InvalidDataException">They are damaged; one line that begins with source.</exception>
    public static OnnxModel Parse(byte[] bytes, string source) => OnnxReader.ReadModel(bytes, source);

    /// <summary>A model of any operators cut off behind one of its values: the same bytes without what that value does not need.</summary>
    /// <param name="model">The bytes of an .onnx file.</param>
    /// <param name="output">The value that alone comes out: a name of a node's output, or of the node, whose first output is meant.</param>
    /// <param name="source">What messages call the bytes.</param>
    /// <exception cref="InvalidDataException">They are damaged, hold no such value, or keep weights in another file; one line that begins with source.</exception>
    public static byte[] CutBehind(ReadOnlySpan<byte> model, string output, string source) => OnnxCut.Behind(model, output, source);

    /// <summary>Runs a model whose nodes are RNN, LSTM and GRU, with every attribute of these operators.</summary>
    /// <param name="inputs">One for each input that has no stored value, by name.</param>
    /// <returns>One for each output, in the model's order.</returns>
    /// <exception cref="InvalidDataException">A node is of another operator, or breaks a rule of its own; one line that says which.</exception>
    public IReadOnlyList<OnnxTensor> Run(IReadOnlyList<OnnxTensor> inputs)
    {
        Dictionary<string, OnnxTensor> values = new(StringComparer.Ordinal);
        foreach (OnnxTensor tensor in Graph.Weights.Concat(inputs))
        {
            values[tensor.Name] = tensor;
        }

        foreach (OnnxNode node in Graph.Nodes)
        {
            IReadOnlyList<OnnxTensor> results = Run(node, [.. node.Inputs.Select(name => name.Length == 0 ? null : Find(name))]);
            foreach ((string name, OnnxTensor result) in node.Outputs.Zip(results))
            {
                values[name] = result;
            }
        }

        return [.. Outputs.Select(output => Find(output.Name).Named(output.Name))];

        OnnxTensor Find(string name) => values.TryGetValue(name, out OnnxTensor? found) ? found
            : throw new InvalidDataException($"{Source}: there is no {Quotation.Of(name)}; inputs are {string.Join("; ", Inputs)}.");
    }

    // Our own graphs name their outputs by this node.
    IReadOnlyList<OnnxTensor> Run(OnnxNode node, IReadOnlyList<OnnxTensor?> given) =>
        node.Operation == "Identity" && given is [{ } only] ? [only] : OperatorRun.Run(node, given, Source);

    /// <summary>The model as a file holds it.</summary>
    /// <exception cref="InvalidDataException">It is larger than the format allows, which is 2 GB.</exception>
    public byte[] ToBytes()
    {
        OnnxMessage message = OnnxWriter.Model(this);
        return message.Length <= LargestFile ? message.ToBytes()
            : throw new InvalidDataException($"{Source}: {message.Length} bytes are more than an ONNX file can have (2 GB); train a network with fewer vectors or a smaller hidden size.");
    }

    /// <summary>Writes the model.</summary>
    /// <param name="path">The file; replaced as a whole or not at all.</param>
    /// <exception cref="IOException">The file cannot be written; one line that names it.</exception>
    /// <exception cref="InvalidDataException">The model is larger than the format allows.</exception>
    public void Save(string path)
    {
        byte[] bytes = ToBytes();
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    /// <summary>Inputs and outputs in words.</summary>
    public override string ToString() => $"OnnxModel({string.Join("; ", Inputs)} -> {string.Join("; ", Outputs)})";

    internal static byte[] ReadFile(string path)
    {
        long length = new FileInfo(path) is { Exists: true } file ? file.Length : throw new FileNotFoundException($"{path}: there is no such file.", path);
        return length <= LargestFile ? File.ReadAllBytes(path)
            : throw new InvalidDataException($"{path}: {length} bytes are more than an ONNX file can have (2 GB).");
    }
}
