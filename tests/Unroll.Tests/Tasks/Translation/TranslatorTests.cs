using Unroll.Layers;
using Unroll.Tasks.Translation;
using Unroll.Tensors;
using Unroll.Text;
using Unroll.Training;

namespace Unroll.Tests.Tasks.Translation;

public sealed class TranslatorTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("unroll-translator-").FullName;

    static readonly TranslatorOptions Small = new(
        HiddenSize: 16, EmbeddingSize: 12, Unit: TranslationUnit.Word, MinimumFrequency: 1, Dropout: 0.1f, BatchSize: 16, LearningRate: 1e-2f, Epochs: 2,
        Patience: 100, Threads: 1);

    static readonly string[] Texts = ["b a", "", "c c c a b d", "zebra", "d"];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // Where a word stands in the answer depends on where it stood: nothing but looking at the source in order can do that.
    [Fact]
    public void It_learns_to_write_a_text_backwards()
    {
        ParallelDataset data = Reversed(count: 300, longest: 4);
        Translator translator = Translator.Train(data, Small with { HiddenSize = 32, EmbeddingSize = 24, Epochs = 25, LabelSmoothing = 0, Dropout = 0 }, validation: data);
        TranslationReport report = translator.Evaluate(data);
        Assert.True(report.ExactMatch > 0.95, report.ToString());
        Assert.Equal("d b a", translator.Translate("a b d").Text);

        // The attention is one distribution a written word, and it runs backwards.
        Alignment alignment = translator.Translate("a b d").Alignment;
        Assert.Equal(["a", "b", "d", "</s>"], alignment.Source);
        Assert.Equal(["d", "b", "a", "</s>"], alignment.Target);
        Assert.All(alignment.Weights, row => Assert.Equal(1, row.Sum(), tolerance: 1e-5));
    }

    public static TheoryData<TranslatorOptions> Variants =>
    [
        Small,
        Small with { Cell = CellKind.Gru, Attention = AttentionKind.Additive, InputFeeding = true, SharedVocabulary = false },
        Small with { Cell = CellKind.Rnn, Attention = AttentionKind.Dot, Layers = 2, Copy = true },
        Small with { Attention = AttentionKind.Additive, Unit = TranslationUnit.Bpe, Merges = 5, ScheduledSampling = 0.5f },
        Small with { InputFeeding = true, Copy = true, Layers = 2 },
    ];

    [Theory, MemberData(nameof(Variants))]
    public void A_saved_translator_answers_with_the_same_bits(TranslatorOptions options)
    {
        Translator translator = Translator.Train(Reversed(40, 4), options);
        translator.Save(folder, translator.Evaluate(Reversed(10, 4)));
        Translator loaded = Translator.Load(folder);
        Assert.Equal(Answers(translator, Texts), Answers(loaded, Texts));
        Assert.Equal(translator.Options with { Threads = null }, loaded.Options);
        Assert.True(File.Exists(Path.Combine(folder, "metrics.json")));
    }

    [Theory, MemberData(nameof(Variants))]
    public void One_by_one_or_together_the_answers_have_the_same_bits(TranslatorOptions options)
    {
        Translator translator = Translator.Train(Reversed(40, 4), options);
        Assert.Equal(Answers(translator, Texts), Texts.SelectMany(text => Answers(translator, [text])));
        Assert.Equal(Answers(translator, [.. Texts.Reverse()]), Texts.Reverse().SelectMany(text => Answers(translator, [text])));
    }

    [Theory, MemberData(nameof(Variants))]
    public void The_number_of_threads_changes_no_bit(TranslatorOptions options)
    {
        Translator one = Translator.Train(Reversed(40, 4), options), three = Translator.Train(Reversed(40, 4), options with { Threads = 3 });
        Assert.Equal(Weights(one), Weights(three));
    }

    [Theory, MemberData(nameof(Variants))]
    public void A_resumed_run_ends_with_the_bits_of_an_undisturbed_one(TranslatorOptions options)
    {
        ParallelDataset data = Reversed(60, 4);
        Translator undisturbed = Translator.Train(data, options);
        using CancellationTokenSource stop = new();
        Assert.Throws<TrainingCanceledException>(() => Translator.Train(data, options, runFolder: folder, progress: new StopAt(stop), cancellationToken: stop.Token));
        Translator resumed = Translator.Train(data, options, runFolder: folder);
        Assert.Equal(Weights(undisturbed), Weights(resumed));
    }

    [Fact]
    public void Every_one_of_the_best_translations_is_another_and_they_are_in_order()
    {
        Translator translator = Translator.Train(Reversed(60, 4), Small);
        IReadOnlyList<Unroll.Tasks.Translation.Translation> best = translator.TranslateAll(["a b c"], new(Beam: 6, Best: 4))[0];
        Assert.Equal(4, best.Count);
        Assert.Equal(best.OrderByDescending(translation => translation.Score), best);
        Assert.Equal(4, best.Select(translation => string.Join(' ', translation.Alignment.Target)).Distinct().Count());
    }

    // "zebra" was never seen; a network that has learned to look at the right word can put it into the answer all the same.
    [Fact]
    public void An_unknown_word_is_taken_from_where_the_attention_lies()
    {
        ParallelDataset data = Reversed(300, longest: 1);
        TextPair[] rare = [.. Enumerable.Range(0, 100).Select(i => new TextPair($"rare{i}", $"rare{i}"))];
        ParallelDataset withRare = new("test", [.. data, .. rare]);
        Translator translator = Translator.Train(withRare, Small with { MinimumFrequency = 4, SharedVocabulary = false, Epochs = 6 }, validation: data);
        Assert.Equal("zebra", translator.Translate("zebra").Text);
    }

    [Fact]
    public void What_is_too_long_to_be_read_is_counted_and_said()
    {
        ParallelDataset data = new("test", [.. Reversed(40, 3), new("a b c d a", "a"), new("a", "b b b b b")]);
        Translator translator = Translator.Train(data, Small with { MaximumTokens = 4, Epochs = 1 }, validation: data);
        Assert.Equal(2, translator.CutPairs);
        Assert.Equal([false, true], translator.TranslateAll(["a b c d", "a b c d a"]).Select(best => best[0].IsCut));
    }

    [Fact]
    public void A_forged_or_foreign_folder_is_refused_in_one_line()
    {
        Translator.Train(Reversed(20, 3), Small with { Epochs = 1 }).Save(folder);
        string configuration = Path.Combine(folder, "config.json"), text = File.ReadAllText(configuration);
        foreach ((string from, string to) in new[] { ("\"hiddenSize\": 16", "\"hiddenSize\": 160000"), ("\"hiddenSize\": 16", "\"hiddenSize\": 15"), ("translate", "classify"), ("\"layers\": 1", "\"layers\": 7") })
        {
            File.WriteAllText(configuration, text.Replace(from, to, StringComparison.Ordinal));
            InvalidDataException error = Assert.Throws<InvalidDataException>(() => Translator.Load(folder));
            Assert.DoesNotContain('\n', error.Message);
            Assert.Contains(folder, error.Message, StringComparison.Ordinal);
        }

        File.WriteAllText(configuration, text);
        File.AppendAllText(Path.Combine(folder, "vocabulary.txt"), "more\n");
        Assert.Throws<InvalidDataException>(() => Translator.Load(folder));
    }

    static IEnumerable<string> Answers(Translator translator, IReadOnlyList<string> texts) => translator.TranslateAll(texts, new(Beam: 3, Best: 2, CoveragePenalty: 0.2f))
        .SelectMany(best => best.Select(answer => FormattableString.Invariant(
            $"{answer.Text} {answer.LogProbability:R} {answer.Score:R} {string.Join(' ', answer.Alignment.Weights.SelectMany(row => row.Select(BitConverter.SingleToInt32Bits)))}")));

    static float[] Weights(Translator translator) => [.. translator.Network.Parameters.SelectMany(parameter => parameter.Values.ToArray())];

    static ParallelDataset Reversed(int count, int longest)
    {
        RandomSource random = new(11);
        TextPair[] pairs = new TextPair[count];
        for (int i = 0; i < count; i++)
        {
            string[] words = [.. Enumerable.Range(0, 1 + random.NextInt(longest)).Select(_ => "abcd"[random.NextInt(4)].ToString())];
            pairs[i] = new(string.Join(' ', words), string.Join(' ', words.Reverse()));
        }

        return new("test", pairs);
    }

    // In the middle of the second epoch.
    sealed class StopAt(CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Epoch == 1 && value.StepInEpoch == value.StepsInEpoch)
            {
                stop.Cancel();
            }
        }
    }
}
