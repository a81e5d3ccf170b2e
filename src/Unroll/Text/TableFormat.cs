namespace Unroll.Text;

/// <summary>How a table is written: JSON lines, or fields between delimiters, quoted or not.</summary>
/// <param name="Delimiter">Between fields; null for JSON lines.</param>
/// <param name="Quoted">Whether a quote at the start of a field encloses it.</param>
sealed record TableFormat(char? Delimiter, bool Quoted)
{
    internal static readonly TableFormat JsonLines = new(null, Quoted: false);

    const int SampleLength = 1 << 18;

    // In order of preference when several fit equally well; a tab is hardly ever part of a text.
    static readonly char[] Delimiters = ['\t', ',', ';', '|'];

    internal TableReader Open(string path, int maximumField) => Delimiter is { } delimiter
        ? new DelimitedReader(path, delimiter, Quoted, maximumField)
        : new JsonLinesReader(path, maximumField);

    /// <summary>Tells the format by the beginning of the file.</summary>
    internal static TableFormat Detect(string path)
    {
        string sample = Sample(path);
        return sample.AsSpan().TrimStart() is ['{', ..] ? JsonLines : Of(sample);
    }

    internal static TableFormat DetectDelimited(string path) => Of(Sample(path));

    /// <summary>
    /// The delimiter that occurs equally often in the largest share of the rows. A comma, semicolon or bar separated table is
    /// quoted; a tab separated one only if its quotes make sense as such, because most of them use quotes as text.
    /// </summary>
    internal static TableFormat Of(string sample)
    {
        TableFormat best = new(',', Quoted: true);
        double bestShare = 0;
        foreach (char delimiter in Delimiters)
        {
            DelimiterScan quoted = DelimiterScan.Of(sample, delimiter, quoted: true);
            bool enclosing = delimiter != '\t' || quoted.QuotesEnclose;
            double share = enclosing ? quoted.RegularShare : DelimiterScan.Of(sample, delimiter, quoted: false).RegularShare;
            if (share > bestShare) (best, bestShare) = (new(delimiter, enclosing), share);
        }
        return best;
    }

    static string Sample(string path)
    {
        using StreamReader reader = TextFile.OpenText(path);
        char[] sample = new char[SampleLength];
        int length = reader.ReadBlock(sample);
        return new(sample, 0, length);
    }
}
