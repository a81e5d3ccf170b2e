using CsvHelper;

namespace Unroll.Text;

/// <summary>
/// Rows of a delimited table through CsvHelper, which recovers from wrong quotes by itself; here they are faults, because a quote left open
/// swallows the rest of a file. Quotes inside a field that does not begin with one are text.
/// </summary>
sealed class DelimitedReader : TableReader
{
    // A record over the field limit is still read up to so many bytes, so that the message can name the field.
    const int LeastMaximumRecord = 1 << 24, MaximumBytesPerCharacter = 4;

    readonly string path;
    readonly int maximumField, maximumRecord;
    readonly CsvReader csv;
    string?[] fields = [];
    bool suspect;

    /// <param name="path">The file.</param>
    /// <param name="delimiter">Between fields.</param>
    /// <param name="quoted">Whether a quote at the start of a field encloses it; otherwise quotes are text.</param>
    /// <param name="maximumField">Most characters in one field.</param>
    internal DelimitedReader(string path, char delimiter, bool quoted, int maximumField)
    {
        this.path = path;
        this.maximumField = maximumField;
        maximumRecord = (int)Math.Clamp((long)MaximumBytesPerCharacter * maximumField, LeastMaximumRecord, Array.MaxLength);
        csv = CsvReader.Create(TextFile.OpenBytes(path), new CsvReaderOptions
        {
            HasHeader = false,
            Separator = delimiter,
            Mode = quoted ? CsvMode.Rfc4180 : CsvMode.NoEscape,
            TrackLineNumbers = true,
            MaxRecordSize = maximumRecord,
            OnMalformedRecord = _ => suspect = true,
        }, leaveOpen: false);
    }

    internal override ReadOnlySpan<string?> Fields => fields;

    internal override bool Read()
    {
        suspect = false;
        try
        {
            if (!csv.Read()) return false;
        }
        catch (CsvFormatException e)
        {
            throw DataError.At(path, Math.Max(1, e.LineNumber),
                $"a row of more than {maximumRecord} bytes begins here, the limit for a field is {maximumField} characters; a quote may have been left open.");
        }
        Line = csv.LineNumber;
        if (suspect) RefuseWrongQuotes();
        Take();
        return true;
    }

    public override void Dispose() => csv.Dispose();

    void Take()
    {
        int width = csv.FieldCount;
        if (fields.Length == 0) fields = new string[width];
        string[] taken = new string[width];
        for (int i = 0; i < width; i++)
        {
            taken[i] = csv.GetString(i);
            if (taken[i].Length > maximumField)
            {
                throw DataError.At(path, FieldLine(i),
                    $"field {i + 1} has {taken[i].Length} characters, the limit is {maximumField}; shorten it, or close a quote that was left open.");
            }
        }
        if (width != fields.Length)
        {
            long last = FieldLine(width);
            throw DataError.At(path, Line,
                $"expected {(fields.Length == 1 ? "1 column" : $"{fields.Length} columns")} as in the first row, got {width}; quote the fields that contain a delimiter"
                + (last > Line ? $"; the row reaches to line {last}, so look for a quote left open." : "."));
        }
        fields = taken;
    }

    void RefuseWrongQuotes()
    {
        for (int i = 0; i < csv.FieldCount; i++)
        {
            ReadOnlySpan<byte> field = csv.GetRawSpan(i);
            if (field is not [(byte)'"', ..]) continue;
            int end = ClosingQuote(field);
            if (end < 0) throw DataError.At(path, FieldLine(i), $"field {i + 1}, which begins here, opens with a quote that is never closed; close it, or double it if it is text.");
            if (end < field.Length - 1) throw DataError.At(path, FieldLine(i), $"field {i + 1}, which begins here, has text behind its closing quote; double the quotes that are text.");
        }
    }

    /// <summary>Position of the quote that closes the first one, doubled ones being text; -1 if there is none.</summary>
    static int ClosingQuote(ReadOnlySpan<byte> field)
    {
        for (int i = 1; i < field.Length; i++)
        {
            if (field[i] != '"') continue;
            if (i + 1 < field.Length && field[i + 1] == '"') i++;
            else return i;
        }
        return -1;
    }

    /// <summary>The line on which a field of the current row begins; behind the last field, the line on which the row ends.</summary>
    long FieldLine(int field)
    {
        long line = Line;
        for (int i = 0; i < field; i++)
        {
            ReadOnlySpan<byte> raw = csv.GetRawSpan(i);
            for (int at = 0; at < raw.Length; at++)
            {
                if (raw[at] == '\n' || (raw[at] == '\r' && (at + 1 == raw.Length || raw[at + 1] != '\n'))) line++;
            }
        }
        return line;
    }
}
