using System.Text;

namespace Unroll.Text;

/// <summary>Names of types and members as words.</summary>
static class ApiNames
{
    /// <summary>Appends a name with spaces between its words: "XmlReaderSettings" gives "Xml Reader Settings", "IOStream" "IO Stream".</summary>
    internal static void AppendWords(ReadOnlySpan<char> name, StringBuilder words)
    {
        for (int i = 0; i < name.Length; i++)
        {
            bool begins = i > 0 && char.IsUpper(name[i])
                && (char.IsLower(name[i - 1]) || (char.IsUpper(name[i - 1]) && i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (begins) words.Append(' ');
            words.Append(name[i]);
        }
    }

    /// <summary>
    /// Appends a text in which every dotted name that begins with System or Microsoft is cut to its last part, and one that is a namespace
    /// becomes the word "namespace".
    /// </summary>
    internal static void AppendUnqualified(ReadOnlySpan<char> text, HashSet<string>.AlternateLookup<ReadOnlySpan<char>> namespaces, StringBuilder result)
    {
        while (!text.IsEmpty)
        {
            int start = Qualified(text);
            if (start < 0) break;
            result.Append(text[..start]);
            text = text[start..];
            int end = 0;
            while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_' || (text[end] == '.' && end + 1 < text.Length && char.IsLetter(text[end + 1])))) end++;
            ReadOnlySpan<char> name = text[..end];
            if (namespaces.Contains(name)) result.Append("namespace");
            else result.Append(name[(name.LastIndexOf('.') + 1)..]);
            text = text[end..];
        }
        result.Append(text);
    }

    /// <summary>Where the next dotted name begins; -1 if there is none.</summary>
    static int Qualified(ReadOnlySpan<char> text)
    {
        for (int from = 0; from < text.Length;)
        {
            int system = text[from..].IndexOf("System.", StringComparison.Ordinal), microsoft = text[from..].IndexOf("Microsoft.", StringComparison.Ordinal);
            int next = system < 0 ? microsoft : microsoft < 0 ? system : Math.Min(system, microsoft);
            if (next < 0) return -1;
            next += from;
            int dot = next + text[next..].IndexOf('.');
            bool whole = next == 0 || !(char.IsLetterOrDigit(text[next - 1]) || text[next - 1] is '.' or '_');
            if (whole && dot + 1 < text.Length && char.IsLetter(text[dot + 1])) return next;
            from = dot + 1;
        }
        return -1;
    }
}
