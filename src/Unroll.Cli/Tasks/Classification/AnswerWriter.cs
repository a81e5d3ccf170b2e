using System.Buffers;
using System.Text;
using Unroll.Cli.Output;
using Unroll.Tasks;

namespace Unroll.Cli.Tasks.Classification;

/// <summary>Predictions as lines for a person or for a program; a line for every text, so that input and output can be laid side by side.</summary>
/// <param name="labels">The classes.</param>
/// <param name="json">Whether a program reads them.</param>
/// <param name="output">Where they go.</param>
sealed class AnswerWriter(IReadOnlyList<string> labels, bool json, ResultWriter output)
{
    readonly ArrayBufferWriter<byte> buffer = new();
    readonly int labelWidth = labels.Max(label => label.Length);

    /// <summary>Writes the answers at once.</summary>
    internal void Write(IReadOnlyList<string> texts, IReadOnlyList<Prediction> predictions)
    {
        buffer.ResetWrittenCount();
        for (int i = 0; i < texts.Count; i++)
        {
            if (json) AppendJson(texts[i], predictions[i]);
            else AppendReadable(texts[i], predictions[i]);
        }
        output.Write(buffer.WrittenSpan);
    }

    void AppendJson(string text, Prediction prediction) => JsonText.AppendLine(buffer, line =>
    {
        line.WriteString("text", text);
        line.WriteString("label", prediction.Label);
        line.WriteNumber("probability", prediction.Probability);
        line.WriteStartObject("probabilities");
        for (int i = 0; i < labels.Count; i++) line.WriteNumber(labels[i], prediction.Probabilities[i]);
        line.WriteEndObject();
    });

    void AppendReadable(string text, Prediction prediction)
    {
        string answer = $"{Messages.OneLine(prediction.Label).PadRight(labelWidth)}  {Figures.Percent(prediction.Probability),7}  ";
        string shown = text.Length == 0 ? "(empty line)" : Messages.OneLine(text);
        if (!Console.IsOutputRedirected) shown = Cut(shown, Terminal.Width(redirected: false) - answer.Length - 1);
        Encoding.UTF8.GetBytes($"{answer}{shown}\n", buffer);
    }

    static string Cut(string text, int width)
    {
        const string mark = "...";
        if (text.Length <= width || width <= mark.Length) return text;
        int length = width - mark.Length;
        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)] + mark;
    }
}
