using Unroll.Cli.Output;
using Unroll.Cli.Tasks.Classification;
using Unroll.Inspection.Microscope;
using Unroll.Tasks;

namespace Unroll.Cli.Web.Reports;

/// <summary>What a report says of a classifier.</summary>
/// <param name="InShort">What matters most.</param>
/// <param name="Network">The network in words.</param>
/// <param name="Data">What it learned from.</param>
/// <param name="Measured">How good it is.</param>
/// <param name="Mistakes">Where it is wrong and most sure of it.</param>
sealed record ClassificationSections(
    IReadOnlyList<ReportPart> InShort, string Network, IReadOnlyList<ReportPart> Data, IReadOnlyList<ReportPart> Measured, IReadOnlyList<ReportPart> Mistakes)
{
    /// <summary>Reads the data anew, as far as it is there.</summary>
    internal static ClassificationSections Of(KeptRun run)
    {
        TextClassifier classifier = TextClassifier.Load(run.Folder);
        StoredMeasurement? stored = StoredMeasurement.Of(run);
        (ClassificationData? data, ReportPart? trouble) = Load(run);
        DataAudit? audit = data is null ? null : new(classifier, data);
        IEnumerable<ReportPart> inShort = [.. MeasuredParts.InShort(stored), .. audit?.Findings() is { Count: > 0 } findings ? [new ReportFindings(findings)] : Array.Empty<ReportPart>()];
        return new(
            [.. inShort],
            classifier.ToString(),
            [.. trouble is null ? [] : new[] { trouble }, .. audit?.Parts() ?? GeneralSections.Data(run)],
            stored is null ? [] : MeasuredParts.Of(stored),
            data?.Measured is { } part ? MistakeParts.Of(classifier, TextMicroscope.Of(classifier), part) : []);
    }

    static (ClassificationData? Data, ReportPart? Trouble) Load(KeptRun run)
    {
        if (run.Request is not ClassificationRequest request) return (null, null);
        try
        {
            using Waiting waiting = new("reading the data ...");
            ClassificationData data = ClassificationData.Load(request, CancellationToken.None);
            bool isSame = run.Results.Get("dataSha256").AsText() is not { } sha256 || sha256 == data.Sha256;
            return (data, isSame ? null : new ReportText(
                "The data is not what it was in training: what is said of it and of mistakes is of the data as it is now, the metrics are those of training."));
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return (null, new ReportText($"The data cannot be read any more, so duplicates, leaks and mistakes are missing here. Put it back where it was and write the report anew. {e.Message}"));
        }
    }
}
