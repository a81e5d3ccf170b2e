using System.Buffers;
using System.Text;
using Unroll.Cli.Output;
using Unroll.Tasks.Tagging;
using Unroll.Text;

namespace Unroll.Cli.Tasks.Tagging;

/// <summary>Tagged sentences for a person or for a program, in the order they came.</summary>
/// <param name="tagger">What tags them.</param>
/// <param name="json">Whether a program reads them.</param>
/// <param name="output">Where they go.</param>
sealed class TagWriter(SequenceTagger tagger, bool json, ResultWriter output)
{
    readonly ArrayBufferWriter<byte> buffer = new();

    /// <summary>Tags texts of a sentence each and writes a line for each.</summary>
    internal void WriteTexts(IReadOnlyList<string> texts)
    {
        IReadOnlyList<IReadOnlyList<TaggedWord>> tagged = tagger.Tag([.. texts.Select(SequenceTagger.SplitWords)]);
        buffer.ResetWrittenCount();
        foreach (IReadOnlyList<TaggedWord> words in tagged)
        {
            if (json) AppendJson(words);
            else Encoding.UTF8.GetBytes($"{Messages.OneLine(string.Join(' ', words))}\n", buffer);
        }
        output.Write(buffer.WrittenSpan);
    }

    /// <summary>Tags sentences of a column file and writes their lines again with the tags.</summary>
    internal void WriteColumns(IReadOnlyList<ColumnSentence> sentences)
    {
        IReadOnlyList<IReadOnlyList<TaggedWord>> tagged = tagger.Tag([.. sentences.Select(sentence => sentence.Words)]);
        buffer.ResetWrittenCount();
        for (int i = 0; i < sentences.Count; i++)
        {
            if (json)
            {
                if (sentences[i].Count > 0) AppendJson(tagged[i]);
                continue;
            }
            foreach (string line in sentences[i].LinesWith([.. tagged[i].Select(word => word.Tag)])) Encoding.UTF8.GetBytes($"{line}\n", buffer);
        }
        output.Write(buffer.WrittenSpan);
    }

    void AppendJson(IReadOnlyList<TaggedWord> words) => JsonText.AppendLine(buffer, line =>
    {
        line.WriteStartArray("words");
        foreach ((string word, string tag, float probability) in words)
        {
            line.WriteStartObject();
            line.WriteString("word", word);
            line.WriteString("tag", tag);
            line.WriteNumber("probability", probability);
            line.WriteEndObject();
        }
        line.WriteEndArray();
    });
}
