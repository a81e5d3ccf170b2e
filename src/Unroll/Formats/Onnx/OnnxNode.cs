namespace Unroll.Formats.Onnx;

/// <summary>A setting of a node.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">A float, long, string, <see cref="OnnxTensor"/>, <see cref="OnnxGraph"/>, or an array of floats, longs or strings.</param>
sealed record OnnxAttribute(string Name, object Value);

/// <summary>An operation of a graph.</summary>
/// <param name="Operation">The operator's name, such as LSTM.</param>
/// <param name="Inputs">Names of what it reads; empty for an optional one that is not there.</param>
/// <param name="Outputs">Names of what it writes; empty for one that nobody wants.</param>
/// <param name="Attributes">Its settings.</param>
/// <param name="Domain">Whose operator it is; empty for ONNX's own.</param>
sealed record OnnxNode(
    string Operation, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, IReadOnlyList<OnnxAttribute> Attributes, string Domain = "");

/// <summary>Operations in an order in which they can be computed.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Nodes">The operations.</param>
/// <param name="Weights">Numbers that are stored with it.</param>
/// <param name="Inputs">What goes in.</param>
/// <param name="Outputs">What comes out.</param>
sealed record OnnxGraph(
    string Name, IReadOnlyList<OnnxNode> Nodes, IReadOnlyList<OnnxTensor> Weights, IReadOnlyList<OnnxValue> Inputs, IReadOnlyList<OnnxValue> Outputs);
