using System.Buffers;
using System.Text;

namespace Unroll.Text;

/// <summary>
/// Collects the text and the marks of a documentation block and cuts them into sentences: at a full stop, exclamation or question mark
/// that white space follows, unless a lower-case letter comes next or an abbreviation ends there. Runs of white space become one space.
/// </summary>
sealed class SentenceSplitter
{
    static readonly string[] Abbreviations = ["e.g.", "i.e.", "etc.", "vs.", "cf.", "approx.", "no."];

    static readonly SearchValues<char> Stops = SearchValues.Create(" \t\r\n\u00A0.!?");

    readonly List<DocumentationSegment[]> sentences = [];
    readonly List<DocumentationSegment> segments = [];
    readonly StringBuilder text = new();

    // A sentence end was read; whether it is one shows in what follows.
    bool ended;

    internal void AddText(ReadOnlySpan<char> part)
    {
        while (!part.IsEmpty)
        {
            int run = part.IndexOfAny(Stops);
            if (run == 0 && !IsEnd(part[0]))
            {
                if (text.Length > 0 ? text[^1] != ' ' : segments.Count > 0) text.Append(' ');
                part = part[1..];
                continue;
            }
            if (ended && text.Length > 0 && text[^1] == ' ' && !char.IsLower(part[0])) EndSentence();
            if (run == 0)
            {
                text.Append(part[0]);
                ended = !EndsInAbbreviation();
                part = part[1..];
            }
            else
            {
                ReadOnlySpan<char> word = run < 0 ? part : part[..run];
                text.Append(word);
                // Closing brackets and quotes may stand between the full stop and the space.
                ended &= !word.ContainsAnyExcept(")\"'");
                part = part[word.Length..];
            }
        }
    }

    internal void AddMark(DocumentationSegment mark)
    {
        if (ended && text.Length > 0 && text[^1] == ' ') EndSentence();
        ended = false;
        TakeText();
        segments.Add(mark);
    }

    internal void EndBlock() => EndSentence();

    /// <summary>Ends the block; returns its sentences and forgets them.</summary>
    internal DocumentationSegment[][] Finish()
    {
        EndSentence();
        DocumentationSegment[][] all = [.. sentences];
        sentences.Clear();
        return all;
    }

    void EndSentence()
    {
        while (text.Length > 0 && text[^1] == ' ') text.Length--;
        TakeText();
        if (segments.Count > 0) sentences.Add([.. segments]);
        segments.Clear();
        ended = false;
    }

    void TakeText()
    {
        if (text.Length == 0) return;
        segments.Add(new(DocumentationSegmentKind.Text, text.ToString()));
        text.Clear();
    }

    static bool IsEnd(char c) => c is '.' or '!' or '?';

    bool EndsInAbbreviation()
    {
        foreach (string abbreviation in Abbreviations)
        {
            int start = text.Length - abbreviation.Length;
            if (start < 0 || (start > 0 && char.IsLetter(text[start - 1]))) continue;
            bool same = true;
            for (int i = 0; same && i < abbreviation.Length; i++) same = char.ToLowerInvariant(text[start + i]) == abbreviation[i];
            if (same) return true;
        }
        return false;
    }
}
