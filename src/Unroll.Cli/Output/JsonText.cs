using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Unroll.Cli.Output;

/// <summary>JSON for other programs: one object a line, UTF-8, numbers that JSON does not know as null.</summary>
static class JsonText
{
    // The result goes to a file or a program, not into a web page, so letters of all languages stay as they are.
    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One JSON object and a line break, appended to a buffer.</summary>
    internal static void AppendLine(ArrayBufferWriter<byte> buffer, Action<Utf8JsonWriter> content)
    {
        using (Utf8JsonWriter json = new(buffer, Options))
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        }
        buffer.Write("\n"u8);
    }

    /// <summary>One JSON object and a line break.</summary>
    internal static ArrayBufferWriter<byte> Line(Action<Utf8JsonWriter> content)
    {
        ArrayBufferWriter<byte> buffer = new();
        AppendLine(buffer, content);
        return buffer;
    }

    /// <summary>One JSON object and a line break on standard output.</summary>
    internal static void Print(Action<Utf8JsonWriter> content) => Print(Line(content).WrittenSpan);

    /// <summary>What <see cref="Line"/> made, on standard output.</summary>
    internal static void Print(ReadOnlySpan<byte> line)
    {
        using ResultWriter output = new();
        output.Write(line);
    }

    /// <summary>The property "parts": how much was learned from, and held out.</summary>
    /// <param name="json">The object that gets it.</param>
    /// <param name="unit">What is counted: "texts".</param>
    /// <param name="training">To learn from.</param>
    /// <param name="validation">To stop by.</param>
    /// <param name="test">To measure on.</param>
    internal static void WriteParts(this Utf8JsonWriter json, string unit, long training, long validation, long test)
    {
        json.WriteStartObject("parts");
        json.WriteString("unit", unit);
        json.WriteNumber("training", training);
        json.WriteNumber("validation", validation);
        json.WriteNumber("test", test);
        json.WriteEndObject();
    }

    /// <summary>A number, or null where it is infinite or none.</summary>
    internal static void Number(this Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }
}
