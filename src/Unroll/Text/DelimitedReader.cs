using Sylvan.Data.Csv;

namespace Unroll.Text;

/// <summary>
/// Rows of a delimited table through Sylvan.Data.Csv. What that reader does not say is added here: the line a row begins on,
/// and that all rows are equally wide.
/// </summary>
sealed class DelimitedReader : TableReader
{
    // A record over the field limit is still read up to this many characters, so that the message can name the field.
    const int MaximumRecord = 1 << 25;

    readonly string path;
    readonly int maximumField;
    readonly CsvDataReader csv;
    string?[] fields = [];
    long nextLine = 1;

    /// <param name="text">Closed with this reader.</param>
    /// <param name="path">What messages call the text.</param>
    /// <param name="delimiter">Between fields.</param>
    /// <param name="quoted">Whether a quote at the start of a field encloses it; otherwise quotes are text.</param>
    /// <param name="maximumField">Most characters in one field.</param>
    internal DelimitedReader(TextReader text, string path, char delimiter, bool quoted, int maximumField)
    {
        this.path = path;
        this.maximumField = maximumField;
        try
        {
            csv = CsvDataReader.Create(text, new CsvDataReaderOptions
            {
                HasHeaders = false,
                Delimiter = delimiter,
                // The text was checked to hold no NUL.
                Quote = quoted ? '"' : '\0',
                Comment = '\0',
                BufferSize = 1 << 16,
                MaxBufferSize = MaximumRecord,
                OwnsReader = true,
            });
        }
        catch (Exception e)
        {
            // Sylvan reads the first row at once.
            text.Dispose();
            if (e is CsvFormatException format) throw Explained(format, line: 1);
            throw;
        }
    }

    internal override ReadOnlySpan<string?> Fields => fields;

    internal override bool Read()
    {
        while (true)
        {
            try
            {
                if (!csv.Read()) return false;
            }
            catch (CsvFormatException e)
            {
                throw Explained(e, nextLine);
            }
            Line = nextLine;
            nextLine += LineBreaks(csv.GetRawRecordSpan());
            if (csv.RowFieldCount == 1 && csv.GetFieldSpan(0).IsEmpty) continue;
            Take();
            return true;
        }
    }

    public override void Dispose() => csv.Dispose();

    void Take()
    {
        int width = csv.RowFieldCount;
        if (fields.Length == 0) fields = new string[width];
        for (int i = 0; i < width; i++)
        {
            int length = csv.GetFieldSpan(i).Length;
            if (length > maximumField)
            {
                throw DataError.At(path, Line,
                    $"field {i + 1} has {length} characters, the limit is {maximumField}; shorten it, or close a quote that was left open.");
            }
        }
        if (width != fields.Length)
        {
            string span = nextLine - Line > 1 ? $"; the row reaches to line {nextLine - 1}, so look for a quote left open" : "";
            throw DataError.At(path, Line,
                $"expected {Columns(fields.Length)} as in the first row, got {width}; quote the fields that contain a delimiter{span}.");
        }
        for (int i = 0; i < width; i++) fields[i] = csv.GetString(i);
    }

    InvalidDataException Explained(CsvFormatException e, long line) => e switch
    {
        CsvRecordTooLargeException => DataError.At(path, line,
            $"a row of more than {MaximumRecord} characters begins here, the limit for a field is {maximumField}; a quote may have been left open."),
        CsvInvalidCharacterException { InvalidCharacter: '"' } => DataError.At(path, line,
            $"field {e.FieldOrdinal + 1} of the row that begins here opens with a quote that is never closed; close it, or double it if it is text."),
        CsvInvalidCharacterException => DataError.At(path, line,
            $"in field {e.FieldOrdinal + 1} of the row that begins here, text follows a closing quote; double the quotes that are text."),
        _ => DataError.At(path, line, DataError.OneLine(e.Message)),
    };

    static string Columns(int count) => count == 1 ? "1 column" : $"{count} columns";

    /// <summary>Line breaks in a record, its own included: LF, CRLF or CR.</summary>
    static int LineBreaks(ReadOnlySpan<char> record)
    {
        int breaks = record.Count('\n');
        for (int i = record.IndexOf('\r'); i >= 0 && i < record.Length; i++)
        {
            if (record[i] == '\r' && (i + 1 == record.Length || record[i + 1] != '\n')) breaks++;
        }
        return breaks;
    }
}
