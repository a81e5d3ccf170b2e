using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Unroll.Cli.Input;
using Unroll.Cli.Runs;
using Unroll.Text;

namespace Unroll.Cli.Tasks.Classification;

/// <summary>The parts of the data of a training run; no text is in two of them.</summary>
/// <param name="Training">What is learned from.</param>
/// <param name="Validation">What says when to stop; empty: nothing does.</param>
/// <param name="Test">What the finished model is measured on; empty: nothing is held out.</param>
/// <param name="TestName">What names the test part on a command line; null if it was cut off by this run.</param>
sealed record ClassificationData(TextDataset Training, TextDataset Validation, TextDataset Test, string? TestName)
{
    const double DefaultShare = 0.1;

    /// <summary>What the finished model is measured on: the test part, otherwise the validation part; null if nothing is held out.</summary>
    internal TextDataset? Measured => Test.Count > 0 ? Test : Validation.Count > 0 ? Validation : null;

    /// <summary>SHA-256 of all texts and their classes, part by part: other data has another.</summary>
    internal string Sha256
    {
        get
        {
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (TextDataset part in new[] { Training, Validation, Test })
            {
                foreach ((string text, int label) in part)
                {
                    hash.AppendData(MemoryMarshal.AsBytes($"{text}\0{part.ClassNames[label]}\0".AsSpan()));
                }
                hash.AppendData("\0"u8);
            }
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }

    /// <summary>Reads the data and cuts off what is to be held out.</summary>
    /// <exception cref="InvalidDataException">The data is at fault.</exception>
    /// <exception cref="OperationCanceledException">A download was interrupted.</exception>
    internal static ClassificationData Load(ClassificationRequest request, CancellationToken cancellationToken)
    {
        TextDatasetOptions options = new(request.Text, request.Label);
        TextSplit parts = DataSource.Load(request.Data.Source, options, cancellationToken);
        TextDataset data = parts.Train;
        if (data.Count > 0 && data.All(item => string.IsNullOrWhiteSpace(item.Text)))
        {
            DataText.PrintNotes(data);
            throw new InvalidDataException($"{request.Data.Source}: every text is empty, so there is nothing to learn from; name the column that holds the texts with --text.");
        }
        TextDatasetOptions same = options with { Classes = data.ClassNames };
        TextDataset? validation = Own(request.Data.Validation, parts.Validation), test = Own(request.Data.Test, parts.Test);
        TextSplit split = data.Split(
            validation: validation is null ? request.Data.Validation.Share ?? DefaultShare : 0,
            test: test is null ? request.Data.Test.Share ?? DefaultShare : 0,
            seed: request.Options.Seed);
        return new(split.Train, validation ?? split.Validation, test ?? split.Test, request.Data.Test.Path ?? (test is null ? null : request.Data.Source));

        // Data of its own: what the user names, otherwise what the data set brings along; null if the part is to be cut off.
        TextDataset? Own(HeldOut asked, TextDataset brought) => asked switch
        {
            { Path: { } path } => DataSource.LoadPart(path, same, cancellationToken),
            { Share: null } when brought.Count > 0 => brought,
            _ => null,
        };
    }
}
