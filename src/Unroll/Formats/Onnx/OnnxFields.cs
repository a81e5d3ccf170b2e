namespace Unroll.Formats.Onnx;

// The numbers of the fields in onnx.proto, version 3 of the format; only those that are read or written here.
static class ModelField
{
    internal const int FormatVersion = 1, Producer = 2, Description = 6, Graph = 7, Opset = 8;
}

static class OpsetField
{
    internal const int Domain = 1, Version = 2;
}

static class GraphField
{
    internal const int Node = 1, Name = 2, Weight = 5, Input = 11, Output = 12, Inner = 13, Sparse = 15;
}

static class NodeField
{
    internal const int Input = 1, Output = 2, Name = 3, Operation = 4, Attribute = 5, Domain = 7;
}

static class AttributeField
{
    internal const int Name = 1, Float = 2, Integer = 3, Text = 4, Tensor = 5, Graph = 6, Floats = 7, Integers = 8, Texts = 9, Graphs = 11, Kind = 20;
}

static class AttributeKind
{
    internal const int Float = 1, Integer = 2, Text = 3, Tensor = 4, Graph = 5, Floats = 6, Integers = 7, Texts = 8;
}

static class TensorField
{
    internal const int Dimension = 1, Type = 2, Floats = 4, Integers = 5, LongIntegers = 7, Name = 8, Raw = 9, Doubles = 10, ExternalFile = 13;
}

static class ValueField
{
    internal const int Name = 1, Type = 2;

    // Of the message that says the type of a tensor, its shape, and an axis of it.
    internal const int TensorType = 1, ElementType = 1, Shape = 2, Axis = 1, AxisSize = 1, AxisName = 2;
}
