using Unroll.Tests.Formats;
using Unroll.Training;
using Unroll.Training.Probes;

namespace Unroll.Tests.Training.Probes;

/// <summary>A run that is looked into is the run that it would have been.</summary>
public sealed class TrainingInspectionTests : IDisposable
{
    const int Epochs = 3, Steps = Epochs * ToyTask.BatchesInEpoch;

    static readonly TrainingOptions Options = new(Epochs: Epochs, LearningRate: 0.02f, Seed: 5, Threads: 1);

    readonly TemporaryFolder folder = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Weights_are_the_same_bits_and_due_steps_have_a_line()
    {
        ToyNetwork plain = ToyTask.NewNetwork(), watched = ToyTask.NewNetwork();
        ToyTask.Trainer(plain, Options).Train(cancellationToken: Token);
        ToyTask.Trainer(watched, Options with { InspectEverySteps = 6 }, folder["run"]).Train(cancellationToken: Token);

        Assert.Equal(ToyTask.Bits(plain), ToyTask.Bits(watched));
        IReadOnlyList<StepInspection> looks = TrainingInspection.Read(folder["run"]);
        Assert.Equal([1, 2, 4, 6, 12], looks.Select(look => look.Step));
        Assert.Equal([1, 1, 1, 2, 3], looks.Select(look => look.Epoch));
        Assert.All(looks, look =>
        {
            LevelInspection level = Assert.Single(look.Levels);
            Assert.Equal("lstm", level.Stack);
            Assert.Equal(["input gate", "forget gate", "output gate"], level.Gates.Select(gate => gate.Name));
            Assert.Equal(new GradientReach(0, 1), level.Reach[0]);
            Assert.NotNull(level.Memory);
            Assert.Contains(look.Updates, update => update.Name == "lstm.weight_hh_l0" && update.Ratio is > 0 and < 1);
        });
    }

    [Fact]
    public void Without_being_asked_nothing_is_written()
    {
        ToyTask.Trainer(ToyTask.NewNetwork(), Options, folder["run"]).Train(cancellationToken: Token);
        Assert.False(File.Exists(TrainingInspection.PathIn(folder["run"])));
    }

    [Fact]
    public void A_run_killed_in_any_step_and_resumed_leaves_the_same_file()
    {
        TrainingOptions options = Options with { InspectEverySteps = 2, CheckpointEverySteps = 3 };
        ToyTask.Trainer(ToyTask.NewNetwork(), options, folder["whole"]).Train(cancellationToken: Token);
        string expected = File.ReadAllText(TrainingInspection.PathIn(folder["whole"]));
        for (int kill = 3; kill < Steps; kill++)
        {
            Assert.Throws<TimeoutException>(() => ToyTask.Trainer(ToyTask.NewNetwork(), options, folder["run"], call =>
            {
                if (call == kill)
                {
                    throw new TimeoutException();
                }
            }).Train(cancellationToken: Token));
            ToyTask.Trainer(ToyTask.NewNetwork(), options, folder["run"]).Resume(cancellationToken: Token);
            Assert.Equal(expected, File.ReadAllText(TrainingInspection.PathIn(folder["run"])));
        }
    }

    [Fact]
    public void A_damaged_line_is_named()
    {
        ToyTask.Trainer(ToyTask.NewNetwork(), Options with { InspectEverySteps = 6 }, folder["run"]).Train(cancellationToken: Token);
        string path = TrainingInspection.PathIn(folder["run"]);
        File.AppendAllText(path, """{"step":13,"epoch":3,"levels":null,"updates":[]}""" + "\n");
        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => TrainingInspection.Read(folder["run"]));
        Assert.Equal($"{path}, line 6: not the JSON object of a look into a step.", exception.Message);
    }
}
