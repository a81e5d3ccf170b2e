using Unroll.Inspection;

namespace Unroll.Cli.Output;

/// <summary>What was checked and what came out, for a person or a program.</summary>
static class VerificationText
{
    /// <summary>A line for each cell, and every check that failed.</summary>
    internal static void Print(Page page, IReadOnlyList<VerificationCheck> checks)
    {
        VerificationCheck[] failed = [.. checks.Where(check => !check.Passed)];
        page.PrintWords(["checked", "checks", "outcome"], checks.GroupBy(check => check.Name.Split(':')[0]).Select(group =>
            (IReadOnlyList<string>)[group.Key, Figures.Count(group.Count()), group.All(check => check.Passed) ? "passed" : $"{group.Count(check => !check.Passed)} FAILED"]));
        foreach (VerificationCheck check in failed) page.Say($"FAILED {check.Name}: {check.Detail}");
        page.Heading(failed.Length == 0
            ? $"{Figures.Counted(checks.Count, "check")} passed; --json says how closely each."
            : $"{Figures.Counted(failed.Length, "check")} of {Figures.Count(checks.Count)} failed; please report the lines above and the processor of this machine.");
    }

    internal static void PrintJson(IReadOnlyList<VerificationCheck> checks) => JsonText.Print(json =>
    {
        json.WriteNumber("passed", checks.Count(check => check.Passed));
        json.WriteNumber("failed", checks.Count(check => !check.Passed));
        json.WriteStartArray("checks");
        foreach (VerificationCheck check in checks)
        {
            json.WriteStartObject();
            json.WriteString("name", check.Name);
            json.WriteBoolean("passed", check.Passed);
            json.WriteString("detail", check.Detail);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });
}
