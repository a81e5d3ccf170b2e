using Unroll.Inspection.Microscope;

namespace Unroll.Cli.Output;

/// <summary>Tokens as a person can tell them apart: blanks in quotes, line ends as \n, unknown ones in brackets.</summary>
static class TokenText
{
    internal static string Of(string token)
    {
        string text = token.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal)
            .Replace("\t", "\\t", StringComparison.Ordinal);
        return text.Length == 0 || char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]) ? $"'{text}'" : text;
    }

    internal static string Shown(InspectedToken token) => token.IsKnown ? Of(token.Text) : $"[{Of(token.Text)}]";
}
