using System.Globalization;

namespace Unroll.Formats.Onnx;

/// <summary>Something that goes into a model or comes out of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its numbers.</param>
/// <param name="Dimensions">For each axis its size, or a name where the size may differ from call to call.</param>
public sealed record OnnxValue(string Name, OnnxType Type, IReadOnlyList<string> Dimensions)
{
    /// <summary>Name, type and axes: "token_ids: Int64 [batch, time]".</summary>
    public override string ToString() => $"{Name}: {Type} [{string.Join(", ", Dimensions)}]";

    /// <summary>A size as it stands among the dimensions.</summary>
    internal static string Size(long size) => size.ToString(CultureInfo.InvariantCulture);
}
