namespace Unroll.Studio.Pages.Models;

/// <summary>A model in the studio's folder.</summary>
/// <param name="Name">Its folder as seen from the studio's, with slashes.</param>
/// <param name="Path">Its folder.</param>
/// <param name="Task">What it does; null where its configuration cannot be read.</param>
/// <param name="Figures">What was measured, each with its name, the most telling first.</param>
/// <param name="Network">Cell and sizes in words.</param>
/// <param name="Changed">When its weights were written.</param>
/// <param name="Fault">What is wrong with it; null if nothing is known to be.</param>
sealed record ModelEntry(string Name, string Path, string? Task, IReadOnlyList<Figure> Figures, string Network, DateTime Changed, string? Fault)
{
    /// <summary>The page that uses it; null where there is none.</summary>
    internal string? Page => StudioTask.Of(Task) is { } task ? $"/{task.Route}/{Url}" : null;

    /// <summary>The name as part of an address.</summary>
    internal string Url => string.Join('/', Name.Split('/').Select(Uri.EscapeDataString));
}

/// <summary>A number with its name, as a person reads both.</summary>
sealed record Figure(string Name, string Value);
