using System.Globalization;
using Unroll.Layers;
using Unroll.Training;

namespace Unroll.Inspection.Memory;

/// <summary>What a memory lab tries.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="Cells">The cells, 1 or more; null for the simple network, LSTM and GRU.</param>
/// <param name="Distances">How far back they have to look, each 10 or more; null for 10, 20, 40, 80 and 160.</param>
/// <param name="Seeds">Networks of each cell at each distance, 1 or more.</param>
/// <param name="HiddenSize">Units of each network, 1 or more.</param>
/// <param name="Steps">Steps of training at most, 1 or more; a network that answers all but 1 % rightly stops earlier.</param>
/// <param name="LearningRate">Step size of Adam, above 0.</param>
/// <param name="Threads">Networks that are trained at the same time, 1 or more; null for one a core. Results do not depend on it.</param>
public sealed record MemoryLabOptions(
    MemoryProblemKind Problem = MemoryProblemKind.TemporalOrder,
    IReadOnlyList<CellKind>? Cells = null,
    IReadOnlyList<int>? Distances = null,
    int Seeds = 3,
    int HiddenSize = 32,
    int Steps = 3000,
    double LearningRate = 1e-2,
    int? Threads = null)
{
    /// <summary>The shortest distance at which the problems keep their form.</summary>
    public const int ShortestDistance = 10;

    /// <summary>The cells, 1 or more.</summary>
    public IReadOnlyList<CellKind> Cells { get; init; } = Cells is { Count: 0 } ? throw new ArgumentException("Give one cell or more.", nameof(Cells)) : Cells ?? [CellKind.Rnn, CellKind.Lstm, CellKind.Gru];

    /// <summary>How far back, each 10 or more.</summary>
    public IReadOnlyList<int> Distances { get; init; } = Distances is null ? [10, 20, 40, 80, 160]
        : Distances.Count > 0 && Distances.All(distance => distance >= ShortestDistance) ? Distances
        : throw new ArgumentOutOfRangeException(nameof(Distances), string.Join(", ", Distances), $"Give one distance or more, each {ShortestDistance} or more.");

    /// <summary>Networks of each cell at each distance, 1 or more.</summary>
    public int Seeds { get; init => field = Limits.AtLeastOne(value, nameof(Seeds)); } = Limits.AtLeastOne(Seeds, nameof(Seeds));

    /// <summary>Units of each network, 1 or more.</summary>
    public int HiddenSize { get; init => field = Limits.AtLeastOne(value, nameof(HiddenSize)); } = Limits.AtLeastOne(HiddenSize, nameof(HiddenSize));

    /// <summary>Steps of training at most, 1 or more.</summary>
    public int Steps { get; init => field = Limits.AtLeastOne(value, nameof(Steps)); } = Limits.AtLeastOne(Steps, nameof(Steps));

    /// <summary>Step size of Adam, above 0.</summary>
    public double LearningRate { get; init => field = Limits.AboveZero(value, nameof(LearningRate)); } = Limits.AboveZero(LearningRate, nameof(LearningRate));

    /// <summary>Networks that are trained at the same time, 1 or more.</summary>
    public int? Threads { get; init => field = value is { } threads ? Limits.AtLeastOne(threads, nameof(Threads)) : null; } =
        Threads is { } threads ? Limits.AtLeastOne(threads, nameof(Threads)) : null;
}

/// <summary>How one network did.</summary>
/// <param name="Cell">Its cell.</param>
/// <param name="Distance">How far back it had to look.</param>
/// <param name="Seed">Its seed, from 1.</param>
/// <param name="Accuracy">Share of right answers to questions not trained on, 0 to 1.</param>
/// <param name="Steps">Steps it was trained.</param>
/// <param name="Seconds">Time that took.</param>
public sealed record MemoryOutcome(CellKind Cell, int Distance, int Seed, double Accuracy, int Steps, double Seconds);

/// <summary>How far back cells can look: networks of each cell trained on one problem at growing distances.</summary>
/// <param name="options">What is tried; null for the defaults.</param>
public sealed class MemoryLab(MemoryLabOptions? options = null)
{
    readonly MemoryLabOptions options = options ?? new();

    /// <summary>What is tried.</summary>
    public MemoryLabOptions Options => options;

    /// <summary>Trains every network.</summary>
    /// <param name="progress">Told each outcome as it is known, by the thread that found it.</param>
    /// <param name="unfinished">A file that keeps the outcomes, so that after an interruption only the others are trained; it is the caller's to delete when something was
    /// made of them. Null for none.</param>
    /// <param name="cancellationToken">Looked at between steps of training.</param>
    /// <returns>The outcomes, cell by cell, in the order of distances and seeds.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="InvalidDataException">The file holds outcomes of other options, or is damaged; one line.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public IReadOnlyList<MemoryOutcome> Run(IProgress<MemoryOutcome>? progress = null, string? unfinished = null, CancellationToken cancellationToken = default)
    {
        FinishedRuns<MemoryOutcome>? finished = unfinished is null ? null : Open(unfinished);
        (CellKind Cell, int Distance, int Seed)[] runs = [.. options.Cells.SelectMany(cell =>
            options.Distances.SelectMany(distance => Enumerable.Range(1, options.Seeds).Select(seed => (cell, distance, seed))))];
        MemoryOutcome[] outcomes = new MemoryOutcome[runs.Length];

        // A copy: runs are added while others look for theirs.
        MemoryOutcome[] known = [.. finished?.Runs ?? []];

        // The longest come last in the list and are begun first, so that no thread is left with one at the end.
        int[] order = [.. Enumerable.Range(0, runs.Length).OrderByDescending(i => runs[i].Distance)];
        int next = -1;
        Task[] workers = [.. Enumerable.Range(0, options.Threads ?? Environment.ProcessorCount).Select(_ => Task.Run(Work, CancellationToken.None))];
        Task.WaitAll(workers, CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        return outcomes;

        void Work()
        {
            int i;
            while (!cancellationToken.IsCancellationRequested && (i = Interlocked.Increment(ref next)) < runs.Length)
            {
                (CellKind cell, int distance, int seed) = runs[order[i]];
                if (known.FirstOrDefault(kept => kept.Cell == cell && kept.Distance == distance && kept.Seed == seed) is { } outcome)
                {
                    outcomes[order[i]] = outcome;
                    progress?.Report(outcome);
                }
                else if (new MemoryRun(options, cell, distance, seed).Train(cancellationToken) is { } trained)
                {
                    outcomes[order[i]] = trained;
                    finished?.Add(trained);
                    progress?.Report(trained);
                }
            }
        }
    }

    // A network's outcome depends neither on which others there are nor on how many train at once.
    FinishedRuns<MemoryOutcome> Open(string path) => FinishedRuns<MemoryOutcome>.Open(
        path, string.Create(CultureInfo.InvariantCulture, $"{options.Problem}\t{options.HiddenSize} units\t{options.Steps} steps\trate {options.LearningRate}"), Line, OfLine,
        "this was begun with another problem or other options; delete it to begin anew, or choose another folder with -o.");

    static string Line(MemoryOutcome outcome) => string.Create(CultureInfo.InvariantCulture,
        $"{outcome.Cell.Word()}\t{outcome.Distance}\t{outcome.Seed}\t{outcome.Accuracy:R}\t{outcome.Steps}\t{outcome.Seconds:R}");

    static MemoryOutcome? OfLine(string line)
    {
        string[] parts = line.Split('\t');
        return parts.Length == 6 && CellKinds.All.FirstOrDefault(kind => kind.Word() == parts[0]) is var cell && cell.Word() == parts[0]
            && int.TryParse(parts[1], CultureInfo.InvariantCulture, out int distance) && int.TryParse(parts[2], CultureInfo.InvariantCulture, out int seed)
            && double.TryParse(parts[3], CultureInfo.InvariantCulture, out double accuracy) && int.TryParse(parts[4], CultureInfo.InvariantCulture, out int steps)
            && double.TryParse(parts[5], CultureInfo.InvariantCulture, out double seconds)
            ? new(cell, distance, seed, accuracy, steps, seconds)
            : null;
    }
}
