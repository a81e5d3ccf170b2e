using System.Globalization;

namespace Unroll.Formats.Onnx;

/// <summary>A model as the messages of the format.</summary>
static class OnnxWriter
{
    // The format that came with opset 17.
    const int FormatVersion = 8;

    internal static OnnxMessage Model(OnnxModel model) => new OnnxMessage()
        .Number(ModelField.FormatVersion, FormatVersion)
        .Text(ModelField.Producer, "Unroll")
        .Text(ModelField.Description, model.Description)
        .Message(ModelField.Graph, Graph(model.Graph))
        .Message(ModelField.Opset, new OnnxMessage().Number(OpsetField.Version, model.Opset));

    static OnnxMessage Graph(OnnxGraph graph) => new OnnxMessage()
        .Each(graph.Nodes, (message, node) => message.Message(GraphField.Node, Node(node)))
        .Text(GraphField.Name, graph.Name)
        .Each(graph.Weights, (message, weight) => message.Message(GraphField.Weight, Tensor(weight)))
        .Each(graph.Inputs, (message, input) => message.Message(GraphField.Input, Value(input)))
        .Each(graph.Outputs, (message, output) => message.Message(GraphField.Output, Value(output)));

    static OnnxMessage Node(OnnxNode node) => new OnnxMessage()
        .Each(node.Inputs, (message, name) => message.Text(NodeField.Input, name))
        .Each(node.Outputs, (message, name) => message.Text(NodeField.Output, name))
        .Text(NodeField.Operation, node.Operation)
        .Each(node.Attributes, (message, attribute) => message.Message(NodeField.Attribute, Attribute(attribute)));

    static OnnxMessage Attribute(OnnxAttribute attribute)
    {
        OnnxMessage message = new OnnxMessage().Text(AttributeField.Name, attribute.Name);
        return attribute.Value switch
        {
            float number => message.Number(AttributeField.Float, number).Number(AttributeField.Kind, AttributeKind.Float),
            long number => message.Number(AttributeField.Integer, number).Number(AttributeField.Kind, AttributeKind.Integer),
            string text => message.Text(AttributeField.Text, text).Number(AttributeField.Kind, AttributeKind.Text),
            OnnxTensor tensor => message.Message(AttributeField.Tensor, Tensor(tensor)).Number(AttributeField.Kind, AttributeKind.Tensor),
            OnnxGraph graph => message.Message(AttributeField.Graph, Graph(graph)).Number(AttributeField.Kind, AttributeKind.Graph),
            float[] numbers => message.Each(numbers, (to, number) => to.Number(AttributeField.Floats, number)).Number(AttributeField.Kind, AttributeKind.Floats),
            long[] numbers => message.Each(numbers, (to, number) => to.Number(AttributeField.Integers, number)).Number(AttributeField.Kind, AttributeKind.Integers),
            string[] texts => message.Each(texts, (to, text) => to.Text(AttributeField.Texts, text)).Number(AttributeField.Kind, AttributeKind.Texts),
            _ => throw new ArgumentException($"{attribute.Name}: an attribute cannot be a {attribute.Value.GetType().Name}.", nameof(attribute)),
        };
    }

    internal static OnnxMessage Tensor(OnnxTensor tensor) => new OnnxMessage()
        .Each(tensor.Dimensions, (message, size) => message.Number(TensorField.Dimension, size))
        .Number(TensorField.Type, (long)tensor.Type)
        .Text(TensorField.Name, tensor.Name)
        .Bytes(TensorField.Raw, tensor.Data);

    static OnnxMessage Value(OnnxValue value) => new OnnxMessage()
        .Text(ValueField.Name, value.Name)
        .Message(ValueField.Type, new OnnxMessage().Message(ValueField.TensorType, new OnnxMessage()
            .Number(ValueField.ElementType, (long)value.Type)
            .Message(ValueField.Shape, new OnnxMessage().Each(value.Dimensions, (shape, size) => shape.Message(ValueField.Axis, Axis(size))))));

    static OnnxMessage Axis(string size) => long.TryParse(size, CultureInfo.InvariantCulture, out long number)
        ? new OnnxMessage().Number(ValueField.AxisSize, number)
        : new OnnxMessage().Text(ValueField.AxisName, size);
}
