using Unroll.Operations;
using Unroll.Tensors;
using Unroll.Tests.Formats;
using Unroll.Training;

namespace Unroll.Tests.Training;

public sealed class TrainerTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_network_learns_and_the_listener_hears_of_it()
    {
        Listener listener = new();
        ToyNetwork network = ToyTask.NewNetwork();

        TrainingResult result = ToyTask.Trainer(network, new(Epochs: 60, LearningRate: 0.03), folder["run"])
            .Train(listener, Token);

        Assert.Equal((StopReason.Completed, 60, 60L * ToyTask.BatchesInEpoch), (result.Reason, result.Epochs, result.Steps));
        Assert.True(result.History[^1].Accuracy > 0.9, $"{result.History[^1]}");
        Assert.True(result.History[^1].Loss < 0.5 * result.History[0].Loss, $"{result.History[^1]}");
        Assert.Equal(result.History.Max(epoch => epoch.Metric), result.BestMetric);
        TrainingProgress last = listener.Heard[^1];
        Assert.Equal((60, 60, 300L, 5, 5), (last.Epoch, last.Epochs, last.Step, last.StepInEpoch, last.StepsInEpoch));
        Assert.Equal(result.History[^1].Loss, last.Loss);
        Assert.Equal(result.Tokens, last.Tokens);
        Assert.Equal(TimeSpan.Zero, last.Remaining);
        Assert.Equal(Enumerable.Range(1, 60), listener.Heard.Select(progress => progress.Epoch).Distinct());
        Assert.Equal(result.History, TrainingHistory.Read(folder["run"]));
        Assert.Equal(["history.jsonl"], Directory.GetFiles(folder["run"]).Select(path => Path.GetFileName(path)));
    }

    [Fact]
    public void The_loss_of_an_epoch_weighs_batches_by_their_items()
    {
        One network = new();
        Queue<BatchLoss> losses = new([new(network.Times(2), Items: 1, Correct: 1), new(network.Times(5), Items: 3, Correct: 0)]);
        Trainer<int> trainer = new(network, _ => losses.Dequeue(), _ => [0, 0], new(Epochs: 1, LearningRate: 1e-12, Optimizer: OptimizerKind.Sgd));

        EpochRecord record = Assert.Single(trainer.Train(cancellationToken: Token).History);

        Assert.Equal((2 + 3 * 5) / 4.0, record.Loss, 1e-6);
        Assert.Equal(0.25, record.Accuracy);
    }

    [Fact]
    public void Training_stops_when_patience_is_over_and_the_best_weights_come_back()
    {
        // The gradient is 1, so that plain descent with rate 1 leaves 1 - epoch in the weight.
        One network = new();
        double[] metrics = [0.5, 0.7, 0.6, double.NaN, 0.9];
        int validations = 0;
        Trainer<int> trainer = new(network, _ => network.Times(1), _ => [0], new(Epochs: 5, LearningRate: 1, Optimizer: OptimizerKind.Sgd, Patience: 2))
        {
            Validate = _ => new(metrics[validations++]),
        };

        TrainingResult result = trainer.Train(cancellationToken: Token);

        Assert.Equal((StopReason.StoppedEarly, 4, 2, 0.7), (result.Reason, result.Epochs, result.BestEpoch, result.BestMetric));
        Assert.Equal([true, true, false, false], result.History.Select(epoch => epoch.IsBest));
        Assert.Equal([-1], network.Weight.Values);
    }

    [Fact]
    public void A_metric_to_be_lowered_is_best_at_its_lowest()
    {
        One network = new();
        double[] metrics = [3, 1, 2];
        int validations = 0;
        Trainer<int> trainer = new(network, _ => network.Times(1), _ => [0], new(Epochs: 3, LearningRate: 1, Optimizer: OptimizerKind.Sgd))
        {
            Validate = _ => new(metrics[validations++]),
            Goal = MetricGoal.Minimize,
        };

        Assert.Equal(2, trainer.Train(cancellationToken: Token).BestEpoch);
        Assert.Equal([-1], network.Weight.Values);
    }

    // A small validation part has few values for an accuracy: of epochs alike in it, the one with the smaller loss is the better.
    [Theory]
    [InlineData(new[] { 0.3, 0.2, 0.25 }, 2)]
    [InlineData(new[] { 0.3, double.NaN, 0.1 }, 3)]
    [InlineData(new[] { 0.3, 0.3, 0.4 }, 1)]
    public void Of_epochs_with_the_same_metric_the_one_with_the_smaller_loss_is_kept(double[] losses, int expected)
    {
        One network = new();
        int validations = 0;
        Trainer<int> trainer = new(network, _ => network.Times(1), _ => [0], new(Epochs: 3, LearningRate: 1, Optimizer: OptimizerKind.Sgd))
        {
            Validate = _ => new(1, losses[validations++]),
        };

        Assert.Equal(expected, trainer.Train(cancellationToken: Token).BestEpoch);
        Assert.Equal([1f - expected], network.Weight.Values);
    }

    [Fact]
    public void The_rate_follows_the_schedule_and_its_warm_up()
    {
        One network = new();
        Listener listener = new();
        Trainer<int> trainer = new(network, _ => network.Times(1), _ => [0], new(
            Epochs: 6, LearningRate: 0.8, Optimizer: OptimizerKind.Sgd, Schedule: new(ScheduleKind.Linear, WarmupSteps: 2)));

        TrainingResult result = trainer.Train(listener, Token);

        double[] expected = [0.4, 0.8, 0.8, 0.6, 0.4, 0.2];
        Assert.All(expected.Zip(result.History), pair => Assert.Equal(pair.First, pair.Second.LearningRate, 1e-12));
        Assert.Equal(1 - expected.Sum(), network.Weight.Values[0], 1e-6);
    }

    [Fact]
    public void A_plateau_lowers_the_rate_for_the_rest_of_the_run()
    {
        One network = new();
        double[] metrics = [0.5, 0.4, 0.4, 0.4, 0.9];
        int validations = 0;
        Trainer<int> trainer = new(network, _ => network.Times(1), _ => [0], new(
            Epochs: 5, LearningRate: 0.8, Optimizer: OptimizerKind.Sgd, Schedule: new(ScheduleKind.Plateau, Factor: 0.25, Epochs: 1)))
        {
            Validate = _ => new(metrics[validations++]),
        };

        TrainingResult result = trainer.Train(cancellationToken: Token);

        Assert.All(((double[])[0.8, 0.8, 0.8, 0.2, 0.2]).Zip(result.History), pair => Assert.Equal(pair.First, pair.Second.LearningRate, 1e-12));
    }

    [Fact]
    public void Gradients_are_clipped_before_the_step()
    {
        One network = new();
        Listener listener = new();
        Trainer<int> trainer = new(network, _ => network.Times(8), _ => [0], new(
            Epochs: 1, LearningRate: 1, Optimizer: OptimizerKind.Sgd, ClipNorm: 0.5));

        trainer.Train(listener, Token);

        Assert.Equal(0.5, network.Weight.Values[0], 1e-6);
        Assert.Equal(8, listener.Heard[^1].GradientNorm, 1e-6);
    }

    [Fact]
    public void Checkpoints_come_by_the_clock()
    {
        ManualClock clock = new();
        One network = new();
        List<bool> exists = [];
        Trainer<int> trainer = new(
            network,
            _ =>
            {
                exists.Add(Checkpoint.Exists(folder["run"]));
                Checkpoint.Delete(folder["run"]);
                clock.Advance(TimeSpan.FromSeconds(4));
                return network.Times(1);
            },
            _ => [0, 0, 0, 0, 0, 0, 0, 0],
            new(Epochs: 1, CheckpointEverySeconds: 10))
        {
            Folder = folder["run"],
            Clock = clock,
        };

        TrainingResult result = trainer.Train(cancellationToken: Token);

        Assert.Equal([false, false, false, true, false, false, true, false], exists);
        Assert.Equal(TimeSpan.FromSeconds(32), result.Elapsed);
    }

    [Fact]
    public void A_run_says_where_its_time_went()
    {
        ManualClock clock = new();
        One network = new();
        Trainer<int> trainer = new(
            network,
            _ =>
            {
                clock.Advance(TimeSpan.FromSeconds(4));
                return network.Times(1);
            },
            _ => [.. Enumerable.Range(0, 3)],
            new(Epochs: 2))
        {
            Validate = _ =>
            {
                clock.Advance(TimeSpan.FromSeconds(5));
                return new(Metric: 1, Loss: 1);
            },
            Clock = clock,
        };

        TrainingTime time = trainer.Train(new Waiting(clock, TimeSpan.FromSeconds(1)), Token).Time;

        Assert.Equal(TimeSpan.FromSeconds(2 * 3 * 4), time.Forward);
        Assert.Equal(TimeSpan.FromSeconds(2 * 5), time.Validating);
        Assert.True(time.Keeping > TimeSpan.Zero);
        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero), (time.Batching, time.Backward, time.Optimizing));
    }

    [Fact]
    public void Two_runs_cannot_share_a_folder_and_a_dead_runs_lock_does_not_block()
    {
        Directory.CreateDirectory(folder["run"]);
        File.WriteAllText(folder["run/train.lock"], "");
        int inner = 0;
        One network = new();
        Trainer<int> second = new(network, _ => network.Times(1), _ => [0], new(Epochs: 1)) { Folder = folder["run"] };
        Trainer<int> first = new(
            network,
            _ =>
            {
                IOException exception = Assert.Throws<IOException>(() => second.Train(cancellationToken: Token));
                Assert.Equal($"{folder["run"]}: another run is training here; wait until it ends or choose another folder.", exception.Message);
                Assert.Throws<IOException>(() => second.Resume(cancellationToken: Token));
                inner++;
                return network.Times(1);
            },
            _ => [0],
            new(Epochs: 1))
        {
            Folder = folder["run"],
        };

        first.Train(cancellationToken: Token);

        Assert.Equal(1, inner);
        second.Train(cancellationToken: Token);
        Assert.False(File.Exists(folder["run/train.lock"]));
    }

    [Fact]
    public void A_folder_that_is_a_file_is_named()
    {
        File.WriteAllText(folder["run"], "");
        One network = new();
        Trainer<int> trainer = new(network, _ => network.Times(1), _ => [0]) { Folder = folder["run"] };

        IOException exception = Assert.Throws<IOException>(() => trainer.Train(cancellationToken: Token));

        Assert.StartsWith(folder["run"], exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public void A_new_run_forgets_the_old_one()
    {
        One network = new();
        Trainer<int> trainer = new(network, _ => network.Times(1), _ => [0], new(Epochs: 2, CheckpointEverySteps: 1)) { Folder = folder["run"] };
        trainer.Train(cancellationToken: Token);
        trainer.Train(cancellationToken: Token);

        Assert.Equal([1, 2], TrainingHistory.Read(folder["run"]).Select(epoch => epoch.Epoch));
    }

    [Fact]
    public void A_line_of_the_history_that_is_none_is_named()
    {
        File.WriteAllText(folder["history.jsonl"], """{"epoch":1,"step":5,"learningRate":0.1,"loss":1,"isBest":false,"tokens":0,"seconds":0}""" + "\n{\n");

        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => TrainingHistory.Read(folder.Path));

        Assert.Equal($"{folder["history.jsonl"]}, line 2: not the JSON object of an epoch.", exception.Message);
    }

    [Fact]
    public void A_parameter_that_the_network_does_not_hold_is_named()
    {
        One network = new();
        Parameter stray = new("stray", [1]);
        Trainer<int> trainer = new(network, _ => network.Times(1) + stray.Sum(), _ => [0]);

        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => trainer.Train(cancellationToken: Token));

        Assert.Contains("Parameter stray [1]", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        One network = new();

        Assert.Throws<InvalidOperationException>(() => new Trainer<int>(network, _ => network.Times(1), _ => []).Train(cancellationToken: Token));
        Assert.Throws<InvalidOperationException>(() => new Trainer<int>(network, _ => network.Times(1), _ => [0]).Resume(cancellationToken: Token));
        Assert.Throws<InvalidOperationException>(() => new Trainer<int>(network, _ => network.Times(1), _ => [0], new(Patience: 1)).Train(cancellationToken: Token));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingOptions(Epochs: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingOptions() with { LearningRate = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingOptions(Momentum: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingOptions(ClipNorm: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingOptions(CheckpointEverySeconds: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingOptions(BudgetSeconds: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScheduleOptions(Factor: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScheduleOptions(WarmupSteps: -1));
    }

    /// <summary>A listener that takes its time.</summary>
    sealed class Waiting(ManualClock clock, TimeSpan time) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => clock.Advance(time);
    }
}
