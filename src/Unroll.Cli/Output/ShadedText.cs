using System.Text;

namespace Unroll.Cli.Output;

/// <summary>
/// Words on grounds that say how much each speaks for something (blue) or against it (orange). Both colours of a word are given, so it is
/// readable on a light terminal as on a dark one; blue and orange are told apart by nearly everybody.
/// </summary>
static class ShadedText
{
    const string Plain = "\u001b[0m";

    // Foreground and ground from the 256 colours that every terminal with colours has; contrasts of 4.5 and more.
    const string StrongFor = "\u001b[38;5;231;48;5;25m", For = "\u001b[38;5;16;48;5;153m", Against = "\u001b[38;5;16;48;5;223m", StrongAgainst = "\u001b[38;5;231;48;5;130m";
    const float Strong = 0.5f, Some = 0.15f;

    /// <summary>Lines no longer than the width, broken between words.</summary>
    /// <param name="words">Words and how much each speaks for (up to 1) or against (down to −1).</param>
    /// <param name="between">What stands between two words.</param>
    /// <param name="width">Characters in a line.</param>
    internal static IEnumerable<string> Lines(IEnumerable<(string Word, float Share)> words, string between, int width)
    {
        const string margin = "  ";
        StringBuilder line = new(margin);
        int length = margin.Length;
        foreach ((string word, float share) in words)
        {
            if (length + word.Length > width && length > margin.Length)
            {
                yield return line.ToString();
                line.Clear().Append(margin);
                length = margin.Length;
            }

            string shade = Shade(share);
            line.Append(shade).Append(Messages.OneLine(word)).Append(shade.Length > 0 ? Plain : "").Append(between);
            length += word.Length + between.Length;
        }

        yield return line.ToString();
    }

    static string Shade(float share) => share switch
    {
        >= Strong => StrongFor,
        >= Some => For,
        <= -Strong => StrongAgainst,
        <= -Some => Against,
        _ => "",
    };
}
