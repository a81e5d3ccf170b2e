using System.Globalization;

namespace Unroll.Text;

/// <summary>Which columns of a table hold the pictures' names, the captions and the parts.</summary>
/// <param name="Picture">0-based.</param>
/// <param name="Caption">0-based.</param>
/// <param name="Part">0-based; null where there is none.</param>
/// <param name="Note">What was guessed; null if nothing was.</param>
sealed record CaptionColumns(int Picture, int Caption, int? Part, string? Note)
{
    static readonly string[] PictureNames = ["image", "images", "picture", "photo", "file", "filename", "file_name", "image_name", "image_file", "image_path", "path"];
    static readonly string[] CaptionNames = ["caption", "captions", "comment", "description", "sentence", "text"];
    static readonly string[] PartNames = ["split", "part", "set", "subset", "partition"];
    static readonly string[] Endings = [".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp"];

    internal static CaptionColumns Of(TableProfile profile, string? picture, string? caption, string path)
    {
        if (profile.Columns.Length < 2) throw DataError.In(path, "only one column was found; a table of captions needs the picture's file name and the caption.");
        int[] all = [.. Enumerable.Range(0, profile.Columns.Length)];
        int asked = caption is null ? -1 : Find(profile, caption, path);
        int pictures = picture is not null ? Find(profile, picture, path) : GuessPicture(profile, [.. all.Where(column => column != asked)], path);
        int[] rest = [.. all.Where(column => column != pictures)];
        int captions = asked >= 0 ? asked
            : rest.FirstOrDefault(column => CaptionNames.Contains(profile.Names[column], StringComparer.OrdinalIgnoreCase), rest.MaxBy(column => profile.Columns[column].AverageLength));
        if (captions == pictures) throw DataError.In(path, $"column {DataError.Shown(profile.Names[captions])} is asked for as both picture and caption; name two columns.");
        int part = Array.FindIndex(profile.Names, name => PartNames.Contains(name, StringComparer.OrdinalIgnoreCase));
        bool hasParts = part >= 0 && part != pictures && part != captions && profile.Columns[part].Values.Any(value => PartOf(value) is not null);
        string? note = picture is not null && caption is not null ? null
            : $"pictures from column {Shown(pictures)}, captions from column {Shown(captions)}{(hasParts ? $", parts from column {Shown(part)}" : "")} (guessed; say --picture and --caption to choose)";
        return new(pictures, captions, hasParts ? part : null, note);

        string Shown(int column) => profile.HasHeader ? DataError.Shown(profile.Names[column]) : profile.Names[column];
    }

    /// <summary>The part of a row; null where there are no parts and for a part of another name.</summary>
    internal CaptionPart? PartOf(ReadOnlySpan<string?> fields) => Part is { } part ? PartOf(fields[part] ?? "") : null;

    static CaptionPart? PartOf(string word) => word.Trim().ToLowerInvariant() switch
    {
        "train" or "training" => CaptionPart.Training,
        "val" or "valid" or "validation" or "dev" or "development" => CaptionPart.Validation,
        "test" or "testing" => CaptionPart.Test,
        _ => null,
    };

    static int GuessPicture(TableProfile profile, int[] columns, string path)
    {
        int files = columns.FirstOrDefault(column => profile.Columns[column].Values.All(value => HasEnding(CaptionTable.PictureName(value))), -1);
        if (files >= 0) return files;
        int named = columns.FirstOrDefault(column => PictureNames.Contains(profile.Names[column], StringComparer.OrdinalIgnoreCase), -1);
        return named >= 0 ? named : throw DataError.In(path,
            $"no column looks like names of picture files; say which with --picture (picture: in code); the columns are {DataError.Listed(profile.Names)}.");
    }

    /// <summary>Whether a name ends as those of picture files do.</summary>
    internal static bool HasEnding(string name) => Endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    static int Find(TableProfile profile, string name, string path)
    {
        int index = Array.FindIndex(profile.Names, known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase));
        if (index < 0 && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= profile.Names.Length) index = number - 1;
        return index >= 0 ? index : throw DataError.In(path, $"no column {DataError.Shown(name)}; the columns are {DataError.Listed(profile.Names)}.");
    }
}
