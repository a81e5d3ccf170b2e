using Unroll.Cli.Input;
using Unroll.Cli.Output;
using Unroll.Cli.Runs;
using Unroll.Text;

namespace Unroll.Cli.Tasks.Tagging;

/// <summary>The parts of the data of a training run; no sentence is in two of them.</summary>
/// <param name="Training">What is learned from.</param>
/// <param name="Validation">What says when to stop; empty: nothing does.</param>
/// <param name="Test">What the finished model is measured on; empty: nothing is held out.</param>
/// <param name="TestName">What names the test part on a command line; null if it was cut off by this run.</param>
sealed record TaggingData(TaggedDataset Training, TaggedDataset Validation, TaggedDataset Test, string? TestName)
{
    const double DefaultShare = 0.1;

    /// <summary>What the finished model is measured on: the test part, otherwise the validation part; null if nothing is held out.</summary>
    internal TaggedDataset? Measured => Test.Count > 0 ? Test : Validation.Count > 0 ? Validation : null;

    /// <summary>Reads the data and cuts off what is to be held out.</summary>
    /// <exception cref="InvalidDataException">The data is at fault.</exception>
    internal static TaggingData Load(TaggingRequest request)
    {
        TaggedSplit parts = Load(request.Data.Source, request.Columns);
        TaggedDataset? validation = Own(request.Data.Validation, parts.Validation), test = Own(request.Data.Test, parts.Test);
        TaggedSplit split = parts.Train.Split(
            validation: validation is null ? request.Data.Validation.Share ?? DefaultShare : 0,
            test: test is null ? request.Data.Test.Share ?? DefaultShare : 0,
            seed: request.Options.Seed);
        return new(split.Train, validation ?? split.Validation, test ?? split.Test, request.Data.Test.Path ?? (test is null ? null : request.Data.Source));

        // Data of its own: what the user names, otherwise what the data set brings along; null if the part is to be cut off.
        TaggedDataset? Own(HeldOut asked, TaggedDataset brought) => asked switch
        {
            { Path: { } path } => LoadPart(path, request.Columns),
            { Share: null } when brought.Count > 0 => brought,
            _ => null,
        };
    }

    /// <summary>Data to measure on: a file, or the test part of a known data set.</summary>
    /// <exception cref="InvalidDataException">There is no such data, or it is at fault.</exception>
    internal static TaggedDataset LoadPart(string data, ColumnChoice columns)
    {
        TaggedSplit parts = Load(data, columns);
        return parts.Test.Count > 0 ? parts.Test : parts.Train;
    }

    static TaggedSplit Load(string data, ColumnChoice columns)
    {
        using Waiting waiting = new($"reading {data}");
        if (data == DotNetDocsDataset.Name) return DotNetDocsTags.Load();
        if (DataSource.IsName(data))
        {
            throw new InvalidDataException($"{data}: this data set has no tags; name a file with a word and its tag a line, such as train.conllu, or {DotNetDocsDataset.Name}.");
        }
        TaggedDataset all = TaggedDataset.FromColumns(data, columns);
        return new(all, all.Select([]), all.Select([]));
    }
}
