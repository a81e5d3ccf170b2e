using System.CommandLine;

namespace Unroll.Cli.Tasks.Captioning;

/// <summary>Which columns of a table of captions are read.</summary>
sealed class CaptionColumnArguments
{
    readonly Option<string?> picture = new("--picture")
    {
        Description = "Column of the pictures' file names by name or number from 1. Not given: guessed, and said.",
        HelpName = "COLUMN",
    };
    readonly Option<string?> caption = new("--caption")
    {
        Description = "Column of the captions by name or number from 1. Not given: guessed, and said.",
        HelpName = "COLUMN",
    };

    /// <summary>Both, for a command to add.</summary>
    internal IReadOnlyList<Option> Options => [picture, caption];

    /// <summary>What was said about them.</summary>
    internal CaptionColumnNames Names(ParseResult parse) => new(parse.GetValue(picture), parse.GetValue(caption));
}

/// <summary>Columns of a table of captions, by name or number from 1; null: guessed.</summary>
/// <param name="Picture">The pictures' file names.</param>
/// <param name="Caption">The captions.</param>
sealed record CaptionColumnNames(string? Picture = null, string? Caption = null);
