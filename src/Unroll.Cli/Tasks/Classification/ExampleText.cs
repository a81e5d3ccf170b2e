using Unroll.Text;

namespace Unroll.Cli.Tasks.Classification;

/// <summary>A text of the data for the user to try the model with.</summary>
static class ExampleText
{
    const int Shortest = 12, Longest = 70;

    /// <summary>The first text that is a short line and needs no escapes in a shell.</summary>
    internal static string From(TextDataset data)
    {
        foreach ((string text, _) in data)
        {
            if (text.Length is >= Shortest and <= Longest && text.All(IsPlain)) return text;
        }
        return "a text to try it with";
    }

    static bool IsPlain(char c) => char.IsLetterOrDigit(c) || c is ' ' or ',' or '.' or '\'' or '-' or ':' or '?';
}
