using System.Globalization;

namespace Unroll.Text;

/// <summary>
/// The file classes.txt that some published tables with numbers for labels have beside them: line n names class n.
/// </summary>
static class ClassList
{
    const string FileName = "classes.txt";

    /// <summary>Names for the labels 1 to n, if the list lies beside the table and fits it; null otherwise.</summary>
    /// <param name="table">Path of the table.</param>
    /// <param name="labels">The different labels in the table.</param>
    /// <param name="classes">The classes that are expected; null if any are.</param>
    internal static Dictionary<string, string>? Beside(string table, IReadOnlyCollection<string> labels, IReadOnlyList<string>? classes)
    {
        string path = Path.Combine(Path.GetDirectoryName(table) ?? "", FileName);
        if (!File.Exists(path)) return null;
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        using (LineReader lines = LineReader.Open(path, maximumLength: 1000))
        {
            while (lines.TryRead(out ReadOnlySpan<char> line) && names.Count < ColumnProfile.MaximumDistinct)
            {
                if (!line.IsWhiteSpace()) names.Add((names.Count + 1).ToString(CultureInfo.InvariantCulture), line.Trim().ToString());
            }
        }
        bool fits = labels.All(label => names.ContainsKey(label.Trim()))
            && (classes is null ? labels.Count == names.Count : names.Values.All(name => classes.Contains(name, StringComparer.Ordinal)));
        return fits && names.Values.Distinct(StringComparer.Ordinal).Count() == names.Count ? names : null;
    }
}
