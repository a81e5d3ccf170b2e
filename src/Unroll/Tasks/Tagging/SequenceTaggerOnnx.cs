using Unroll.Formats.Onnx;
using Unroll.Tensors;

namespace Unroll.Tasks.Tagging;

/// <summary>A tagger as an ONNX model: words and their characters in, the scores of each word's tags and the best path out.</summary>
static class SequenceTaggerOnnx
{
    const string Ids = "word_ids", Lengths = "lengths", Characters = "characters", CharacterLengths = "character_lengths";
    const string Emissions = "emissions", Tags = "tags";

    // The scores of the padding are zeros; its tag is none.
    const long NoTag = -1;

    const int LongestWord = 9;

    internal static OnnxExport Export(SequenceTaggerNetwork network, int tags, IReadOnlyList<EncodedWord[]> sentences)
    {
        EncodedWord[][] withWords = [.. sentences.Where(sentence => sentence.Length > 0)];
        return new("", Model(network, tags), [.. withWords.Chunk(32).Append(withWords[..1]).Select(batch => Sample(network, batch))]);
    }

    /// <summary>Sentences over the whole vocabulary, the same every time.</summary>
    internal static EncodedWord[][] MadeUp(WordEncoder encoder)
    {
        RandomSource random = new RandomSource(1).Stream("spellings");
        return [.. OnnxBatch.MadeUp(encoder.Words.Count).Select(row => row.Select(id => new EncodedWord(id, Spelling())).ToArray())];

        int[] Spelling() => [.. Enumerable.Range(0, random.NextInt(LongestWord) + 1).Select(_ => random.NextInt(encoder.Characters.Count))];
    }

    static OnnxModel Model(SequenceTaggerNetwork network, int tags)
    {
        GraphBuilder graph = new(network);
        string ids = graph.Input(Ids, OnnxType.Int64, "batch", "time"), lengths = graph.Input(Lengths, OnnxType.Int32, "batch");
        string characters = graph.Input(Characters, OnnxType.Int64, "batch", "time", "character");
        string characterLengths = graph.Input(CharacterLengths, OnnxType.Int32, "batch", "time");
        string x = graph.Concatenate(2, graph.Lookup(network.Words, ids), Spellings(graph, network, ids, characters, characterLengths));
        RecurrentNodes read = graph.Recurrent(network.Recurrent, "recurrent", graph.Transpose(x, 1, 0, 2), lengths);
        string scores = graph.ZeroBehindEnd(graph.Linear(network.Scores, graph.Transpose(read.Outputs, 1, 0, 2)), lengths, ids);
        string width = OnnxValue.Size(tags), path = graph.BestPath(network.Chain, scores, graph.Mask(lengths, graph.SizeOf(ids, 1)));
        graph.Output(scores, Emissions, OnnxType.Float, "batch", "time", width);
        graph.Output(path, Tags, OnnxType.Int64, "batch", "time");
        graph.Output(graph.Weight(network.Chain.Start), "start_transitions", OnnxType.Float, width);
        graph.Output(graph.Weight(network.Chain.Transition), "transitions", OnnxType.Float, width, width);
        graph.Output(graph.Weight(network.Chain.End), "end_transitions", OnnxType.Float, width);
        return graph.ToModel("sequence tagger", "The tags of words: the scores of each word, and the best allowed path over them, as places in the list of tags in config.json.");
    }

    // Every word is a sequence of its own: [batch, time, characters] becomes [characters, batch · time].
    static string Spellings(GraphBuilder graph, SequenceTaggerNetwork network, string ids, string characters, string lengths)
    {
        string width = graph.SizeOf(characters, 2), rectangle = graph.Node("Reshape", [characters, graph.Concatenate(0, graph.Integers(-1), width)]);
        string x = graph.Lookup(network.Characters.Embedding, graph.Transpose(rectangle, 1, 0));
        RecurrentNodes read = graph.Recurrent(network.Characters.Lstm, "characters.lstm", x, graph.Reshape(lengths, -1));
        string sizes = graph.Concatenate(0, graph.Node("Shape", [ids]), graph.Integers(-1));
        return graph.Node("Reshape", [graph.SideBySide(read.Final[^1][0]), sizes]);
    }

    static OnnxSample Sample(SequenceTaggerNetwork network, EncodedWord[][] sentences)
    {
        using StepMemory step = new Arena().BeginEvaluation();
        OnnxBatch batch = new([.. sentences.Select(sentence => sentence.Select(word => word.Id).ToArray())]);
        Sequences scores = network.Forward(new(sentences, word => word.Id));
        int[] path = network.Chain.Decode(scores);
        int[][] tags = [.. sentences.Select((sentence, i) => sentence.Select((_, t) => path[scores.Layout.Row(i, t)]).ToArray())];
        return new(
            [batch.Ids(Ids), batch.Lengths(Lengths), .. SpellingsOf(sentences, batch.Width)],
            [batch.Padded(Emissions, scores), OnnxBatch.Padded(Tags, tags, NoTag)]);
    }

    static OnnxTensor[] SpellingsOf(EncodedWord[][] sentences, int width)
    {
        int longest = Math.Max(1, sentences.Max(sentence => sentence.Max(word => word.Characters.Length)));
        long[] characters = new long[sentences.Length * width * longest];
        int[] lengths = new int[sentences.Length * width];
        for (int i = 0; i < sentences.Length; i++)
        {
            for (int t = 0; t < sentences[i].Length; t++)
            {
                int[] word = sentences[i][t].Characters;
                lengths[i * width + t] = word.Length;
                for (int at = 0; at < word.Length; at++)
                {
                    characters[(i * width + t) * longest + at] = word[at];
                }
            }
        }

        return [OnnxTensor.Of(Characters, characters, sentences.Length, width, longest), OnnxTensor.Of(CharacterLengths, lengths, sentences.Length, width)];
    }
}
