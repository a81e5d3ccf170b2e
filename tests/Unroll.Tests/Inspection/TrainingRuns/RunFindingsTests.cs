using System.Text.Json;
using Unroll.Inspection.TrainingRuns;
using Unroll.Tests.Formats;
using Unroll.Training;
using Unroll.Training.Probes;

namespace Unroll.Tests.Inspection.TrainingRuns;

/// <summary>Runs made up so that one thing is wrong with each.</summary>
public sealed class RunFindingsTests : IDisposable
{
    static readonly EpochRecord[] Falling = [Epoch(1, 2, 2), Epoch(2, 1, 1.2), Epoch(3, 0.5, 0.9)];
    static readonly GateInspection Open = new("forget gate", 0.9, 0, 0.4), Half = new("output gate", 0.5, 0.1, 0.1);
    static readonly MemoryHalfLife Long = new(3, 20, 60);

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_run_without_trouble_is_healthy()
    {
        RunFinding finding = Assert.Single(Of(Falling, Look(Reach(0.9), [Open, Half], Long)));
        Assert.Equal((RunFindingKind.Healthy, RunFindingWeight.Good), (finding.Kind, finding.Weight));
    }

    [Fact]
    public void Vanishing_gradients_name_layer_distance_and_what_to_try()
    {
        RunFinding finding = Of(Falling, Look(Reach(0.5), [new("state", 0, 0.1, 0.1)], memory: null))[0];
        // 0.5 to the 20th is the first below a millionth.
        Assert.Equal("Gradients fall under 1e-6 of their start after 20 tokens in layer 1; the simple RNN hardly learns from what lies further back.", finding.What);
        Assert.StartsWith("try --cell lstm", finding.Mend, StringComparison.Ordinal);
        Assert.Equal((RunFindingKind.VanishingGradient, RunFindingWeight.Problem), (finding.Kind, finding.Weight));
    }

    [Fact]
    public void Fading_gradients_are_a_hint_only()
    {
        RunFinding finding = Of(Falling, Look(Reach(0.75), [Open, Half], Long)).Single(finding => finding.Kind == RunFindingKind.VanishingGradient);
        Assert.Equal(RunFindingWeight.Hint, finding.Weight);
        Assert.Contains("under 1e-3 of their start after 25 tokens", finding.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Exploding_gradients() => Finds(RunFindingKind.ExplodingGradient, Falling, Look(Reach(1.2), [Open, Half], Long));

    [Fact]
    public void A_gate_that_is_stuck() => Finds(RunFindingKind.SaturatedGates, Falling, Look(Reach(0.95), [Open, new("output gate", 0.01, 0.9, 0)], Long));

    [Fact]
    public void A_forget_gate_that_stands_open_is_no_trouble() =>
        Assert.Equal(RunFindingKind.Healthy, Assert.Single(Of(Falling, Look(Reach(0.95), [new("forget gate", 0.99, 0, 1), Half], Long))).Kind);

    [Fact]
    public void A_memory_that_is_gone_at_once() => Finds(RunFindingKind.ShortMemory, Falling, Look(Reach(0.95), [Open, Half], new(0.2, 0.5, 1)));

    [Theory]
    [InlineData(1e-7, RunFindingKind.UpdatesTooSmall)]
    [InlineData(0.5, RunFindingKind.UpdatesTooLarge)]
    public void Updates_of_a_strange_size(double ratio, RunFindingKind kind) => Finds(kind, Falling, Look(Reach(0.95), [Open, Half], Long, ratio));

    [Fact]
    public void A_loss_that_does_not_fall() => Finds(RunFindingKind.NoProgress, [Epoch(1, 2, 2), Epoch(2, 2.01, 2)], Look(Reach(0.95), [Open, Half], Long));

    [Fact]
    public void A_loss_that_cannot_fall_is_no_trouble() =>
        Assert.Equal(RunFindingKind.Healthy, Assert.Single(Of([Epoch(1, 0.008, 0.008), Epoch(2, 0.008, 0.008)], Look(Reach(0.95), [Open, Half], Long))).Kind);

    [Fact]
    public void Learning_by_heart()
    {
        RunFinding finding = Of([Epoch(1, 2, 2), Epoch(2, 1, 1) with { IsBest = true }, Epoch(3, 0.1, 3)], Look(Reach(0.95), [Open, Half], Long))
            .Single(finding => finding.Kind == RunFindingKind.Overfitting);
        Assert.Contains("rose from 1 (epoch 2) to 3", finding.What, StringComparison.Ordinal);
        Assert.Contains("the weights of epoch 2 are kept", finding.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_was_not_looked_into_says_how_to()
    {
        RunFinding finding = RunFindings.Of(new("run", Falling, [])).Single(finding => finding.Kind == RunFindingKind.NotInspected);
        Assert.Contains("--inspect", finding.Mend, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("classify", "Last", false, ", or --pooling mean-max and --bidirectional, so that less has to be carried")]
    [InlineData("classify", "MeanMax", false, ", or --bidirectional, so that less has to be carried")]
    [InlineData("classify", "Last", true, ", or --pooling mean-max, so that less has to be carried")]
    [InlineData("classify", "Mean", true, "")]
    [InlineData("generate", null, false, "")]
    public void What_is_on_already_is_not_advised(string task, string? pooling, bool bidirectional, string expected)
    {
        RunInspection run = Written(task, pooling, bidirectional, Look(Reach(0.5), [Open, Half], Long));
        RunFinding finding = RunFindings.Of(run).Single(finding => finding.Kind == RunFindingKind.VanishingGradient);
        Assert.Equal($"if answers depend on words so far back, try --cell gru, or more epochs so that the forget gates can open{expected}", finding.Mend);
    }

    [Fact]
    public void What_both_directions_call_for_is_said_once()
    {
        StepInspection look = Look(Reach(0.5), [Open, Half], Long);
        IReadOnlyList<RunFinding> findings = RunFindings.Of(Written("classify", "MeanMax", true, look with { Levels = [look.Levels[0], look.Levels[0] with { IsReverse = true }] }));
        Assert.Equal([RunFindingKind.VanishingGradient, RunFindingKind.VanishingGradient], findings.Select(finding => finding.Kind));
        Assert.EndsWith("in layer 1 (backwards); hardly anything is learned from what lies further back.", findings[1].What, StringComparison.Ordinal);
        Assert.NotNull(findings[0].Mend);
        Assert.Null(findings[1].Mend);
    }

    [Fact]
    public void The_worst_comes_first()
    {
        // Gradients are looked at first, but here they are only a hint.
        IReadOnlyList<RunFinding> findings = Of(Falling, Look(Reach(0.75), [Open, Half], Long, ratio: 1e-7));
        Assert.Equal([RunFindingKind.UpdatesTooSmall, RunFindingKind.VanishingGradient], findings.Select(finding => finding.Kind));
        Assert.Equal([RunFindingWeight.Problem, RunFindingWeight.Hint], findings.Select(finding => finding.Weight));
    }

    [Fact]
    public void A_folder_without_a_history_is_named()
    {
        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => RunInspection.Read(folder["nothing"]));
        Assert.StartsWith(folder["nothing/history.jsonl"], exception.Message, StringComparison.Ordinal);
    }

    RunInspection Written(string task, string? pooling, bool bidirectional, StepInspection look)
    {
        File.WriteAllText(folder["config.json"], JsonSerializer.Serialize(new { task, options = new { cell = "Lstm", pooling, bidirectional } }));
        File.WriteAllText(TrainingHistory.PathIn(folder.Path), TrainingHistory.FileIn(folder.Path).Text(Falling));
        File.WriteAllText(TrainingInspection.PathIn(folder.Path), TrainingInspection.FileIn(folder.Path).Text([look]));
        return RunInspection.Read(folder.Path);
    }

    static void Finds(RunFindingKind kind, IReadOnlyList<EpochRecord> history, StepInspection look)
    {
        RunFinding finding = Assert.Single(Of(history, look), finding => finding.Weight != RunFindingWeight.Good);
        Assert.Equal(kind, finding.Kind);
        Assert.NotNull(finding.Mend);
    }

    static IReadOnlyList<RunFinding> Of(IReadOnlyList<EpochRecord> history, StepInspection look) => RunFindings.Of(new("run", history, [look]));

    static StepInspection Look(IReadOnlyList<GradientReach> reach, IReadOnlyList<GateInspection> gates, MemoryHalfLife? memory, double ratio = 1e-3) =>
        new(Step: 100, Epoch: 1, GradientNorm: 1, [new("recurrent", 0, IsReverse: false, Sequences: 16, reach, gates, memory)],
            [new("recurrent.weight_hh_l0", ratio), new("recurrent.bias_ih_l0", 1)]);

    static GradientReach[] Reach(double eachToken) => [.. Enumerable.Range(0, 31).Select(distance => new GradientReach(distance, Math.Pow(eachToken, distance)))];

    static EpochRecord Epoch(int epoch, double loss, double validationLoss) => new(epoch, Step: 10 * epoch, LearningRate: 0.001, loss, Accuracy: 0.5, Metric: 0.5, validationLoss, IsBest: false, Tokens: 100, Seconds: 1);
}
