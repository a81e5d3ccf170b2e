namespace Unroll.Text;

/// <summary>Reads parallel texts and says where two files have gone out of step.</summary>
static class ParallelFiles
{
    const int MaximumLine = 1 << 20;

    internal static ParallelDataset ReadTwo(string source, string target)
    {
        List<string> left = Lines(source), right = Lines(target);
        if (left.Count != right.Count)
        {
            int line = FirstSuspicious(left, right);
            throw DataError.In(source,
                $"has {left.Count} lines, but {target} has {right.Count}; line i of one must be the translation of line i of the other. "
                + $"By their lengths the first suspicious line is {line}: {Shown(left, line)} beside {Shown(right, line)}.");
        }
        return Pairs($"{source} and {target}", left.Zip(right, (a, b) => new TextPair(a, b)));
    }

    internal static ParallelDataset ReadTable(string path)
    {
        List<string> lines = Lines(path);
        List<TextPair> pairs = new(lines.Count);
        for (int i = 0; i < lines.Count; i++)
        {
            string[] columns = lines[i].Split('\t');
            if (columns.Length < 2 && columns[0].Length > 0)
            {
                throw DataError.At(path, i + 1, $"expected source, tab, target, got {DataError.Shown(lines[i])}; or give two files, source and target.");
            }
            pairs.Add(columns.Length < 2 ? new("", "") : new(columns[0].Trim(), columns[1].Trim()));
        }
        return Pairs(path, pairs);
    }

    static ParallelDataset Pairs(string origin, IEnumerable<TextPair> read)
    {
        List<TextPair> pairs = [];
        int empty = 0;
        foreach (TextPair pair in read)
        {
            if (pair.Source.Length > 0 && pair.Target.Length > 0) pairs.Add(pair);
            else empty++;
        }
        if (pairs.Count == 0) throw DataError.In(origin, "no line has a text on both sides.");
        return new(origin, pairs, empty == 0 ? [] : [$"{empty} lines with an empty side left out"]);
    }

    static List<string> Lines(string path)
    {
        List<string> lines = [];
        using LineReader reader = LineReader.Open(path, MaximumLine);
        while (reader.TryRead(out ReadOnlySpan<char> line)) lines.Add(line.Trim().ToString());
        return lines;
    }

    /// <summary>
    /// The line (from 1) at which some lines seem to be missing in the shorter file: where the lengths of the pairs before it, and of
    /// the pairs behind it with the longer file moved on by the difference, agree best.
    /// </summary>
    internal static int FirstSuspicious(IReadOnlyList<string> left, IReadOnlyList<string> right)
    {
        IReadOnlyList<string> longer = left.Count > right.Count ? left : right, shorter = left.Count > right.Count ? right : left;
        int missing = longer.Count - shorter.Count;
        double cost = 0;
        for (int i = 0; i < shorter.Count; i++) cost += Disagreement(shorter[i], longer[i + missing]);
        (double best, int line) = (cost, 0);
        for (int i = 0; i < shorter.Count; i++)
        {
            cost += Disagreement(shorter[i], longer[i]) - Disagreement(shorter[i], longer[i + missing]);
            if (cost < best) (best, line) = (cost, i + 1);
        }
        return line + 1;
    }

    static double Disagreement(string a, string b) => Math.Abs(Math.Log((a.Length + 1.0) / (b.Length + 1.0)));

    static string Shown(List<string> lines, int line) => line <= lines.Count ? DataError.Shown(lines[line - 1]) : "the end of the file";
}
