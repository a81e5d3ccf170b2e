namespace Unroll.Formats.Onnx;

/// <summary>What a graph says about its inputs and outputs.</summary>
static class OnnxValueReader
{
    const string AnySize = "?";

    internal static OnnxValue Read(ReadOnlySpan<byte> bytes, string source)
    {
        OnnxCursor value = new(bytes, source);
        string name = "";
        long type = 0;
        List<string> dimensions = [];
        while (value.Next())
        {
            switch (value.Field)
            {
                case ValueField.Name:
                    name = value.Text;
                    break;
                case ValueField.Type:
                    type = ReadType(value.Bytes, source, dimensions);
                    break;
            }
        }

        return new(name, (OnnxType)type, dimensions);
    }

    static long ReadType(ReadOnlySpan<byte> bytes, string source, List<string> dimensions)
    {
        long type = 0;
        OnnxCursor kinds = new(bytes, source);
        while (kinds.Next())
        {
            if (kinds.Field != ValueField.TensorType)
            {
                continue;
            }

            OnnxCursor tensor = new(kinds.Bytes, source);
            while (tensor.Next())
            {
                switch (tensor.Field)
                {
                    case ValueField.ElementType:
                        type = tensor.Integer;
                        break;
                    case ValueField.Shape:
                        ReadShape(tensor.Bytes, source, dimensions);
                        break;
                }
            }
        }

        return type;
    }

    static void ReadShape(ReadOnlySpan<byte> bytes, string source, List<string> dimensions)
    {
        OnnxCursor shape = new(bytes, source);
        while (shape.Next())
        {
            if (shape.Field != ValueField.Axis)
            {
                continue;
            }

            string size = AnySize;
            OnnxCursor axis = new(shape.Bytes, source);
            while (axis.Next())
            {
                size = axis.Field switch
                {
                    ValueField.AxisSize => OnnxValue.Size(axis.Integer),
                    ValueField.AxisName => axis.Text,
                    _ => size,
                };
            }

            dimensions.Add(size);
        }
    }
}
