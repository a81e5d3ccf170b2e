using Unroll.Text;

namespace Unroll.Studio.Pages.Training;

/// <summary>The columns of a table that was sent.</summary>
/// <param name="Id">What the table is called from now on.</param>
/// <param name="Name">The file's name.</param>
/// <param name="Columns">The columns and the guess.</param>
sealed record TableAnswer(string Id, string Name, TableColumns Columns);

/// <summary>A table with the columns that were chosen; null: guessed.</summary>
sealed record ProfileRequest(string Id, IReadOnlyList<string>? Text = null, string? Label = null)
{
    /// <summary>Reads it.</summary>
    internal TextDataset Read(UploadedTables tables) => tables.Find(Id).Read(path => TextDataset.Load(path, new TextDatasetOptions(Text, Label)));
}

/// <summary>What is in a table, before anything is learned from it.</summary>
/// <param name="Texts">How many texts.</param>
/// <param name="Classes">Each class with how many texts it has and one of them.</param>
/// <param name="MedianLength">Half of the texts have so many characters or fewer.</param>
/// <param name="LongestLength">Characters of the longest.</param>
/// <param name="Repeated">Texts that occurred before.</param>
/// <param name="Notes">What was guessed or left out while reading.</param>
sealed record ProfileAnswer(int Texts, IReadOnlyList<ClassProfile> Classes, int MedianLength, int LongestLength, int Repeated, IReadOnlyList<string> Notes)
{
    const int LongestExample = 160;

    internal static ProfileAnswer Of(TextDataset data)
    {
        int[] lengths = [.. data.Select(item => item.Text.Length).Order()];
        string?[] examples = new string?[data.ClassNames.Count];
        foreach (LabeledText item in data) examples[item.Label] ??= item.Text;
        return new(
            data.Count,
            [.. data.ClassNames.Select((name, label) => new ClassProfile(name, data.ClassCounts[label], Shortened(examples[label] ?? "")))],
            lengths[lengths.Length / 2], lengths[^1],
            data.Count - data.Select(item => item.Text).Distinct(StringComparer.Ordinal).Count(),
            data.Notes);
    }

    /// <summary>The beginning of a text.</summary>
    internal static string Shortened(string text) => text.Length <= LongestExample ? text : $"{text[..LongestExample]}…";
}

/// <summary>A class of a table.</summary>
sealed record ClassProfile(string Name, int Texts, string Example);
