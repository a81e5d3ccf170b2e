using Unroll.Tasks.Captioning;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Tests.Tasks.Captioning;

public sealed class CaptionerTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("unroll-captioner-").FullName;

    static readonly CaptionerOptions Small = new(
        Channels: 1, Side: 8, Filters: 6, Blocks: 1, HiddenSize: 16, EmbeddingSize: 12, BatchSize: 16, LearningRate: 1e-2f, Epochs: 2, Patience: 100, Threads: 1);

    public static TheoryData<CaptionerOptions> Variants =>
        [Small with { CoverageWeight = 0.1f }, Small with { Attention = CaptionAttention.Hard }, Small with { Grid = new(2, 4, 8) }];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void It_learns_to_say_where_a_spot_is()
    {
        CaptionDataset data = Spots(count: 192);
        Captioner captioner = Captioner.Train(data, Small with { Epochs = 40, Dropout = 0 }, validation: data);
        CaptionReport report = captioner.Evaluate(data);
        Assert.True(report.ExactMatch > 0.95, report.ToString());
        Caption caption = captioner.Caption(data[0].Picture);
        Assert.Equal(data[0].Captions[0], caption.Text);
        Assert.Equal(caption.Words.Count, caption.Attention.Count);
        Assert.All(caption.Attention, weights => Assert.Equal(1, weights.Sum(), tolerance: 1e-5));
    }

    [Theory, MemberData(nameof(Variants))]
    public void A_saved_captioner_answers_with_the_same_bits(CaptionerOptions options)
    {
        Captioner captioner = Captioner.Train(Spots(40, options), options);
        captioner.Save(folder, captioner.Evaluate(Spots(10, options)));
        Captioner loaded = Captioner.Load(folder);
        Assert.Equal(Answers(captioner, Spots(6, options)), Answers(loaded, Spots(6, options)));
        Assert.Equal(captioner.Options with { Threads = null }, loaded.Options);
        Assert.True(File.Exists(Path.Combine(folder, "metrics.json")));
    }

    [Theory, MemberData(nameof(Variants))]
    public void One_by_one_or_together_the_answers_have_the_same_bits(CaptionerOptions options)
    {
        Captioner captioner = Captioner.Train(Spots(40, options), options);
        CaptionDataset pictures = Spots(6, options);
        Assert.Equal(Answers(captioner, pictures), pictures.SelectMany(picture => Answers(captioner, [picture])));
    }

    [Theory, MemberData(nameof(Variants))]
    public void A_beam_of_one_is_greedy(CaptionerOptions options)
    {
        CaptionDataset data = Spots(40, options);
        Captioner captioner = Captioner.Train(data, options with { Epochs = 6 }, validation: data);
        Assert.Equal(captioner.Training!.BestMetric, captioner.Evaluate(data, new(Beam: 1)).Bleu4);
    }

    [Fact]
    public void A_word_too_rare_to_be_known_is_never_written()
    {
        CaptionDataset data = new("rare", [.. Spots(60).Select((spot, i) => spot with { Captions = [$"a rare{i} thing"] })]);
        Captioner captioner = Captioner.Train(data, Small with { Epochs = 8, MinimumFrequency = 2 }, validation: data);
        Assert.All(captioner.CaptionAll([.. data.Select(picture => picture.Subject)], new(Beam: 3, Best: 2)).SelectMany(best => best),
            caption => Assert.DoesNotContain("<unk>", caption.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void The_measure_that_was_asked_for_chooses_the_epoch()
    {
        CaptionDataset data = Spots(40);
        Captioner captioner = Captioner.Train(data, Small with { Epochs = 6, Selection = CaptionSelection.Cider }, validation: data);
        Assert.Equal(captioner.Training!.BestMetric, captioner.Evaluate(data, new(Beam: 1)).Cider);
    }

    [Theory, MemberData(nameof(Variants))]
    public void The_number_of_threads_changes_no_bit(CaptionerOptions options)
    {
        Captioner one = Captioner.Train(Spots(40, options), options), three = Captioner.Train(Spots(40, options), options with { Threads = 3 });
        Assert.Equal(Weights(one), Weights(three));
    }

    [Theory, MemberData(nameof(Variants))]
    public void A_resumed_run_ends_with_the_bits_of_an_undisturbed_one(CaptionerOptions options)
    {
        CaptionDataset data = Spots(60, options);
        Captioner undisturbed = Captioner.Train(data, options);
        using CancellationTokenSource stop = new();
        Assert.Throws<TrainingCanceledException>(() => Captioner.Train(data, options, runFolder: folder, progress: new StopAt(stop), cancellationToken: stop.Token));
        Captioner resumed = Captioner.Train(data, options, runFolder: folder);
        Assert.Equal(Weights(undisturbed), Weights(resumed));
    }

    [Fact]
    public void A_picture_of_another_size_is_refused_with_both_sizes()
    {
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => Captioner.Train(Spots(20), Small with { Side = 16 }));
        Assert.Contains("8 by 8", error.Message, StringComparison.Ordinal);
        Assert.Contains("16 by 16", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Picture(3, 2, 2, new byte[11]));
    }

    [Fact]
    public void A_forged_or_foreign_folder_is_refused_in_one_line()
    {
        Captioner.Train(Spots(20), Small with { Epochs = 1 }).Save(folder);
        string configuration = Path.Combine(folder, "config.json"), text = File.ReadAllText(configuration);
        foreach ((string from, string to) in new[]
        {
            ("\"hiddenSize\": 16", "\"hiddenSize\": 160000"), ("\"side\": 8", "\"side\": 8388608"), ("\"side\": 8", "\"side\": 7"), ("\"filters\": 6", "\"filters\": 600000"),
            ("caption", "classify"), ("\"blocks\": 1", "\"blocks\": 70"), ("\"channels\": 1", "\"channels\": 3"),
        })
        {
            File.WriteAllText(configuration, text.Replace(from, to, StringComparison.Ordinal));
            InvalidDataException error = Assert.Throws<InvalidDataException>(() => Captioner.Load(folder));
            Assert.DoesNotContain('\n', error.Message);
            Assert.Contains(folder, error.Message, StringComparison.Ordinal);
        }

        File.WriteAllText(configuration, text);
        File.AppendAllText(Path.Combine(folder, "vocabulary.txt"), "more\n");
        Assert.Throws<InvalidDataException>(() => Captioner.Load(folder));
    }

    static IEnumerable<string> Answers(Captioner captioner, IReadOnlyList<CaptionedPicture> pictures) => captioner
        .CaptionAll([.. pictures.Select(picture => picture.Subject)], new(Beam: 3, Best: 2))
        .SelectMany(best => best.Select(answer => FormattableString.Invariant(
            $"{answer.Text} {answer.LogProbability:R} {answer.Score:R} {string.Join(' ', answer.Attention.SelectMany(row => row.Select(BitConverter.SingleToInt32Bits)))}")));

    static float[] Weights(Captioner captioner) => [.. captioner.Network.Parameters.SelectMany(parameter => parameter.Values.ToArray())];

    [Fact]
    public void It_learns_from_feature_grids()
    {
        CaptionerOptions options = Small with { Grid = new(2, 4, 8), Epochs = 40, Dropout = 0 };
        CaptionDataset data = Spots(192, options);
        Captioner captioner = Captioner.Train(data, options, validation: data);
        CaptionReport report = captioner.Evaluate(data);
        Assert.True(report.ExactMatch > 0.9, report.ToString());
        Caption caption = captioner.Caption(data[0].Subject);
        Assert.Equal((2, 4, 8), (caption.GridRows, caption.GridColumns, caption.Attention[0].Count));
    }

    // Learned from one of three ways to say it, all are right; none counts less because the others are there.
    [Fact]
    public void It_learns_from_several_captions_of_a_picture()
    {
        CaptionDataset one = Spots(160);
        CaptionDataset several = new("spots", [.. one.Select(picture => picture with { Captions = [picture.Captions[0], $"here is {picture.Captions[0]}"] })]);
        Captioner captioner = Captioner.Train(several, Small with { Epochs = 80, Dropout = 0 }, validation: several);
        Assert.True(captioner.Evaluate(several).ExactMatch > 0.9, captioner.Evaluate(several).ToString());
    }

    [Fact]
    public void A_subject_of_another_kind_or_size_is_refused()
    {
        CaptionerOptions grids = Small with { Grid = new(2, 4, 8) };
        Refused("is a picture", Spots(20), grids);
        Refused("is a feature grid", Spots(20, grids), Small);
        Refused("expected 4 by 4 places of 4 features", Spots(20, grids), Small with { Grid = new(4, 4, 4) });

        static void Refused(string expected, CaptionDataset data, CaptionerOptions options) =>
            Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => Captioner.Train(data, options)).Message, StringComparison.Ordinal);
    }

    /// <summary>Noise with a bright spot of 2 × 2 pixels, and the words for where it is.</summary>
    /// <param name="count">How many.</param>
    /// <param name="options">With a grid in them its places get the pixels one after another.</param>
    static CaptionDataset Spots(int count, CaptionerOptions? options = null)
    {
        RandomSource random = new(17);
        CaptionedPicture[] pictures = new CaptionedPicture[count];
        for (int i = 0; i < count; i++)
        {
            byte[] values = [.. Enumerable.Range(0, 64).Select(_ => (byte)random.NextInt(60))];
            (int row, int column) = (random.NextInt(7), random.NextInt(7));
            foreach (int at in new[] { 0, 1, 8, 9 })
            {
                values[row * 8 + column + at] = 255;
            }

            pictures[i] = new(new Picture(1, 8, 8, values), [$"a spot at the {(row < 4 ? "top" : "bottom")} {(column < 4 ? "left" : "right")}"], []);
        }

        return options?.Grid is { } grid
            ? new("spots", [.. pictures.Select(spot => spot with { Subject = new FeatureGrid(grid, [.. spot.Picture.Values.ToArray().Select(value => value / 255f)]) })])
            : new("spots", pictures);
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
