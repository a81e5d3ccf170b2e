using Unroll.Studio.Pages.Hosting;
using Unroll.Tasks;
using Unroll.Text;
using Unroll.Training;

namespace Unroll.Studio.Pages.Training;

/// <summary>A training under way or done; it is told about from one thread and asked from others.</summary>
sealed class TrainingJob : IProgress<TrainingProgress>, IDisposable
{
    const double HeldOut = 0.1;
    const int MostPoints = 1000;

    readonly CancellationTokenSource source = new();
    readonly Lock changing = new();
    List<TrainingPoint> points = [];
    long stride = 1;
    TrainingSnapshot snapshot;

    internal TrainingJob(string name) => snapshot = new(TrainingState.Reading, name, Point: null, [], Result: null, Fault: null);

    /// <summary>What pages call it.</summary>
    internal string Id { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Where it stands.</summary>
    internal TrainingSnapshot Snapshot
    {
        get
        {
            lock (changing) return snapshot;
        }
    }

    /// <summary>The curve so far, in about even steps.</summary>
    internal IReadOnlyList<TrainingPoint> Curve
    {
        get
        {
            lock (changing) return [.. points];
        }
    }

    /// <summary>Stops at the next step.</summary>
    internal void Cancel() => source.Cancel();

    /// <summary>Trains, measures and saves.</summary>
    internal void Run(Func<TextDataset> read, TextClassifierOptions options, string folder)
    {
        try
        {
            TextDataset data = read();
            TextSplit split = data.Split(HeldOut, HeldOut, options.Seed);
            Change(now => now with { State = TrainingState.Training });
            TextClassifier classifier = TextClassifier.Train(split.Train, options, split.Validation, progress: this, cancellationToken: source.Token);
            Change(now => now with { State = TrainingState.Measuring, Epochs = classifier.Training!.History });
            TrainingMeasurement result = TrainingMeasurement.Of(classifier, split);
            source.Token.ThrowIfCancellationRequested();
            classifier.Save(folder, result.Report);
            Change(now => now with { State = TrainingState.Done, Result = result });
        }
        catch (OperationCanceledException)
        {
            Change(now => now with { State = TrainingState.Canceled });
        }
        catch (Exception exception)
        {
            // Whatever went wrong, the page that waits has to hear of it.
            Change(now => now with { State = TrainingState.Failed, Fault = Failures.IsFault(exception) ? Failures.Line(exception) : $"a mistake in Unroll itself: {Failures.Line(exception)}" });
        }
    }

    /// <summary>Hears of a step.</summary>
    public void Report(TrainingProgress value)
    {
        lock (changing)
        {
            TrainingPoint point = TrainingPoint.Of(value);
            if (points.Count == 0 || point.Step >= points[^1].Step + stride) Add(point);
            snapshot = snapshot with { Point = point };
        }
    }

    public void Dispose() => source.Dispose();

    // A long run keeps every second point, then every fourth: as many as a curve on a page can show.
    void Add(TrainingPoint point)
    {
        points.Add(point);
        if (points.Count < MostPoints) return;
        points = [.. points.Where((_, i) => i % 2 == 0)];
        stride = Math.Max(1, 2 * (points[^1].Step - points[0].Step) / MostPoints);
    }

    void Change(Func<TrainingSnapshot, TrainingSnapshot> change)
    {
        lock (changing) snapshot = change(snapshot);
    }
}

/// <summary>How far a training has come.</summary>
enum TrainingState
{
    /// <summary>The table is read.</summary>
    Reading,

    /// <summary>Steps are taken.</summary>
    Training,

    /// <summary>The finished model is measured.</summary>
    Measuring,

    /// <summary>The model is saved.</summary>
    Done,

    /// <summary>Somebody stopped it.</summary>
    Canceled,

    /// <summary>Something went wrong.</summary>
    Failed,
}

/// <summary>Where a training stands.</summary>
/// <param name="State">How far it has come.</param>
/// <param name="Name">The model's name.</param>
/// <param name="Point">The newest step; null before the first.</param>
/// <param name="Epochs">Every epoch, once training is over.</param>
/// <param name="Result">What was measured, once it is done.</param>
/// <param name="Fault">What went wrong, if something did.</param>
sealed record TrainingSnapshot(
    TrainingState State, string Name, TrainingPoint? Point, IReadOnlyList<EpochRecord> Epochs, TrainingMeasurement? Result, string? Fault)
{
    internal bool IsOver => State is TrainingState.Done or TrainingState.Canceled or TrainingState.Failed;
}

/// <summary>A step of a training, as the page shows it. Times in seconds.</summary>
sealed record TrainingPoint(
    long Step, int Epoch, int Epochs, double Share, double Loss, double? Accuracy, double? ValidationLoss, double? ValidationAccuracy, double TokensPerSecond,
    double Elapsed, double Remaining)
{
    internal static TrainingPoint Of(TrainingProgress value) => new(
        value.Step, value.Epoch, value.Epochs, (value.Epoch - 1 + (double)value.StepInEpoch / Math.Max(1, value.StepsInEpoch)) / value.Epochs, value.Loss, value.Accuracy,
        value.LastValidation?.Loss, value.LastValidation?.Metric, value.TokensPerSecond, value.Elapsed.TotalSeconds, value.Remaining.TotalSeconds);
}
