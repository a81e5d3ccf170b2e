namespace Unroll.Formats.Onnx;

/// <summary>The types of numbers that our models have; the values are the format's own.</summary>
public enum OnnxType
{
    /// <summary>32-bit floating point.</summary>
    Float = 1,

    /// <summary>32-bit whole numbers.</summary>
    Int32 = 6,

    /// <summary>64-bit whole numbers.</summary>
    Int64 = 7,

    /// <summary>64-bit floating point.</summary>
    Double = 11,
}

static class OnnxTypes
{
    /// <summary>Bytes of one number.</summary>
    internal static int Size(this OnnxType type) => type is OnnxType.Float or OnnxType.Int32 ? sizeof(float) : sizeof(double);
}
