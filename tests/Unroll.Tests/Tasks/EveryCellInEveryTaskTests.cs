using Unroll.Layers;
using Unroll.Tasks;
using Unroll.Tasks.Captioning;
using Unroll.Tasks.Captioning.Scenes;
using Unroll.Tasks.Generation;
using Unroll.Tasks.Tagging;
using Unroll.Tasks.Translation;
using Unroll.Tests.Formats;
using Unroll.Text;
using Unroll.Training;

namespace Unroll.Tests.Tasks;

/// <summary>Whatever has a name can be trained, saved, loaded, used and resumed in every task; classifiers are in <see cref="TextClassifierTests"/>.</summary>
public sealed class EveryCellInEveryTaskTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public static TheoryData<CellKind> Cells => [.. CellKinds.All];

    public void Dispose() => folder.Dispose();

    [Theory, MemberData(nameof(Cells))]
    public void A_generator_has_any_cell(CellKind cell)
    {
        TextCorpus corpus = new("cats", string.Concat(Enumerable.Repeat("the cat sat. ", 40)));
        TextGenerator generator = TextGenerator.Train(corpus, new(
            Cell: cell, HiddenSize: 8, Layers: 2, EmbeddingSize: 6, BatchSize: 4, ChunkLength: 10, Epochs: 1, Threads: 1), cancellationToken: TestContext.Current.CancellationToken);
        generator.Save(folder["model"]);

        LanguageReport report = generator.Evaluate(corpus);
        Assert.InRange(report.Perplexity, 1, 100);
        Assert.Equal(report, TextGenerator.Load(folder["model"]).Evaluate(corpus));
    }

    [Theory, MemberData(nameof(Cells))]
    public void A_tagger_has_any_cell(CellKind cell)
    {
        TaggedDataset data = new("dogs", Enumerable.Range(0, 24).Select(i => new TaggedSentence(["dogs", i % 2 == 0 ? "can" : "run", $"{i}"], ["N", "V", "X"])));
        SequenceTagger tagger = SequenceTagger.Train(data, new(
            Cell: cell, Layers: 2, HiddenSize: 8, EmbeddingSize: 6, CharacterSize: 4, CharacterHiddenSize: 4, BatchSize: 8, Epochs: 1, Threads: 1), validation: data);
        tagger.Save(folder["model"]);

        Assert.Equal(tagger.Evaluate(data).Loss, SequenceTagger.Load(folder["model"]).Evaluate(data).Loss);
    }

    [Theory, MemberData(nameof(Cells))]
    public void A_translator_has_any_cell(CellKind cell)
    {
        ParallelDataset data = new("pairs", [.. Enumerable.Range(0, 32).Select(i => new TextPair($"a {i % 5} b", $"{i % 5} c"))]);
        Translator translator = Translator.Train(data, new(
            Cell: cell, HiddenSize: 8, Layers: 2, EmbeddingSize: 6, Unit: TranslationUnit.Word, MinimumFrequency: 1, BatchSize: 8, Epochs: 1, Threads: 1), validation: data);
        translator.Save(folder["model"]);

        Translator loaded = Translator.Load(folder["model"]);
        Assert.Equal(translator.Evaluate(data).Loss, loaded.Evaluate(data).Loss);
        Assert.Equal(translator.Translate("a 3 b").LogProbability, loaded.Translate("a 3 b").LogProbability);
    }

    [Theory, MemberData(nameof(Cells))]
    public void A_captioner_has_any_cell(CellKind cell)
    {
        CaptionDataset scenes = SceneDataset.Create(ScenePart.Training, 16);
        Captioner captioner = Captioner.Train(scenes, new(
            Cell: cell, Layers: 2, HiddenSize: 8, EmbeddingSize: 6, Filters: 2, BatchSize: 8, Epochs: 1, Threads: 1), validation: scenes);
        captioner.Save(folder["model"]);

        Captioner loaded = Captioner.Load(folder["model"]);
        Caption said = captioner.Caption(scenes[0].Subject), again = loaded.Caption(scenes[0].Subject);
        Assert.True(double.IsFinite(said.LogProbability));
        Assert.Equal((said.Text, said.LogProbability), (again.Text, again.LogProbability));
        Assert.Equal(said.Attention.SelectMany(weights => weights), again.Attention.SelectMany(weights => weights));
    }

    // With every rate of dropout, which is drawn by the number of the step, and with what a cell draws itself.
    [Theory, MemberData(nameof(Cells))]
    public void A_run_of_any_cell_that_was_interrupted_ends_with_the_bits_it_would_have_had(CellKind cell)
    {
        TextDataset data = new("reviews", ["bad", "good"], Enumerable.Range(0, 48).Select(i => new LabeledText(i % 2 == 0 ? $"bad film {i}" : $"good film {i}", i % 2)));
        TextClassifierOptions options = new(Cell: cell, HiddenSize: 8, Layers: 2, EmbeddingSize: 6, BatchSize: 8, Epochs: 2, Threads: 1);
        TextClassifier undisturbed = TextClassifier.Train(data, options, data, cancellationToken: TestContext.Current.CancellationToken);
        using CancellationTokenSource stop = new();
        Assert.Throws<TrainingCanceledException>(() => TextClassifier.Train(data, options, data, folder["run"], progress: new StopAfter(stop, step: 8), cancellationToken: stop.Token));

        TextClassifier resumed = TextClassifier.Train(data, options, data, folder["run"], cancellationToken: TestContext.Current.CancellationToken);

        undisturbed.Save(folder["undisturbed"]);
        resumed.Save(folder["resumed"]);
        Assert.Equal(File.ReadAllBytes(folder["undisturbed/model.safetensors"]), File.ReadAllBytes(folder["resumed/model.safetensors"]));
    }

    sealed class StopAfter(CancellationTokenSource stop, int step) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Step >= step)
            {
                stop.Cancel();
            }
        }
    }
}
