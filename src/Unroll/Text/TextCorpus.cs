using System.Text;

namespace Unroll.Text;

/// <summary>A running text to learn to continue: what a language model reads.</summary>
/// <param name="Source">Where it comes from, for messages.</param>
/// <param name="Text">All of it.</param>
public sealed record TextCorpus(string Source, string Text)
{
    // Half of what a string can hold: tokens need memory too.
    const int MaximumLength = 500_000_000;

    /// <summary>Unicode characters in the text; a pair of surrogates counts as one.</summary>
    public int CharacterCount => Text.Length - Text.Count(char.IsLowSurrogate);

    /// <summary>Reads files one after another, gzip or not; each ends with a line end, and line ends become LF.</summary>
    /// <param name="paths">Files, or folders whose files are read in ordinal order of their names.</param>
    /// <exception cref="InvalidDataException">A file is missing, empty or not text, or there is none; one line that names it.</exception>
    public static TextCorpus FromFiles(params IReadOnlyList<string> paths)
    {
        string source = string.Join(", ", paths);
        StringBuilder text = new();
        foreach (string file in paths.SelectMany(LabeledFiles.TextsIn))
        {
            Append(file, text);
        }

        return text.Length > 0 ? new(source, text.ToString()) : throw DataError.In(source, "there is no text; name a file, or a folder with files.");
    }

    /// <summary>Cuts the text in the order of its lines: first what is learned from, then validation, then test.</summary>
    /// <param name="validation">Share of the characters, from 0 to below 1.</param>
    /// <param name="test">Share of the characters, from 0 to below 1 − validation.</param>
    /// <returns>Three texts; each begins at the beginning of a line, or of a word where lines are long.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Nothing would be left to learn from.</exception>
    public (TextCorpus Training, TextCorpus Validation, TextCorpus Test) Split(double validation, double test = 0)
    {
        if (!(validation >= 0 && test >= 0 && validation + test < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(validation), validation + test, "Validation and test are shares that leave something to learn from.");
        }

        int first = Cut((int)(Text.Length * (1 - validation - test))), second = Math.Max(first, Cut((int)(Text.Length * (1 - test))));
        return (this with { Text = Text[..first] }, this with { Text = Text[first..second] }, this with { Text = Text[second..] });
    }

    /// <summary>Source and length.</summary>
    public override string ToString() => $"TextCorpus({Source}, {Text.Length} characters)";

    static void Append(string file, StringBuilder text)
    {
        using StreamReader reader = TextFile.OpenText(file);
        char[] buffer = new char[1 << 16];
        bool afterReturn = false;
        for (int read = reader.ReadBlock(buffer); read > 0; read = reader.ReadBlock(buffer))
        {
            if (text.Length + (long)read > MaximumLength)
            {
                throw DataError.In(file, $"the text is longer than {MaximumLength} characters, the limit; give a part of it.");
            }

            foreach (char c in buffer.AsSpan(0, read))
            {
                if (!(c == '\n' && afterReturn))
                {
                    text.Append(c == '\r' ? '\n' : c);
                }

                afterReturn = c == '\r';
            }
        }

        if (text.Length > 0 && text[^1] != '\n')
        {
            text.Append('\n');
        }
    }

    // The end of the line that the cut falls into, so that no word is cut. A line that is long beside the part that is cut off
    // would swallow it; it is cut behind a word, and a text without words anywhere.
    int Cut(int position)
    {
        if (position <= 0 || position >= Text.Length)
        {
            return Math.Clamp(position, 0, Text.Length);
        }

        ReadOnlySpan<char> near = Text.AsSpan(position - 1, ((Text.Length - position) / 2) + 1);
        int end = near.IndexOf('\n');
        end = end >= 0 ? end : near.IndexOfAny(' ', '\t');
        return end >= 0 ? position + end : char.IsLowSurrogate(Text[position]) ? position + 1 : position;
    }
}
