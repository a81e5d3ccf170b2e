namespace Unroll.Formats;

/// <summary>How the tensors of a file fit the parameters of a network.</summary>
/// <param name="Matched">Parameters that the file has in the right shape.</param>
/// <param name="Missing">Parameters that the file lacks.</param>
/// <param name="Unexpected">Tensors of the file that no parameter has the name of, in quotation marks.</param>
/// <param name="WrongShape">Parameters that the file has in another shape, each with both shapes.</param>
/// <param name="WrongType">Parameters that the file has as something else than floating-point numbers, each with its type.</param>
/// <param name="LeftOut">Tensors of the file that do not begin with the prefix and so were not meant, in quotation marks.</param>
public sealed record ModuleStateReport(
    IReadOnlyList<string> Matched, IReadOnlyList<string> Missing, IReadOnlyList<string> Unexpected,
    IReadOnlyList<string> WrongShape, IReadOnlyList<string> WrongType, IReadOnlyList<string> LeftOut)
{
    /// <summary>Whether file and network have exactly the same tensors.</summary>
    public bool IsComplete => Missing.Count == 0 && Unexpected.Count == 0 && WrongShape.Count == 0 && WrongType.Count == 0;

    /// <summary>How many names file and network share, whether the tensors fit or not.</summary>
    internal int Met => Matched.Count + WrongShape.Count + WrongType.Count;

    /// <summary>The differences in one line.</summary>
    public override string ToString() => IsComplete
        ? $"all {Matched.Count} tensors match"
        : string.Join("; ", new[]
        {
            Part("missing", Missing), Part("unexpected", Unexpected), Part("of another shape", WrongShape), Part("of another type", WrongType),
        }.Where(part => part.Length > 0));

    /// <summary>Whether loading may go on.</summary>
    internal bool IsEnough(LoadStateOptions options) => WrongShape.Count == 0 && WrongType.Count == 0
        && (options.AllowMissing || Missing.Count == 0) && (options.AllowUnexpected || Unexpected.Count == 0);

    static string Part(string what, IReadOnlyList<string> names)
    {
        const int Shown = 3;
        return names.Count == 0 ? "" : $"{names.Count} {what} ({string.Join(", ", names.Take(Shown))}{(names.Count > Shown ? ", ..." : "")})";
    }
}
