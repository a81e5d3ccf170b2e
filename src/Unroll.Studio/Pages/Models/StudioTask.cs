namespace Unroll.Studio.Pages.Models;

/// <summary>A task, and the page for its models.</summary>
/// <param name="Name">As in config.json.</param>
/// <param name="Route">The first part of the page's address.</param>
/// <param name="Title">What its models do, in words.</param>
sealed record StudioTask(string Name, string Route, string Title)
{
    internal const string Classify = "classify", Generate = "generate", Translate = "translate", Tag = "tag", Caption = "caption";

    /// <summary>Every task that has a page.</summary>
    internal static IReadOnlyList<StudioTask> All { get; } =
    [
        new(Classify, Classify, "Classifies texts"),
        new(Generate, Generate, "Writes texts"),
        new(Translate, Translate, "Translates"),
        new(Tag, Tag, "Tags words"),
        new(Caption, Caption, "Captions pictures"),
    ];

    /// <summary>The task of a name; null where there is no such.</summary>
    internal static StudioTask? Of(string? name) => All.FirstOrDefault(task => task.Name == name);
}
