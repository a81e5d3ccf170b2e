using Unroll.Layers;
using Unroll.Tasks;
using Unroll.Text;
using Unroll.Training;

namespace Unroll.Inspection.Tournaments;

/// <summary>
/// Cells against one another on the same texts with the same budget: each trains a <see cref="TextClassifier"/> for each seed, with all
/// options but the cell alike. A search space odyssey on one's own data, after Greff et al. (2017).
/// </summary>
/// <param name="training">What is learned from.</param>
/// <param name="validation">Says which epoch was the best.</param>
/// <param name="measured">What the finished classifiers are measured on; one text or more.</param>
/// <param name="options">The network and its training; its seed is the first, its cell counts for nothing. The budget of each run is its epochs, or
/// its <see cref="TextClassifierOptions.BudgetSeconds"/>, by which no two tournaments come out quite alike.</param>
public sealed class Tournament(TextDataset training, TextDataset validation, TextDataset measured, TextClassifierOptions options)
{
    /// <summary>The clock that times each run.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Trains and measures every classifier that the folder does not have yet.</summary>
    /// <param name="cells">The cells.</param>
    /// <param name="seeds">Classifiers of each cell, 1 or more, with seeds that follow one another.</param>
    /// <param name="folder">Where finished runs are kept; runs of the same data and options that are there are not made again.</param>
    /// <param name="begin">Told the cell and seed of each run that is begun, and asked for what watches it.</param>
    /// <param name="cancellationToken">Stops between two steps; finished runs are kept, the one under way is not.</param>
    /// <returns>The standings, in the order of the cells.</returns>
    /// <exception cref="InvalidDataException">The folder holds another tournament, or the data is at fault; one line.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public IReadOnlyList<TournamentStanding> Run(
        IReadOnlyList<CellKind> cells, int seeds, string folder, Func<CellKind, ulong, IProgress<TrainingProgress>>? begin = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(seeds, 1);
        FinishedRuns<TournamentRun> file = TournamentFile.Open(folder, new(training.Source, training.Count, measured.Count, options));
        ulong[] numbers = [.. Enumerable.Range(0, seeds).Select(i => options.Seed + (ulong)i)];

        // Seed by seed, so that a tournament that is cut short has compared all cells.
        foreach (ulong seed in numbers)
        {
            foreach (CellKind cell in cells)
            {
                if (!file.Runs.Any(run => run.Cell == cell && run.Seed == seed))
                {
                    file.Add(Train(cell, seed, begin?.Invoke(cell, seed), cancellationToken));
                }
            }
        }

        return [.. cells.Select(cell => new TournamentStanding(cell, [.. file.Runs.Where(run => run.Cell == cell && numbers.Contains(run.Seed))]))];
    }

    TournamentRun Train(CellKind cell, ulong seed, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        TextClassifier classifier = TextClassifier.Train(
            training, options with { Cell = cell, Seed = seed }, validation, runFolder: null, vectors: null, Clock, progress, cancellationToken);
        ClassificationReport report = classifier.Evaluate(measured);
        TrainingResult result = classifier.Training!;
        return new(cell, seed, report.Accuracy, report.Loss, classifier.ParameterCount, result.Epochs, result.Steps, result.Elapsed.TotalSeconds);
    }
}
