using Unroll.Cli.Input;
using Unroll.Cli.Output;
using Unroll.Cli.Runs;
using Unroll.Text;

namespace Unroll.Cli.Tasks.Generation;

/// <summary>The parts of the text of a training run.</summary>
/// <param name="Training">What is learned from.</param>
/// <param name="Validation">What says when to stop; empty: nothing does.</param>
/// <param name="Test">What the finished model is measured on; empty: nothing is held out.</param>
/// <param name="TestName">What names the test part on a command line; null if it was cut off by this run.</param>
sealed record GenerationData(TextCorpus Training, TextCorpus Validation, TextCorpus Test, string? TestName)
{
    const double DefaultShare = 0.1;

    /// <summary>What the finished model is measured on: the test part, otherwise the validation part; null if nothing is held out.</summary>
    internal TextCorpus? Measured => Test.Text.Length > 0 ? Test : Validation.Text.Length > 0 ? Validation : null;

    /// <summary>Reads the text and cuts off what is to be held out: the end of it.</summary>
    /// <exception cref="InvalidDataException">The text is at fault.</exception>
    internal static GenerationData Load(RequestedData requested)
    {
        (TextCorpus data, TextCorpus? validation, TextCorpus? test) = Read(requested.Sources);
        validation = Own(requested.Validation, validation);
        test = Own(requested.Test, test);
        (TextCorpus training, TextCorpus cutValidation, TextCorpus cutTest) = data.Split(
            validation: validation is null ? requested.Validation.Share ?? DefaultShare : 0,
            test: test is null ? requested.Test.Share ?? DefaultShare : 0);
        return new(training, validation ?? cutValidation, test ?? cutTest, requested.Test.Path ?? (test is null ? null : requested.Source));

        // A text of its own: what the user names, otherwise what the data set brings along; null if the part is to be cut off.
        static TextCorpus? Own(HeldOut asked, TextCorpus? brought) => asked switch
        {
            { Path: { } path } => LoadPart([path]),
            { Share: null } => brought,
            _ => null,
        };
    }

    /// <summary>A text to measure on: files, or the test part of a known data set.</summary>
    /// <exception cref="InvalidDataException">The text is at fault.</exception>
    internal static TextCorpus LoadPart(IReadOnlyList<string> sources)
    {
        (TextCorpus all, _, TextCorpus? test) = Read(sources);
        return test ?? all;
    }

    static (TextCorpus Training, TextCorpus? Validation, TextCorpus? Test) Read(IReadOnlyList<string> sources)
    {
        using Waiting waiting = new($"reading {string.Join(", ", sources)}");
        if (sources is [DotNetDocsDataset.Name]) return DotNetDocsDataset.LoadText();
        if (sources.FirstOrDefault(DataSource.IsName) is { } name)
        {
            throw new InvalidDataException($"{name}: this data set has labelled texts, not a text to continue; name files, or {DotNetDocsDataset.Name} alone.");
        }
        return (TextCorpus.FromFiles(sources), null, null);
    }
}
