using System.Globalization;
using Unroll.Text;

namespace Unroll.Tasks.Captioning;

/// <summary>Pictures with captions in three parts.</summary>
/// <param name="Training">What is learned from.</param>
/// <param name="Validation">What says when to stop; may be empty.</param>
/// <param name="Test">What a finished model is measured on; may be empty.</param>
/// <param name="Notes">What was guessed or left out, a sentence each, for a person to check.</param>
public sealed record CaptionSplit(CaptionDataset Training, CaptionDataset Validation, CaptionDataset Test, IReadOnlyList<string> Notes)
{
    /// <summary>Puts pictures and captions together, and holds out parts: the table's own, or shares drawn by chance.</summary>
    /// <param name="table">The captions.</param>
    /// <param name="find">The picture, or its features, of a name in the table; null where there is none, which is noted.</param>
    /// <param name="validation">Share to hold out, 0 to 0.9; null: the table's own part, or a tenth where it has none.</param>
    /// <param name="test">The same for the test.</param>
    /// <param name="seed">The same seed holds out the same pictures.</param>
    /// <exception cref="InvalidDataException">No name in the table leads to a picture, a share is asked of a table with parts, or nothing is left to learn from; of shares that is said before a picture is looked for.</exception>
    public static CaptionSplit Of(CaptionTable table, Func<string, CaptionSubject?> find, double? validation = null, double? test = null, ulong seed = 1)
    {
        bool hasParts = table.Pictures.Any(picture => picture.Part is not null);
        if (hasParts && (validation is > 0 || test is > 0))
        {
            throw new InvalidDataException($"{table.Origin}: says itself which pictures are for validation and test; leave the shares out, or set them to 0.");
        }

        (double toValidate, double toTest) = (validation ?? DefaultShare, test ?? DefaultShare);
        if (!hasParts && toValidate + toTest >= 1)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"{table.Origin}: {toValidate:0.###} of the pictures for validation and {toTest:0.###} for the test leave none to learn from; give two shares that are less than 1 together."));
        }

        List<(NamedCaptions Named, CaptionedPicture Picture)> found = [];
        List<string> missing = [];
        foreach (NamedCaptions named in table.Pictures)
        {
            if (find(named.Name) is { } subject) found.Add((named, new(subject, named.Captions, [])));
            else missing.Add(named.Name);
        }

        if (found.Count == 0)
        {
            throw new InvalidDataException($"{table.Origin}: names {table.Pictures.Count} pictures, the first '{missing[0]}', and none of them is there; name the place that holds them.");
        }

        string[] notes = missing.Count == 0 ? [.. table.Notes] : [.. table.Notes, $"{missing.Count} of {table.Pictures.Count} pictures are not there and are left out, such as '{missing[0]}'"];
        CaptionSplit split = hasParts
            ? new(Part(CaptionPart.Training), validation == 0 ? new(table.Origin, []) : Part(CaptionPart.Validation), test == 0 ? new(table.Origin, []) : Part(CaptionPart.Test), notes)
            : ByShare(new(table.Origin, [.. found.Select(pair => pair.Picture)]), toValidate, toTest, seed, notes);
        return split.Training.Count > 0 ? split : throw new InvalidDataException($"{table.Origin}: no picture is left to learn from.");

        CaptionDataset Part(CaptionPart part) => new(table.Origin, [.. found.Where(pair => pair.Named.Part == part).Select(pair => pair.Picture)]);
    }

    const double DefaultShare = 0.1;

    static CaptionSplit ByShare(CaptionDataset all, double validation, double test, ulong seed, string[] notes)
    {
        CaptionDataset nothing = new(all.Origin, []);
        (CaptionDataset rest, CaptionDataset tested) = test > 0 ? all.Split(test, seed) : (all, nothing);
        (CaptionDataset training, CaptionDataset validated) = validation > 0 ? rest.Split(validation / (1 - test), seed + 1) : (rest, nothing);
        return new(training, validated, tested, notes);
    }
}
