namespace Unroll.Inspection;

/// <summary>One thing that must hold, and whether it does on this machine.</summary>
/// <param name="Name">What was checked: <c>lstm: gradients</c>.</param>
/// <param name="Passed">Whether it holds.</param>
/// <param name="Detail">How closely, or what went wrong; one line.</param>
public sealed record VerificationCheck(string Name, bool Passed, string Detail)
{
    /// <summary>Name, outcome and detail.</summary>
    public override string ToString() => $"{(Passed ? "passed" : "FAILED")} {Name}: {Detail}";

    /// <summary>Makes a check; one that throws has failed.</summary>
    internal static VerificationCheck Of(string name, Func<(bool Passed, string Detail)> check)
    {
        try
        {
            (bool passed, string detail) = check();
            return new(name, passed, detail);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or OutOfMemoryException))
        {
            return new(name, Passed: false, $"{exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}");
        }
    }
}
