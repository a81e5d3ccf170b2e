namespace Unroll.Text;

/// <summary>What a sample of a table looks like if a character is taken for its delimiter.</summary>
/// <param name="RegularShare">Share of rows with as many delimiters as the first, 0 if that has none.</param>
/// <param name="QuotesEnclose">
/// Whether quotes enclose fields: every field that opens with one also ends with one, and some field has to
/// (it holds a delimiter, a line break or a doubled quote) or all fields of the first row do.
/// </param>
readonly record struct DelimiterScan(double RegularShare, bool QuotesEnclose)
{
    internal static DelimiterScan Of(ReadOnlySpan<char> sample, char delimiter, bool quoted)
    {
        List<int> perRow = [];
        int delimiters = 0, quotedInFirstRow = 0;
        bool broken = false, needed = false;
        for (int i = 0; i < sample.Length; i++)
        {
            // Here a field begins.
            if (quoted && sample[i] == '"')
            {
                int end = ClosingQuote(sample, i);
                ReadOnlySpan<char> content = sample[(i + 1)..end];
                needed |= content.Contains('"') || content.Contains(delimiter) || content.Contains('\n');
                if (perRow.Count == 0) quotedInFirstRow++;
                i = Math.Min(end + 1, sample.Length);
                // A sample may end inside a field.
                broken |= i < sample.Length && sample[i] != delimiter && sample[i] is not ('\n' or '\r');
            }
            int length = sample[i..].IndexOfAny(delimiter, '\n');
            i = length < 0 ? sample.Length : i + length;
            if (i < sample.Length && sample[i] == delimiter)
            {
                delimiters++;
            }
            else
            {
                // The last row may be cut off; it counts only if there is no other.
                if (i < sample.Length || perRow.Count == 0) perRow.Add(delimiters);
                delimiters = 0;
            }
        }
        int first = perRow.FirstOrDefault();
        double share = first == 0 ? 0 : (double)perRow.Count(count => count == first) / perRow.Count;
        return new(share, !broken && (needed || quotedInFirstRow == first + 1));
    }

    /// <summary>Position of the quote that closes the one at start, a doubled quote being text; the sample's length if there is none.</summary>
    static int ClosingQuote(ReadOnlySpan<char> sample, int start)
    {
        for (int i = start + 1; i < sample.Length; i++)
        {
            if (sample[i] != '"') continue;
            if (i + 1 < sample.Length && sample[i + 1] == '"') i++;
            else return i;
        }
        return sample.Length;
    }
}
