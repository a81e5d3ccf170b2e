using Unroll.Tests.Formats;
using Unroll.Training;

namespace Unroll.Tests.Training;

/// <summary>Runs that end with their time. A clock that the tests move says how late it is.</summary>
public sealed class TrainerBudgetTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    // A step takes 4 s and a validation 5, so epochs end after 17 and 34 s and the third is cut short at 42.
    [Theory]
    [InlineData(40, 2, 2, 8, -5)]    // the third epoch's first two steps are taken for nothing: the best weights are those of the second
    [InlineData(34.5, 2, 2, 7, -5)]
    [InlineData(34, 1, 1, 6, -2)]    // the second validation ends with the time, which is too late
    [InlineData(17, 0, null, 3, -2)] // so does the first: the weights are those of that moment
    [InlineData(5, 0, null, 2, -1)]  // not even an epoch
    public void A_budget_of_time_ends_a_run_and_what_is_validated_in_time_counts(double seconds, int epochs, int? best, int steps, float weight)
    {
        ManualClock clock = new();
        One network = new();
        double metric = 0;
        Trainer<int> trainer = new(network, Taking(clock, network, seconds: 4), _ => [0, 0, 0],
            new(Epochs: int.MaxValue, LearningRate: 1, Optimizer: OptimizerKind.Sgd, BudgetSeconds: seconds))
        {
            Validate = _ =>
            {
                clock.Advance(TimeSpan.FromSeconds(5));
                return new(++metric);
            },
            Clock = clock,
        };

        TrainingResult result = trainer.Train(cancellationToken: Token);

        Assert.Equal((StopReason.OutOfTime, epochs, best, (long)steps), (result.Reason, result.Epochs, result.BestEpoch, result.Steps));
        Assert.Equal(Enumerable.Range(1, epochs), result.History.Select(epoch => epoch.Epoch));
        Assert.Equal([weight], network.Weight.Values);
    }

    [Fact]
    public void A_run_that_is_done_before_its_time_is_up_is_complete()
    {
        ManualClock clock = new();
        One network = new();
        Trainer<int> trainer = new(network, Taking(clock, network, seconds: 4), _ => [0], new(Epochs: 2, BudgetSeconds: 9)) { Clock = clock };

        TrainingResult result = trainer.Train(cancellationToken: Token);

        Assert.Equal((StopReason.Completed, 2), (result.Reason, result.Epochs));
    }

    [Fact]
    public void Under_a_budget_the_schedule_ends_with_the_time()
    {
        ManualClock clock = new();
        One network = new();
        Trainer<int> trainer = new(network, Taking(clock, network, seconds: 2), _ => [0],
            new(Epochs: int.MaxValue, LearningRate: 0.8, Optimizer: OptimizerKind.Sgd, Schedule: new(ScheduleKind.Linear), BudgetSeconds: 10))
        {
            Clock = clock,
        };
        Listener listener = new();

        TrainingResult result = trainer.Train(listener, Token);

        // Steps of 2 s, so there are five of them.
        double[] expected = [0.8, 0.64, 0.48, 0.32, 0.16];
        Assert.Equal(5, result.History.Count);
        Assert.All(expected.Zip(result.History), pair => Assert.Equal(pair.First, pair.Second.LearningRate, 1e-12));
        Assert.Equal([8, 6, 4, 2, 0], listener.Heard.Where((_, i) => i % 2 == 0).Select(progress => progress.Remaining.TotalSeconds), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void A_budget_is_for_all_sittings_of_a_run()
    {
        ManualClock clock = new();
        using CancellationTokenSource stop = new();
        One network = new();
        TrainingOptions options = new(Epochs: int.MaxValue, CheckpointEverySteps: 1, BudgetSeconds: 20);
        Func<int, BatchLoss> step = Taking(clock, network, seconds: 4);
        Trainer<int> first = new(network, StepAndStop, _ => [0], options) { Folder = folder["run"], Clock = clock };
        Assert.Throws<TrainingCanceledException>(() => first.Train(cancellationToken: stop.Token));
        clock.Advance(TimeSpan.FromHours(1));

        Trainer<int> second = new(network, step, _ => [0], options) { Folder = folder["run"], Clock = clock };
        TrainingResult result = second.Resume(cancellationToken: Token);

        // Three steps of 4 s in the first sitting, two in the second.
        Assert.Equal((StopReason.OutOfTime, 5L), (result.Reason, result.Steps));

        BatchLoss StepAndStop(int batch)
        {
            BatchLoss loss = step(batch);
            if (clock.GetTimestamp() == TimeSpan.FromSeconds(12).Ticks)
            {
                stop.Cancel();
            }

            return loss;
        }
    }

    /// <summary>A loss that takes its time; its gradient is 1.</summary>
    static Func<int, BatchLoss> Taking(ManualClock clock, One network, double seconds) => _ =>
    {
        clock.Advance(TimeSpan.FromSeconds(seconds));
        return network.Times(1);
    };
}
