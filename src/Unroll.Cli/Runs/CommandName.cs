namespace Unroll.Cli.Runs;

/// <summary>Command lines for the user to copy: they call the tool as it was called this time, and work as they stand.</summary>
static class CommandName
{
    const string Tool = "unroll";

    // Runs of these need no quotes in any shell.
    const string Plain = "-_./=:,+@";

    static readonly string Called = Find(Environment.ProcessPath);

    /// <summary>A command line of this tool.</summary>
    internal static string Written(params IReadOnlyList<string> arguments) => $"{Called} {string.Join(' ', arguments.Select(Quoted))}";

    /// <summary>An argument in double quotes where it needs them.</summary>
    internal static string Quoted(string argument)
    {
        if (argument.Length > 0 && argument.All(c => char.IsAsciiLetterOrDigit(c) || Plain.Contains(c))) return argument;
        if (OperatingSystem.IsWindows()) return $"\"{argument.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        return NeedsSingleQuotes(argument) ? $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'" : $"\"{argument}\"";
    }

    static bool NeedsSingleQuotes(string argument) => argument.AsSpan().ContainsAny("\"$`\\!");

    static string Find(string? process)
    {
        string name = Path.GetFileNameWithoutExtension(process) ?? Tool;
        if (process is null || name == Tool) return Tool;
        if (name != "dotnet") return Quoted(Near(process));
        string assembly = Path.Combine(AppContext.BaseDirectory, "Unroll.Cli.dll");
        return assembly.Contains($"{Path.DirectorySeparatorChar}.nuget{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            ? $"dotnet {Tool}"
            : $"dotnet {Quoted(Near(assembly))}";
    }

    /// <summary>The path from here, if it lies below; the full path otherwise.</summary>
    static string Near(string path)
    {
        string relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
        return relative.StartsWith("..", StringComparison.Ordinal) || Path.GetDirectoryName(relative) is "" ? path : relative;
    }
}
