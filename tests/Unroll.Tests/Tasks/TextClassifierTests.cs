using Unroll.Formats;
using Unroll.Layers;
using Unroll.Tasks;
using Unroll.Tensors;
using Unroll.Text;
using Unroll.Training;

namespace Unroll.Tests.Tasks;

public sealed class TextClassifierTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("unroll-classifier-").FullName;

    static readonly TextClassifierOptions Small = new(
        HiddenSize: 8, EmbeddingSize: 8, Dropout: 0.1f, WordDropout: 0, BatchSize: 8, LearningRate: 1e-2f, Epochs: 15, Patience: 15, MinimumFrequency: 1, Threads: 1);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // The same words in the same numbers, another order: every bag of words is the same.
    [Fact]
    public void A_recurrent_network_learns_what_no_bag_of_words_can()
    {
        TextDataset data = Negations(repetitions: 40);
        TextClassifier classifier = TextClassifier.Train(data, Small with { Epochs = 40, Patience = 40 }, validation: data);

        Assert.Equal(1, classifier.Evaluate(data).Accuracy);
        Assert.Equal("good", classifier.Predict("not bad, good").Label);
        Assert.Equal("bad", classifier.Predict("not good, bad").Label);
        // Both classes have the same words equally often, so whatever counts words has nothing to go by.
        Assert.Equal(Words(data, label: 0), Words(data, label: 1));

        static string Words(TextDataset data, int label) => string.Join(' ',
            new BasicEnglishTokenizer().Tokenize(string.Join(' ', data.Where(item => item.Label == label).Select(item => item.Text))).Order(StringComparer.Ordinal));
    }

    public static TheoryData<CellKind> Cells => [.. CellKinds.All];

    [Theory, MemberData(nameof(Cells))]
    public void A_saved_classifier_answers_with_the_same_bits(CellKind cell)
    {
        TextDataset data = Negations(repetitions: 5);
        TextClassifier classifier = TextClassifier.Train(data, Small with { Cell = cell, Epochs = 2, Layers = 2 });
        classifier.Save(folder, classifier.Evaluate(data));
        TextClassifier loaded = TextClassifier.Load(folder);

        string[] texts = ["not bad, good", "", "good", "words never seen", "not not not not good bad"];
        Assert.Equal(classifier.Predict(texts).SelectMany(p => p.Probabilities), loaded.Predict(texts).SelectMany(p => p.Probabilities));
        Assert.Equal(classifier.Options with { Threads = null }, loaded.Options);
        Assert.Equal(["config.json", "history.jsonl", "metrics.json", "model.safetensors", "vocabulary.txt"],
            Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_number_of_threads_is_no_part_of_a_model()
    {
        TextClassifier classifier = TextClassifier.Train(Negations(repetitions: 5), Small with { Epochs = 1, Threads = 2 });
        classifier.Save(folder);
        string configuration = Path.Combine(folder, "config.json"), saved = File.ReadAllText(configuration);
        Assert.Contains("\"threads\": null", saved, StringComparison.Ordinal);
        // Nor can a forged one start threads.
        File.WriteAllText(configuration, saved.Replace("\"threads\": null", "\"threads\": 100000000", StringComparison.Ordinal));
        Assert.Null(TextClassifier.Load(folder).Options.Threads);
    }

    [Theory]
    [InlineData(Pooling.Last, 16)]
    [InlineData(Pooling.MeanMax, 32)]
    [InlineData(Pooling.All, 48)]
    public void A_texts_vector_is_what_the_linear_layer_reads_and_does_not_depend_on_other_texts(Pooling pooling, int size)
    {
        TextClassifier classifier = TextClassifier.Train(Negations(repetitions: 5), Small with { Pooling = pooling, Epochs = 2 });
        classifier.Save(folder);
        using SafetensorsReader reader = new(Path.Combine(folder, "model.safetensors"));
        Tensor weight = reader.Read("classifier.weight"), bias = reader.Read("classifier.bias");
        string[] texts = ["not bad, good", "", "good", "words never seen", string.Concat(Enumerable.Repeat("not good ", 90))];

        IReadOnlyList<float[]> vectors = classifier.Embed(texts);

        Assert.Equal(size, classifier.VectorSize);
        Assert.Equal(vectors.SelectMany(vector => vector), texts.Reverse().Select(text => classifier.Embed([text])[0]).Reverse().SelectMany(vector => vector));
        foreach ((float[] vector, Prediction prediction) in vectors.Zip(classifier.Predict(texts)))
        {
            Assert.Equal(size, vector.Length);
            double[] scores = [.. Enumerable.Range(0, 2).Select(c => bias.Values[c] + vector.Select((x, i) => (double)x * weight.Values[c * size + i]).Sum())];
            // Two classes: the softmax is a sigmoid of the difference. Float32, sums of at most 48 terms.
            Assert.Equal(1 / (1 + Math.Exp(scores[1] - scores[0])), prediction.Probabilities[0], tolerance: 1e-5);
        }

        Assert.Empty(classifier.Embed([]));
    }

    [Fact]
    public void One_by_one_or_together_the_answer_has_the_same_bits()
    {
        TextClassifier classifier = TextClassifier.Train(Negations(repetitions: 5), Small with { Epochs = 1 });
        string[] texts = ["not bad, good", "", "good", "bad bad bad not"];
        Assert.Equal(classifier.Predict(texts).SelectMany(p => p.Probabilities), texts.SelectMany(text => classifier.Predict(text).Probabilities));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void The_number_of_threads_changes_no_bit(int threads)
    {
        TextDataset data = Negations(repetitions: 12);
        TextClassifierOptions options = Small with { Epochs = 2, HiddenSize = 40, BatchSize = 32 };
        TextClassifier.Train(data, options).Save(Path.Combine(folder, "one"));
        TextClassifier.Train(data, options with { Threads = threads }).Save(Path.Combine(folder, "many"));
        Assert.Equal(File.ReadAllBytes(Path.Combine(folder, "one", "model.safetensors")), File.ReadAllBytes(Path.Combine(folder, "many", "model.safetensors")));
    }

    [Fact]
    public void A_run_that_is_stopped_and_resumed_again_and_again_ends_with_the_bits_of_one_that_was_not()
    {
        TextDataset data = Negations(repetitions: 10);
        TextClassifierOptions options = Small with { Epochs = 4, Dropout = 0.3f, WordDropout = 0.1f };
        TextClassifier.Train(data, options).Save(Path.Combine(folder, "whole"));

        TextClassifier? resumed = null;
        for (int sitting = 0; resumed is null; sitting++)
        {
            Assert.True(sitting < 1000, "The run never ended.");
            using CancellationTokenSource stop = new();
            try
            {
                resumed = TextClassifier.Train(data, options, runFolder: Path.Combine(folder, "run"),
                    progress: new StopAfter(steps: 1 + sitting % 5, stop), cancellationToken: stop.Token);
            }
            catch (OperationCanceledException)
            {
                // The next sitting goes on.
            }
        }

        resumed.Save(Path.Combine(folder, "pieces"));
        Assert.Equal(File.ReadAllBytes(Path.Combine(folder, "whole", "model.safetensors")), File.ReadAllBytes(Path.Combine(folder, "pieces", "model.safetensors")));
    }

    [Fact]
    public void Damaged_folders_are_named_in_one_line()
    {
        TextClassifier.Train(Negations(repetitions: 5), Small with { Epochs = 1 }).Save(folder);
        Dictionary<string, byte[]> whole = Directory.GetFiles(folder).ToDictionary(file => file, File.ReadAllBytes);
        RandomSource random = new(seed: 3);
        foreach (string name in new[] { "config.json", "vocabulary.txt", "model.safetensors" })
        {
            string path = Path.Combine(folder, name);
            byte[] content = whole[path];
            Refused(() => File.Delete(path));
            Refused(() => File.WriteAllBytes(path, []));
            Refused(() => File.WriteAllBytes(path, content[..(content.Length / 2)]));
            Refused(() => File.WriteAllBytes(path, new byte[content.Length]));
            File.WriteAllBytes(path, content);
        }

        string configuration = Path.Combine(folder, "config.json");
        string text = File.ReadAllText(configuration);
        foreach ((string good, string forged) in new[]
        {
            ("\"hiddenSize\": 8", "\"hiddenSize\": 2000000000"), ("\"embeddingSize\": 8", "\"embeddingSize\": 2000000000"), ("\"layers\": 1", "\"layers\": 2000000000"),
            ("\"hiddenSize\": 8", "\"hiddenSize\": -8"), ("\"version\": 1", "\"version\": 99"), ("\"task\": \"classify\"", "\"task\": \"juggle\""), ("\"cell\": \"Lstm\"", "\"cell\": \"Magic\""),
        })
        {
            Assert.Contains(good, text, StringComparison.Ordinal);
            Refused(() => File.WriteAllText(configuration, text.Replace(good, forged, StringComparison.Ordinal)));
        }

        Refused(() => File.WriteAllText(configuration, text.Replace("\"vocabulary.txt\"", "\"../vocabulary.txt\"", StringComparison.Ordinal)));
        File.WriteAllText(configuration, text);
        TextClassifier.Load(folder);
        Assert.Equal("classify", ModelFolder.TaskOf(folder));

        void Refused(Action damage)
        {
            damage();
            Exception exception = Assert.ThrowsAny<Exception>(() => TextClassifier.Load(folder));
            Assert.True(exception is InvalidDataException, exception.ToString());
            Assert.DoesNotContain('\n', exception.Message);
            Assert.Contains(folder, exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_label_the_model_does_not_know_is_named_with_those_it_knows()
    {
        TextClassifier classifier = TextClassifier.Train(Negations(repetitions: 5), Small with { Epochs = 1 });
        TextDataset foreign = new("other.csv", ["awful", "good"], [new("x", 0), new("y", 1)]);
        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => classifier.Evaluate(foreign));
        Assert.Equal("other.csv: the label 'awful' is unknown to this model; it knows bad, good.", exception.Message);
    }

    [Fact]
    public void Impossible_options_cannot_be_made()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TextClassifierOptions(HiddenSize: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TextClassifierOptions(Dropout: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TextClassifierOptions(LearningRate: float.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Small with { Epochs = -1 });
    }

    static TextDataset Negations(int repetitions)
    {
        string[] good = ["not bad, good", "good, not bad", "bad? not at all, good", "it is good, never bad"];
        string[] bad = ["not good, bad", "bad, not good", "good? not at all, bad", "it is bad, never good"];
        List<LabeledText> items = [];
        for (int i = 0; i < repetitions; i++)
        {
            items.Add(new(bad[i % bad.Length], 0));
            items.Add(new(good[i % good.Length], 1));
        }

        return new("negations", ["bad", "good"], items);
    }

    sealed class StopAfter(int steps, CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        long? first;

        public void Report(TrainingProgress value)
        {
            first ??= value.Step;
            if (value.Step >= first + steps)
            {
                stop.Cancel();
            }
        }
    }
}
