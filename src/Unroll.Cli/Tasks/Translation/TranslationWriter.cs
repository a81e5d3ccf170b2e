using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Unroll.Cli.Output;

namespace Unroll.Cli.Tasks.Translation;

/// <summary>Translations as lines, for a person or a program; a line for every text, or several where the best few were asked for.</summary>
/// <param name="json">Whether a program reads them.</param>
/// <param name="alignment">Whether the attention is shown.</param>
/// <param name="best">How many translations of each text were asked for.</param>
/// <param name="output">Where they go.</param>
sealed class TranslationWriter(bool json, bool alignment, int best, ResultWriter output)
{
    readonly ArrayBufferWriter<byte> buffer = new();

    /// <summary>Writes the translations of some texts at once.</summary>
    internal void Write(IReadOnlyList<string> texts, IReadOnlyList<IReadOnlyList<Unroll.Tasks.Translation.Translation>> translations)
    {
        buffer.ResetWrittenCount();
        for (int i = 0; i < texts.Count; i++)
        {
            foreach (Unroll.Tasks.Translation.Translation translation in translations[i])
            {
                if (json) AppendJson(texts[i], translation);
                else AppendReadable(translation);
            }
        }
        output.Write(buffer.WrittenSpan);
    }

    void AppendJson(string text, Unroll.Tasks.Translation.Translation translation) => JsonText.AppendLine(buffer, line =>
    {
        line.WriteString("text", text);
        line.WriteString("translation", translation.Text);
        line.Number("logProbability", translation.LogProbability);
        line.Number("score", translation.Score);
        if (!alignment) return;
        line.WriteStartObject("alignment");
        AppendWords(line, "source", translation.Alignment.Source);
        AppendWords(line, "target", translation.Alignment.Target);
        line.WriteStartArray("weights");
        foreach (IReadOnlyList<float> row in translation.Alignment.Weights)
        {
            line.WriteStartArray();
            foreach (float weight in row) line.WriteNumberValue(weight);
            line.WriteEndArray();
        }
        line.WriteEndArray();
        line.WriteEndObject();
    });

    void AppendReadable(Unroll.Tasks.Translation.Translation translation)
    {
        string score = best > 1 ? string.Create(CultureInfo.InvariantCulture, $"{translation.Score,8:0.000}  ") : "";
        Encoding.UTF8.GetBytes($"{score}{Messages.OneLine(translation.Text)}\n", buffer);
        if (alignment) Encoding.UTF8.GetBytes($"{AlignmentText.Of(translation.Alignment, Terminal.Width(Console.IsOutputRedirected))}\n", buffer);
    }

    static void AppendWords(Utf8JsonWriter line, string name, IReadOnlyList<string> words)
    {
        line.WriteStartArray(name);
        foreach (string word in words) line.WriteStringValue(word);
        line.WriteEndArray();
    }
}
