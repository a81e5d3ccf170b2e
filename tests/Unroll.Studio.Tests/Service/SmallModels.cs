using Unroll.Tasks;
using Unroll.Tasks.Captioning;
using Unroll.Tasks.Generation;
using Unroll.Tasks.Tagging;
using Unroll.Tasks.Translation;
using Unroll.Text;

[assembly: AssemblyFixture(typeof(Unroll.Studio.Tests.Service.SmallModels))]

namespace Unroll.Studio.Tests.Service;

/// <summary>Models of every task that are small, trained a little, and saved once.</summary>
public sealed class SmallModels : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("unroll-served-").FullName;

    public SmallModels()
    {
        Train(seed: 1).Save(this["news"]);
        Train(seed: 2).Save(this["other-news"]);
        SequenceTagger.Train(
            new TaggedDataset("sentences", [.. Enumerable.Range(0, 20).Select(i => new TaggedSentence(["dogs", "can", i % 2 == 0 ? "run" : "sit"], ["NOUN", "VERB", "VERB"]))]),
            new(HiddenSize: 8, EmbeddingSize: 8, CharacterSize: 4, CharacterHiddenSize: 6, BatchSize: 8, Epochs: 2, Threads: 1)).Save(this["tagger"]);
        TextGenerator.Train(new TextCorpus("text", string.Concat(Enumerable.Repeat("the cat sat on the mat, the dog did not.\n", 30))),
            new(HiddenSize: 12, Layers: 1, EmbeddingSize: 8, BatchSize: 4, ChunkLength: 10, LearningRate: 2e-2f, Epochs: 2, Threads: 1)).Save(this["writer"]);
        ParallelDataset letters = new("letters", [.. Enumerable.Range(0, 60).Select(i => new TextPair("abcd"[i % 4].ToString(), "abcd"[^(1 + i % 4)].ToString()))]);
        Translator.Train(
            letters,
            new(HiddenSize: 16, EmbeddingSize: 12, Unit: TranslationUnit.Word, MinimumFrequency: 1, BatchSize: 16, Epochs: 2, Threads: 1),
            validation: letters).Save(this["translator"]);
        Captioner.Train(
            new CaptionDataset("greys", [.. Enumerable.Range(0, 40).Select(i => new CaptionedPicture(new Picture(1, 8, 8, Grey(i)), [i % 2 == 0 ? "dark" : "bright"], []))]),
            new(Channels: 1, Side: 8, Filters: 6, Blocks: 1, HiddenSize: 16, EmbeddingSize: 12, BatchSize: 16, Epochs: 2, Threads: 1)).Save(this["captioner"]);
    }

    internal string this[string model] => Path.Combine(folder, model);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>A picture of the captioner's size.</summary>
    internal static byte[] Grey(int i) => [.. Enumerable.Repeat((byte)(i % 2 * 200), 64)];

    static TextClassifier Train(ulong seed) => TextClassifier.Train(
        TextDataset.From(Enumerable.Range(0, 100).SelectMany(i => new[] { ($"shares rise {i}", "business"), ($"the match ends {i}", "sports") })),
        new(HiddenSize: 8, EmbeddingSize: 8, BatchSize: 16, LearningRate: 1e-2f, Epochs: 2, Seed: seed, Threads: 1));
}
