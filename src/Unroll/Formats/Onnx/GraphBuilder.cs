using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Formats.Onnx;

/// <summary>Builds a graph node by node. What nodes read and write goes by name: every method returns the name of its result.</summary>
/// <remarks>Parameters keep the names and the layout that they have in model.safetensors; one that is used twice is stored once.</remarks>
sealed class GraphBuilder
{
    readonly List<OnnxNode> nodes = [];
    readonly List<OnnxTensor> weights = [];
    readonly List<OnnxValue> inputs = [], outputs = [];
    readonly HashSet<string> stored = [];
    readonly Dictionary<Parameter, string> names = [];
    readonly GraphBuilder? outer;
    readonly string prefix = "";
    int count;

    /// <summary>A graph over the parameters of a network.</summary>
    internal GraphBuilder(Module network)
    {
        foreach ((string name, Parameter parameter) in network.NamedParameters)
        {
            names.Add(parameter, name);
        }
    }

    /// <summary>An empty graph that stands inside of a node of another; it reads the other's names, and what it stores lies there.</summary>
    /// <param name="outer">The graph around it.</param>
    /// <param name="prefix">What the names of its own begin with.</param>
    internal GraphBuilder(GraphBuilder outer, string prefix) => (this.outer, this.prefix) = (outer, prefix);

    /// <summary>Something that goes in.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">The type of its numbers.</param>
    /// <param name="dimensions">A size or a name for each axis.</param>
    internal string Input(string name, OnnxType type, params IReadOnlyList<string> dimensions)
    {
        inputs.Add(new(prefix + name, type, dimensions));
        return prefix + name;
    }

    /// <summary>Something that comes out.</summary>
    /// <param name="value">What it is.</param>
    /// <param name="name">What it shall be called.</param>
    /// <param name="type">The type of its numbers.</param>
    /// <param name="dimensions">A size or a name for each axis.</param>
    internal void Output(string value, string name, OnnxType type, params IReadOnlyList<string> dimensions)
    {
        nodes.Add(new("Identity", [value], [prefix + name], []));
        outputs.Add(new(prefix + name, type, dimensions));
    }

    /// <summary>A parameter of the network, in PyTorch's layout.</summary>
    internal string Weight(Parameter parameter)
    {
        string name = names[parameter];
        return stored.Contains(name) ? name : Store(OnnxTensor.Of(name, parameter.Values, [.. parameter.Shape.ToArray().Select(size => (long)size)]));
    }

    /// <summary>Numbers that are stored with the model.</summary>
    internal string Store(OnnxTensor tensor)
    {
        if (outer is not null)
        {
            return outer.Store(tensor);
        }

        if (stored.Add(tensor.Name))
        {
            weights.Add(tensor);
        }

        return tensor.Name;
    }

    /// <summary>A list of whole numbers: sizes, axes, places.</summary>
    internal string Integers(params ReadOnlySpan<long> values) => Store(OnnxTensor.Of($"list_{string.Join('_', values.ToArray())}".Replace('-', 'm'), values, values.Length));

    /// <summary>One whole number.</summary>
    internal string Integer(long value) => Store(OnnxTensor.Of($"number_{value}".Replace('-', 'm'), [value]));

    /// <summary>One number.</summary>
    internal string Number(string name, float value) => Store(OnnxTensor.Of(name, [value]));

    /// <summary>An operation with one result.</summary>
    internal string Node(string operation, IReadOnlyList<string> reads, params IReadOnlyList<OnnxAttribute> attributes) =>
        Nodes(operation, reads, results: 1, attributes)[0];

    /// <summary>An operation with several results.</summary>
    internal string[] Nodes(string operation, IReadOnlyList<string> reads, int results, params IReadOnlyList<OnnxAttribute> attributes)
    {
        count++;
        string[] writes = [.. Enumerable.Range(0, results).Select(i => $"{prefix}{operation}_{count}{(i == 0 ? "" : $"_{i}")}")];
        nodes.Add(new(operation, reads, writes, attributes));
        return writes;
    }

    internal OnnxGraph ToGraph(string name) => new(name, nodes, weights, inputs, outputs);

    internal OnnxModel ToModel(string name, string description) => new(ToGraph(name), OnnxModel.WrittenOpset, description, name);
}
