using Unroll.Tensors;

namespace Unroll.Formats.Onnx;

/// <summary>The checked attributes of an RNN, LSTM or GRU node.</summary>
sealed class OperatorSettings
{
    readonly OnnxNode node;
    readonly string source;
    readonly string[] names;

    internal OperatorSettings(OnnxNode node, string source)
    {
        (this.node, this.source) = (node, source);
        (Gates, States, string[] standard) = node.Operation switch
        {
            "RNN" => (1, 1, (string[])["Tanh"]),
            "LSTM" => (4, 2, ["Sigmoid", "Tanh", "Tanh"]),
            "GRU" => (3, 1, ["Sigmoid", "Tanh"]),
            _ => throw Invalid("known are RNN, LSTM and GRU"),
        };
        IsReverse = Text("direction", "forward") switch
        {
            "forward" => [false],
            "reverse" => [true],
            "bidirectional" => [false, true],
            string other => throw Invalid($"direction {Quotation.Of(other)}; known are forward, reverse and bidirectional"),
        };
        names = List<string>("activations") is { Length: > 0 } given ? given : [.. IsReverse.SelectMany(_ => standard)];
        if (names.Length != IsReverse.Count * standard.Length)
        {
            throw Invalid($"{names.Length} activations; {IsReverse.Count * standard.Length} are needed, {standard.Length} for each direction");
        }

        Activations = OperatorActivations.Create(names, List<float>("activation_alpha"), List<float>("activation_beta"))
            ?? throw Invalid($"activations {string.Join(", ", names.Take(6).Select(Quotation.Of))}; known are {OperatorActivations.Known}");
        float clip = Value("clip", 0f);
        Clip = clip > 0 ? clip : clip == 0 ? null : throw Invalid($"clip {clip}; it is above 0");
        CouplesGates = Flag("input_forget");
        IsBatchFirst = Flag("layout");
        ResetsAfterProduct = Flag("linear_before_reset");
        HiddenSize = Value<long>("hidden_size", 0);
    }

    /// <summary>Blocks of rows in W, R and each half of B.</summary>
    internal int Gates { get; }

    /// <summary>Parts of the state.</summary>
    internal int States { get; }

    /// <summary>For each direction whether it reads from the end.</summary>
    internal IReadOnlyList<bool> IsReverse { get; }

    /// <summary>For each direction f, then g, then h.</summary>
    internal IReadOnlyList<Func<Tensor, Tensor>> Activations { get; }

    /// <summary>Largest magnitude of what goes into an activation; null for no limit.</summary>
    internal float? Clip { get; }

    /// <summary>Whether an LSTM forgets what it does not write: f = 1 − i.</summary>
    internal bool CouplesGates { get; }

    /// <summary>Whether the batch is the first axis of inputs and outputs (layout 1).</summary>
    internal bool IsBatchFirst { get; }

    /// <summary>Whether a GRU's reset gate acts behind the product with the state.</summary>
    internal bool ResetsAfterProduct { get; }

    /// <summary>As announced; 0 where it is not.</summary>
    internal long HiddenSize { get; }

    /// <summary>The activations of one direction.</summary>
    internal ReadOnlySpan<string> NamesOf(int direction) => names.AsSpan(direction * names.Length / IsReverse.Count, names.Length / IsReverse.Count);

    internal InvalidDataException Invalid(string what) => new($"{source}: {Quotation.Of(node.Operation)}: {what}.");

    bool Flag(string name) => Value<long>(name, 0) switch
    {
        0 => false,
        1 => true,
        long other => throw Invalid($"{name} {other}; it is 0 or 1"),
    };

    string Text(string name, string standard) => Find(name) switch
    {
        null => standard,
        string text => text,
        _ => throw WrongKind(name),
    };

    T Value<T>(string name, T standard) where T : struct => Find(name) switch
    {
        null => standard,
        T value => value,
        _ => throw WrongKind(name),
    };

    T[] List<T>(string name) => Find(name) switch
    {
        null => [],
        T[] values => values,
        _ => throw WrongKind(name),
    };

    object? Find(string name) => node.Attributes.FirstOrDefault(attribute => attribute.Name == name)?.Value;

    InvalidDataException WrongKind(string name) => Invalid($"the attribute {name} is of another kind than the operator's");
}
