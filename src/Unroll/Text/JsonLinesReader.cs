using System.Text.Json;

namespace Unroll.Text;

/// <summary>Rows of a file with one JSON object a line; the columns are the properties of the first object.</summary>
sealed class JsonLinesReader : TableReader
{
    // Escapes such as \u00e9 make a line up to six times as long as its text, and a line holds several fields.
    const int LineOverField = 16;

    readonly string path;
    readonly int maximumField;
    readonly LineReader lines;
    readonly Dictionary<string, int> columns = new(StringComparer.Ordinal);
    string?[] fields = [];

    internal JsonLinesReader(string path, int maximumField)
    {
        this.path = path;
        this.maximumField = maximumField;
        lines = LineReader.Open(path, (int)Math.Min(Array.MaxLength / 2, (long)maximumField * LineOverField));
    }

    /// <summary>Names of the columns; known after the first row.</summary>
    internal string[] Columns => [.. columns.OrderBy(column => column.Value).Select(column => column.Key)];

    internal override ReadOnlySpan<string?> Fields => fields;

    internal override bool Read()
    {
        while (lines.TryRead(out ReadOnlySpan<char> line))
        {
            if (line.IsWhiteSpace()) continue;
            Line = lines.Line;
            Take(line.ToString());
            return true;
        }
        return false;
    }

    public override void Dispose() => lines.Dispose();

    void Take(string line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw DataError.At(path, Line, $"expected a JSON object, got {document.RootElement.ValueKind}; write one object a line.");
            }
            bool first = columns.Count == 0;
            Array.Clear(fields);
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (first && columns.TryAdd(property.Name, columns.Count)) Array.Resize(ref fields, columns.Count);
                if (columns.TryGetValue(property.Name, out int column)) fields[column] = Value(property);
            }
            if (columns.Count == 0) throw DataError.At(path, Line, "the object is empty; write the text and its label as properties.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string with half of a surrogate pair.
            throw DataError.At(path, Line, $"not a JSON object ({DataError.OneLine(e.Message)}); write one object a line.");
        }
    }

    string? Value(JsonProperty property)
    {
        string? value = property.Value.ValueKind switch
        {
            JsonValueKind.String => property.Value.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => property.Value.GetRawText(),
            // Null, and objects and arrays, which hold neither a text nor a label.
            _ => null,
        };
        if (value?.Length > maximumField)
        {
            throw DataError.At(path, Line, $"{DataError.Shown(property.Name)} has {value.Length} characters, the limit is {maximumField}; shorten it.");
        }
        return value;
    }
}
