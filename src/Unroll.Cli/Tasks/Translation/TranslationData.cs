using Unroll.Cli.Output;
using Unroll.Cli.Runs;
using Unroll.Text;

namespace Unroll.Cli.Tasks.Translation;

/// <summary>The parts of the pairs of a training run; no source text is in two of them.</summary>
/// <param name="Training">What is learned from.</param>
/// <param name="Validation">What says when to stop.</param>
/// <param name="Test">What the finished model is measured on; empty: nothing is held out for it.</param>
/// <param name="TestNames">What names the test part on a command line; empty if it was cut off by this run.</param>
sealed record TranslationData(ParallelDataset Training, ParallelDataset Validation, ParallelDataset Test, IReadOnlyList<string> TestNames)
{
    const double DefaultShare = 0.1;

    /// <summary>What the finished model is measured on.</summary>
    internal ParallelDataset Measured => Test.Count > 0 ? Test : Validation;

    /// <summary>Reads the pairs and cuts off what is to be held out.</summary>
    /// <exception cref="InvalidDataException">The data is at fault, or nothing is left to validate with.</exception>
    internal static TranslationData Load(TranslationRequest request)
    {
        ParallelSplit parts = PairSource.Load(request.Data.Sources);
        ParallelDataset training = parts.Train;
        foreach (string note in training.Notes) Page.Remarks.Say($"{training.Origin}: {note}");
        ParallelDataset? test = Own(request.Data.Test, parts.Test), validation = Own(request.Data.Validation, parts.Validation);
        if (test is null) (training, test) = Cut(training, request.Data.Test.Share ?? DefaultShare, request.Options.Seed);
        if (validation is null) (training, validation) = Cut(training, request.Data.Validation.Share ?? DefaultShare, request.Options.Seed);
        if (validation.Count == 0 || training.Count == 0)
        {
            throw new InvalidDataException($"{training.Origin}: {training.Count} pairs to learn from and {validation.Count} to stop by; a translator needs both, so give --validation a share above 0 or data of its own.");
        }
        string[] names = request.Data.Test.Path is { } path ? [.. PairSource.FilesOf(path)] : parts.Test.Count > 0 ? [.. request.Data.Sources] : [];
        return new(training, validation, test, names);

        // Data of its own: what the user names, otherwise what the data set brings along; null if the part is to be cut off.
        static ParallelDataset? Own(HeldOut asked, ParallelDataset brought) => asked switch
        {
            { Path: { } file } => PairSource.LoadPart(PairSource.FilesOf(file)),
            { Share: null } when brought.Count > 0 => brought,
            _ => null,
        };
    }

    static (ParallelDataset Training, ParallelDataset HeldOut) Cut(ParallelDataset data, double share, ulong seed) =>
        share > 0 ? data.Split(share, seed) : (data, new(data.Origin, []));
}
