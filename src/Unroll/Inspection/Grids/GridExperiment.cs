using System.Globalization;

namespace Unroll.Inspection.Grids;

/// <summary>One of the experiments of the Grid LSTM's paper, at a size that a small machine finishes in minutes.</summary>
/// <remarks>Kalchbrenner, Danihelka and Graves (2015), section 4.</remarks>
public abstract class GridExperiment
{
    private protected GridExperiment()
    {
    }

    /// <summary>Every experiment.</summary>
    public static IReadOnlyList<GridExperiment> All { get; } =
        [new ParityExperiment(), new AdditionExperiment(), new MemorizationExperiment(), new CharactersExperiment(), new DigitsExperiment()];

    /// <summary>One word.</summary>
    public abstract string Name { get; }

    /// <summary>What is tried, in a sentence.</summary>
    public abstract string Summary { get; }

    /// <summary>What the size of the problem is called, in one word.</summary>
    public abstract string SizeName { get; }

    /// <summary>What a point of a curve measures.</summary>
    public abstract string ScoreName { get; }

    /// <summary>How the score is read.</summary>
    public virtual ScoreScale Scale => ScoreScale.Share;

    /// <summary>What the paper and others found, and where the figure was read.</summary>
    public abstract string Published { get; }

    /// <summary>The sizes when nothing is said.</summary>
    public abstract GridExperimentOptions Defaults { get; }

    /// <summary>Trains every network of the experiment, one after the other, on the same samples.</summary>
    /// <param name="options">How large it is.</param>
    /// <param name="progress">Told every point.</param>
    /// <param name="unfinished">A file that keeps the curves, so that after an interruption only the other networks are trained; it is the caller's to delete when something
    /// was made of them. Null for none.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    /// <exception cref="InvalidDataException">Data that it needs are not there or damaged, the file holds curves of another experiment, or a gradient is
    /// not finite.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public ExperimentResult Run(
        GridExperimentOptions options, IProgress<ExperimentProgress>? progress = null, string? unfinished = null, CancellationToken cancellationToken = default)
    {
        FinishedRuns<LearningCurve>? finished = unfinished is null ? null : Open(unfinished, options);
        List<LearningCurve> curves = [];
        IReadOnlyList<Contestant> contestants = Contestants(options);
        foreach (Contestant contestant in contestants)
        {
            LearningCurve? known = finished?.Runs.FirstOrDefault(curve => curve.Name == contestant.Name);
            LearningCurve curve = known ?? contestant.Learn(options, Scale, Tell, cancellationToken);
            if (known is null)
            {
                finished?.Add(curve);
            }

            curves.Add(curve);

            void Tell(double share, CurvePoint point) => progress?.Report(new(contestant.Name, curves.Count + 1, contestants.Count, share, point));
        }

        return new(TitleOf(options), ScoreName, Scale, curves);
    }

    FinishedRuns<LearningCurve> Open(string path, GridExperimentOptions options) => FinishedRuns<LearningCurve>.Open(
        path, Terms(options), Line, OfLine,
        "this was begun as another experiment or with other options; delete it to begin anew, or choose another picture with -o.");

    string Terms(GridExperimentOptions options) => string.Create(CultureInfo.InvariantCulture,
        $"{Name} {options.ProblemSize}\tdepth {options.Depth}\t{options.HiddenSize} units\tbatch {options.BatchSize}\t{options.Steps} steps, {options.StepsPerPoint} a point\trate {options.LearningRate}\tseed {options.Seed}");

    static string Line(LearningCurve curve) => string.Create(CultureInfo.InvariantCulture, $"{curve.Name}\t{curve.Parameters}")
        + string.Concat(curve.Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"\t{point.Samples} {point.Loss:R} {point.Score:R}")));

    static LearningCurve? OfLine(string line)
    {
        string[] parts = line.Split('\t');
        List<CurvePoint> points = [];
        for (int i = 2; i < parts.Length; i++)
        {
            string[] numbers = parts[i].Split(' ');
            if (numbers.Length != 3 || !long.TryParse(numbers[0], CultureInfo.InvariantCulture, out long samples)
                || !double.TryParse(numbers[1], CultureInfo.InvariantCulture, out double loss) || !double.TryParse(numbers[2], CultureInfo.InvariantCulture, out double score))
            {
                return null;
            }

            points.Add(new(samples, loss, score));
        }

        return points.Count > 0 && long.TryParse(parts[1], CultureInfo.InvariantCulture, out long parameters) ? new(parts[0], parameters, points) : null;
    }

    /// <summary>The experiment with its sizes.</summary>
    private protected abstract string TitleOf(GridExperimentOptions options);

    private protected abstract IReadOnlyList<Contestant> Contestants(GridExperimentOptions options);
}
