using Unroll.Cli.Input;

namespace Unroll.Cli.Runs;

/// <summary>The data of a run, as a user names it.</summary>
/// <param name="Folder">The working folder, which relative paths count from.</param>
/// <param name="Sources">Names or paths, at least one.</param>
/// <param name="Validation">What to hold out for stopping early.</param>
/// <param name="Test">What to hold out for the final measurement.</param>
sealed record RequestedData(string Folder, IReadOnlyList<string> Sources, HeldOut Validation, HeldOut Test)
{
    /// <summary>The first source; the only one for most tasks.</summary>
    internal string Source => Sources[0];

    /// <summary>The same data, its paths written for the working folder of now.</summary>
    internal RequestedData Here() => Folder == Directory.GetCurrentDirectory() ? this : this with
    {
        Sources = [.. Sources.Select(Full)],
        Validation = Validation with { Path = Validation.Path is { } validation ? Full(validation) : null },
        Test = Test with { Path = Test.Path is { } test ? Full(test) : null },
    };

    /// <summary>A path of the request, written for the working folder of now; a name stays.</summary>
    internal string Full(string data) => DataSource.IsName(data) ? data : Path.GetFullPath(data, Folder);
}

/// <summary>A part of the data that is not learned from.</summary>
/// <param name="Share">Share of the data, 0 to 0.9; null: as the data set has it, or a tenth.</param>
/// <param name="Path">Data of its own, null: cut off from the data.</param>
sealed record HeldOut(double? Share = null, string? Path = null);
