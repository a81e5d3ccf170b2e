using System.CommandLine;

namespace Unroll.Cli.Commands;

/// <summary>Which columns of a table are read: for all that learns from, measures on or shows labelled texts.</summary>
sealed class ColumnArguments
{
    readonly Option<string[]> text = new("--text")
    {
        Description = "Column of the text by name or number from 1; several are joined. Not given: guessed, and said.",
        HelpName = "COLUMN",
    };
    readonly Option<string?> label = new("--label")
    {
        Description = "Column of the class by name or number from 1. Not given: guessed, and said.",
        HelpName = "COLUMN",
    };

    /// <summary>Both, for a command to add.</summary>
    internal IReadOnlyList<Option> Options => [text, label];

    /// <summary>Columns of the text; null: guessed.</summary>
    internal IReadOnlyList<string>? Text(ParseResult parse) => parse.GetValue(text) is { Length: > 0 } columns ? columns : null;

    /// <summary>Column of the class; null: guessed.</summary>
    internal string? Label(ParseResult parse) => parse.GetValue(label);
}
