using Unroll.Layers;
using Unroll.Tasks.Tagging;
using Unroll.Tensors;
using Unroll.Text;
using Unroll.Training;

namespace Unroll.Tests.Tasks.Tagging;

public sealed class SequenceTaggerTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("unroll-tagger-").FullName;

    static readonly SequenceTaggerOptions Small = new(
        HiddenSize: 8, EmbeddingSize: 8, CharacterSize: 4, CharacterHiddenSize: 6, Dropout: 0.1f, BatchSize: 8, LearningRate: 1e-2f, Epochs: 12, Patience: 12, Threads: 1);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // "can" is a verb before another word and a noun at the end; words on -ly are adverbs, also one never seen.
    [Fact]
    public void Neighbours_and_spelling_decide_where_the_word_alone_cannot()
    {
        TaggedDataset data = Sentences(repetitions: 30);
        SequenceTagger tagger = SequenceTagger.Train(data, Small, validation: data);
        Assert.Equal(1, tagger.Evaluate(data).Accuracy);
        Assert.Equal("dogs/NOUN can/VERB run/VERB", string.Join(' ', tagger.Tag("dogs can run")));
        Assert.Equal("dogs/NOUN run/VERB the/DET can/NOUN", string.Join(' ', tagger.Tag("dogs run the can")));
        Assert.Equal("ADV", tagger.Tag("dogs run strangely")[^1].Tag);
        Assert.True(MostFrequentTags.Train(data).Evaluate(data).Accuracy < 1, "The task must not be one that counting solves.");
    }

    [Fact]
    public void Answers_keep_the_rules_that_the_training_set_keeps()
    {
        TaggedDataset data = new("names", Enumerable.Range(0, 24).Select(i => new TaggedSentence(["a", i % 2 == 0 ? "New" : "Old", "York", "b"], ["O", i % 2 == 0 ? "B-x" : "B-y", i % 2 == 0 ? "I-x" : "I-y", "O"])));
        SequenceTagger tagger = SequenceTagger.Train(data, Small with { Epochs = 1 }, validation: data);
        Assert.Equal(TagScheme.Bio, tagger.Scheme);
        RandomSource random = new(seed: 8);
        for (int i = 0; i < 50; i++)
        {
            string[] words = [.. Enumerable.Range(0, 7).Select(_ => new[] { "York", "New", "Old", "b", "z" }[random.NextInt(5)])];
            string before = "O";
            foreach (TaggedWord word in tagger.Tag([words])[0])
            {
                Assert.True(word.Tag[0] != 'I' || (before != "O" && before[1..] == word.Tag[1..]), $"{before} {word.Tag}");
                before = word.Tag;
            }
        }
    }

    [Fact]
    public void A_saved_tagger_answers_with_the_same_bits()
    {
        TaggedDataset data = Sentences(repetitions: 4);
        SequenceTagger tagger = SequenceTagger.Train(data, Small with { Epochs = 2, Layers = 2, Cell = CellKind.Gru });
        tagger.Save(folder, tagger.Evaluate(data));
        SequenceTagger loaded = SequenceTagger.Load(folder);
        IReadOnlyList<IReadOnlyList<string>> sentences = [["dogs", "can", "RUN"], [], ["𝔘nseen", new string('x', 100), ""]];
        Assert.Equal(tagger.Tag(sentences).SelectMany(words => words), loaded.Tag(sentences).SelectMany(words => words));
        Assert.Equal((tagger.Options with { Threads = null }, tagger.Scheme), (loaded.Options, loaded.Scheme));
        Assert.Equal(["characters.txt", "config.json", "history.jsonl", "metrics.json", "model.safetensors", "vocabulary.txt"],
            Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void One_by_one_together_or_in_another_order_the_answer_has_the_same_bits()
    {
        SequenceTagger tagger = SequenceTagger.Train(Sentences(repetitions: 4), Small with { Epochs = 1 });
        RandomSource random = new(seed: 6);
        string[] words = ["dogs", "can", "run", "the", "oddly", "zebra", "Q"];
        IReadOnlyList<string>[] sentences = [.. Enumerable.Range(0, 100).Select(_ =>
            (IReadOnlyList<string>)[.. Enumerable.Range(0, random.NextInt(9)).Select(_ => words[random.NextInt(words.Length)])])];
        IReadOnlyList<IReadOnlyList<TaggedWord>> together = tagger.Tag(sentences), backwards = tagger.Tag([.. sentences.Reverse()]);
        for (int i = 0; i < sentences.Length; i++)
        {
            Assert.Equal(tagger.Tag([sentences[i]])[0], together[i]);
            Assert.Equal(together[i], backwards[^(i + 1)]);
        }
    }

    [Fact]
    public void A_text_without_an_end_is_read_in_pieces()
    {
        SequenceTagger tagger = SequenceTagger.Train(Sentences(repetitions: 4), Small with { Epochs = 1 });
        string[] words = [.. Enumerable.Range(0, 2500).Select(i => i % 3 == 0 ? "dogs" : "run")];
        IReadOnlyList<TaggedWord> whole = tagger.Tag([["can"], words, []])[1];
        Assert.Equal(words, whole.Select(word => word.Word));
        Assert.Equal(tagger.Tag([words[1000..2000]])[0], whole.Skip(1000).Take(1000));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void The_number_of_threads_changes_no_bit(int threads)
    {
        TaggedDataset data = Sentences(repetitions: 12);
        SequenceTaggerOptions options = Small with { Epochs = 2, HiddenSize = 40, BatchSize = 32 };
        SequenceTagger.Train(data, options).Save(Path.Combine(folder, "one"));
        SequenceTagger.Train(data, options with { Threads = threads }).Save(Path.Combine(folder, "many"));
        Assert.Equal(File.ReadAllBytes(Path.Combine(folder, "one", "model.safetensors")), File.ReadAllBytes(Path.Combine(folder, "many", "model.safetensors")));
    }

    [Fact]
    public void A_run_that_is_stopped_and_resumed_again_and_again_ends_with_the_bits_of_one_that_was_not()
    {
        TaggedDataset data = Sentences(repetitions: 10);
        SequenceTaggerOptions options = Small with { Epochs = 4, Dropout = 0.3f };
        SequenceTagger.Train(data, options).Save(Path.Combine(folder, "whole"));

        SequenceTagger? resumed = null;
        for (int sitting = 0; resumed is null; sitting++)
        {
            Assert.True(sitting < 1000, "The run never ended.");
            using CancellationTokenSource stop = new();
            try
            {
                resumed = SequenceTagger.Train(data, options, runFolder: Path.Combine(folder, "run"),
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
    public void A_tag_that_the_model_does_not_know_counts_as_a_mistake()
    {
        TaggedDataset data = Sentences(repetitions: 4);
        SequenceTagger tagger = SequenceTagger.Train(data, Small with { Epochs = 1 }, validation: data);
        TaggedDataset other = new("other.conllu", [.. data, new(["dogs", "ugh"], ["NOUN", "INTJ"])]);
        TaggingReport known = tagger.Evaluate(data), report = tagger.Evaluate(other);
        Assert.Equal(known.Loss!.Value, report.Loss!.Value, tolerance: 1e-6);
        Assert.Equal(1, report.Tags.Single(tag => tag.Label == "INTJ").Support);
        Assert.Equal(0, report.Tags.Single(tag => tag.Label == "INTJ").Recall);

        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => tagger.Evaluate(new("x.txt", [new(["a"], ["B-NP"])])));
        Assert.Equal("x.txt: none of its tags (B-NP) is known to this model; it knows ADV, DET, NOUN, VERB. Is it the right column?", exception.Message);
        Assert.Throws<InvalidDataException>(() => SequenceTagger.Train(new("x.txt", [new(["a"], ["X"]), new(["b"], ["X"])])));
    }

    [Fact]
    public void Damaged_folders_are_named_in_one_line()
    {
        SequenceTagger.Train(Sentences(repetitions: 4), Small with { Epochs = 1 }).Save(folder);
        foreach (string name in new[] { "config.json", "vocabulary.txt", "characters.txt", "model.safetensors" })
        {
            string path = Path.Combine(folder, name);
            byte[] content = File.ReadAllBytes(path);
            Refused(() => File.Delete(path));
            Refused(() => File.WriteAllBytes(path, content[..(content.Length / 2)]));
            File.WriteAllBytes(path, content);
        }

        string configuration = Path.Combine(folder, "config.json"), text = File.ReadAllText(configuration);
        foreach ((string good, string forged) in new[]
        {
            ("\"hiddenSize\": 8", "\"hiddenSize\": 2000000000"), ("\"embeddingSize\": 8", "\"embeddingSize\": 2000000000"), ("\"layers\": 1", "\"layers\": 2000000000"),
            ("\"characterSize\": 4", "\"characterSize\": 2000000000"), ("\"characterHiddenSize\": 6", "\"characterHiddenSize\": 2000000000"),
            ("\"hiddenSize\": 8", "\"hiddenSize\": -8"), ("\"scheme\": \"Plain\"", "\"scheme\": \"Magic\""), ("\"task\": \"tag\"", "\"task\": \"classify\""), ("\"ADV\",", "null,"),
        })
        {
            Assert.Contains(good, text, StringComparison.Ordinal);
            Refused(() => File.WriteAllText(configuration, text.Replace(good, forged, StringComparison.Ordinal)));
        }

        File.WriteAllText(configuration, text);
        SequenceTagger.Load(folder);

        void Refused(Action damage)
        {
            damage();
            InvalidDataException exception = Assert.Throws<InvalidDataException>(() => SequenceTagger.Load(folder));
            Assert.DoesNotContain('\n', exception.Message);
            Assert.Contains(folder, exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Impossible_options_cannot_be_made()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequenceTaggerOptions(CharacterHiddenSize: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequenceTaggerOptions(RareWordDropout: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Small with { Dropout = 1 });
    }

    static TaggedDataset Sentences(int repetitions)
    {
        (string Words, string Tags)[] patterns =
        [
            ("dogs can run", "NOUN VERB VERB"), ("cats run quickly", "NOUN VERB ADV"), ("dogs kick the can", "NOUN VERB DET NOUN"),
            ("the can", "DET NOUN"), ("cats can sleep calmly", "NOUN VERB VERB ADV"), ("slowly dogs run", "ADV NOUN VERB"), ("dogs run the race nicely", "NOUN VERB DET NOUN ADV"),
        ];
        return new("patterns", Enumerable.Range(0, repetitions).SelectMany(_ => patterns).Select(pattern => new TaggedSentence(pattern.Words.Split(' '), pattern.Tags.Split(' '))));
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
