using System.Globalization;
using Unroll.Images;
using Unroll.Layers;
using Unroll.Tasks;
using Unroll.Tasks.Captioning;
using Unroll.Tasks.Captioning.Scenes;
using Unroll.Tasks.Generation;
using Unroll.Tasks.Tagging;
using Unroll.Tasks.Translation;
using Unroll.Text;

namespace Unroll.Studio.Tests;

/// <summary>One small model for each task, trained in a few seconds.</summary>
static class SampleModels
{
    internal const string Sentiment = "sentiment", OtherSentiment = "lab/sentiment gru", Writer = "writer", Translator = "backwards", Tagger = "word classes",
        Captioner = "scenes", PhotoCaptioner = "photographs", FeatureCaptioner = "features", Damaged = "damaged";

    const int Side = 24;

    /// <summary>A model for each task, two for classification, and one that cannot be read.</summary>
    internal static void Write(string folder)
    {
        TextDataset reviews = Reviews();
        TextClassifierOptions classifier = new(
            HiddenSize: 12, EmbeddingSize: 8, Dropout: 0, WordDropout: 0, BatchSize: 8, LearningRate: 0.03f, Epochs: 6, Patience: 6, MinimumFrequency: 1, Threads: 1, Bidirectional: false, InspectEverySteps: 10);
        Save(Sentiment, classifier, CellKind.Lstm);
        Save(OtherSentiment, classifier with { Bidirectional = true }, CellKind.Gru);

        TextCorpus corpus = new("rhyme", string.Concat(Enumerable.Repeat("the cat sat on the mat, the dog did not.\n", 60)));
        TextGenerator.Train(corpus, new(HiddenSize: 24, Layers: 1, EmbeddingSize: 8, LayerDropout: 0, OutputDropout: 0, BatchSize: 4, ChunkLength: 20, LearningRate: 0.02f, Epochs: 4, Threads: 1), corpus)
            .Save(Path.Combine(folder, Writer));

        string[] letters = ["a", "b", "c", "d"];
        ParallelDataset pairs = new("pairs", [.. from repetition in Enumerable.Range(0, 3) from x in letters from y in letters from z in letters select new TextPair($"{x} {y} {z}", $"{z} {y} {x}")]);
        Tasks.Translation.Translator.Train(pairs, new(HiddenSize: 32, EmbeddingSize: 24, Unit: TranslationUnit.Word, MinimumFrequency: 1, Dropout: 0, LabelSmoothing: 0, BatchSize: 8, LearningRate: 0.01f, Epochs: 20, Patience: 20, Threads: 1), pairs)
            .Save(Path.Combine(folder, Translator));

        TaggedDataset sentences = Sentences();
        SequenceTagger.Train(sentences, new(HiddenSize: 8, EmbeddingSize: 8, CharacterSize: 4, CharacterHiddenSize: 6, Dropout: 0, BatchSize: 8, LearningRate: 0.02f, Epochs: 6, Threads: 1), sentences)
            .Save(Path.Combine(folder, Tagger));

        Tasks.Captioning.Captioner.Train(SceneDataset.Create(ScenePart.Training, 160), new(Filters: 6, HiddenSize: 32, EmbeddingSize: 16, Dropout: 0, BatchSize: 16, LearningRate: 0.01f, Epochs: 8, Threads: 1))
            .Save(Path.Combine(folder, Captioner));

        // Bright at the left or at the right: as pictures, and as the features of two places.
        CaptionerOptions captioner = new(Side: Side, Filters: 4, HiddenSize: 16, EmbeddingSize: 8, Dropout: 0, BatchSize: 8, LearningRate: 0.02f, Epochs: 15, Patience: 15, Threads: 1);
        SaveCaptioner(PhotoCaptioner, i => PictureFile.Decode(Photograph(i % 2 == 0, (byte)(120 + 4 * i)), "photograph", Side), captioner);
        GridShape places = new(Rows: 1, Columns: 2, Features: 2);
        SaveCaptioner(FeatureCaptioner, i => new FeatureGrid(places, [i % 2, 1, 1 - i % 2, 1]), captioner with { Grid = places, Epochs = 1, Selection = CaptionSelection.Cider });

        Directory.CreateDirectory(Path.Combine(folder, Damaged));
        File.WriteAllText(Path.Combine(folder, Damaged, "config.json"), "{");
        File.WriteAllText(Path.Combine(folder, Damaged, "model.safetensors"), "");

        void SaveCaptioner(string name, Func<int, CaptionSubject> subject, CaptionerOptions options) => Tasks.Captioning.Captioner.Train(new(name, [.. Enumerable.Range(0, 32)
            .Select(i => new CaptionedPicture(subject(i), [$"light at the {(i % 2 == 0 ? "left" : "right")}"], []))]), options).Save(Path.Combine(folder, name));

        void Save(string name, TextClassifierOptions options, CellKind cell)
        {
            TextClassifier trained = TextClassifier.Train(reviews, options with { Cell = cell }, reviews);
            trained.Save(Path.Combine(folder, name), trained.Evaluate(reviews));
        }
    }

    /// <summary>A table that a small network learns in a second: the word good or bad decides.</summary>
    internal static string ReviewTable(int rows) => "Review,Sentiment\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"{Review(i)},{Label(i)}\n"));

    /// <summary>The file of a picture that is bright at the left or at the right: a bitmap of 24 bits a pixel, its rows from the bottom up.</summary>
    internal static byte[] Photograph(bool left, byte light = 200)
    {
        const int header = 54;
        using MemoryStream file = new();
        using BinaryWriter writer = new(file);
        writer.Write("BM"u8);
        foreach (int number in new[] { header + 3 * Side * Side, 0, header, 40, Side, Side, 1 | 24 << 16, 0, 3 * Side * Side, 2835, 2835, 0, 0 }) writer.Write(number);
        for (int pixel = 0; pixel < 3 * Side * Side; pixel++) writer.Write(pixel / 3 % Side < Side / 2 == left ? light : (byte)10);
        return file.ToArray();
    }

    static TextDataset Reviews() => new("reviews", ["negative", "positive"], Enumerable.Range(0, 96).Select(i => new LabeledText(Review(i), i % 2)));

    static string Label(int i) => i % 2 == 1 ? "positive" : "negative";

    static string Review(int i)
    {
        string[] things = ["film", "book", "song", "meal"];
        return string.Create(CultureInfo.InvariantCulture, $"this is quite a {(i % 2 == 1 ? "good" : "bad")} {things[i / 2 % 4]} about story {i % 7}");
    }

    static TaggedDataset Sentences()
    {
        (string Words, string Tags)[] patterns =
        [
            ("dogs can run", "NOUN VERB VERB"), ("cats run quickly", "NOUN VERB ADV"), ("dogs kick the can", "NOUN VERB DET NOUN"), ("the can", "DET NOUN"),
            ("slowly dogs run", "ADV NOUN VERB"),
        ];
        return new("patterns", Enumerable.Repeat(patterns, 16).SelectMany(all => all).Select(pattern => new TaggedSentence(pattern.Words.Split(' '), pattern.Tags.Split(' '))));
    }
}
