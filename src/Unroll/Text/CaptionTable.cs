namespace Unroll.Text;

/// <summary>A part of pictures with captions.</summary>
public enum CaptionPart
{
    /// <summary>What is learned from.</summary>
    Training,

    /// <summary>What says when to stop.</summary>
    Validation,

    /// <summary>What a finished model is measured on.</summary>
    Test,
}

/// <summary>The name of a picture's file and what was said of the picture.</summary>
/// <param name="Name">As the table has it.</param>
/// <param name="Captions">One or more, in the table's order.</param>
/// <param name="Part">The part that the table puts it in; null where the table has no parts.</param>
public sealed record NamedCaptions(string Name, IReadOnlyList<string> Captions, CaptionPart? Part);

/// <summary>Captions of pictures from a table (CSV, TSV, JSON lines; gzip too) with a row for each caption: the picture's file name and the caption.</summary>
/// <remarks>
/// Which columns they are is guessed where nobody says: the pictures' from its name (image, file and the like) or values that end as picture files do; the
/// captions' as the longest of the others; a column called split or part with train, dev and test in it says which part a picture is in.
/// What follows a # in a picture's name is the number of the caption, as Flickr8k writes it.
/// </remarks>
public sealed class CaptionTable
{
    const int MostCharacters = 1 << 16;

    CaptionTable(string origin, IReadOnlyList<NamedCaptions> pictures, IReadOnlyList<string> notes) => (Origin, Pictures, Notes) = (origin, pictures, notes);

    /// <summary>The file.</summary>
    public string Origin { get; }

    /// <summary>The pictures, in the order in which the table first names them.</summary>
    public IReadOnlyList<NamedCaptions> Pictures { get; }

    /// <summary>What was guessed or left out while reading, a sentence each, for a person to check.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Reads a table.</summary>
    /// <param name="path">The file.</param>
    /// <param name="picture">Column of the pictures' names, by its name or its number from 1; null: guessed.</param>
    /// <param name="caption">Column of the captions, by its name or its number from 1; null: guessed.</param>
    /// <exception cref="InvalidDataException">The file or a row of it is at fault; one line with its place.</exception>
    public static CaptionTable Load(string path, string? picture = null, string? caption = null)
    {
        TableFormat format = TableFormat.Detect(path);
        TableProfile profile;
        using (TableReader reader = format.Open(path, MostCharacters))
        {
            profile = TableProfile.Of(reader, BeginsWithPicture(format, path) ? false : null, [.. new[] { picture, caption }.OfType<string>()]);
        }

        if (profile.Rows == 0) throw DataError.In(path, "there is no row with a picture and its caption.");
        CaptionColumns columns = CaptionColumns.Of(profile, picture, caption, path);
        using TableReader rows = format.Open(path, MostCharacters);
        if (profile.HasHeader && format.Delimiter is not null) rows.Read();
        try
        {
            return Read(rows, columns, path);
        }
        catch (InvalidDataException fault) when (columns.Note is { } guess)
        {
            throw DataError.ReadWith(guess, fault);
        }
    }

    /// <summary>The pictures of one part, as a table that has no parts; the whole table where nothing is in that part.</summary>
    /// <param name="part">Which part.</param>
    public CaptionTable Only(CaptionPart part)
    {
        NamedCaptions[] chosen = [.. Pictures.Where(picture => picture.Part == part)];
        return new(Origin, [.. (chosen.Length > 0 ? chosen : Pictures).Select(picture => picture with { Part = null })], Notes);
    }

    // A short first caption looks much like the name of a column, but no column is called as a picture file is.
    static bool BeginsWithPicture(TableFormat format, string path)
    {
        using TableReader reader = format.Open(path, MostCharacters);
        return reader.Read() && reader.Fields.ToArray().Any(field => CaptionColumns.HasEnding(PictureName(field ?? "")));
    }

    static CaptionTable Read(TableReader rows, CaptionColumns columns, string path)
    {
        Dictionary<string, (List<string> Captions, CaptionPart? Part)> pictures = new(StringComparer.Ordinal);
        int empty = 0, elsewhere = 0;
        while (rows.Read())
        {
            string name = PictureName(rows.Fields[columns.Picture] ?? ""), caption = (rows.Fields[columns.Caption] ?? "").Trim();
            CaptionPart? part = columns.PartOf(rows.Fields);
            if (name.Length == 0) throw DataError.At(path, rows.Line, "the name of the picture is empty.");
            if (columns.Part is not null && part is null)
            {
                elsewhere++;
            }
            else if (caption.Length == 0)
            {
                empty++;
            }
            else if (!pictures.TryGetValue(name, out (List<string> Captions, CaptionPart? Part) known))
            {
                pictures[name] = ([caption], part);
            }
            else if (known.Part == part)
            {
                known.Captions.Add(caption);
            }
            else
            {
                throw DataError.At(path, rows.Line, $"{DataError.Shown(name)} is in {Word(part)} here and in {Word(known.Part)} above; a picture belongs to one part.");
            }
        }

        if (pictures.Count == 0) throw DataError.In(path, "no row has a picture and a caption.");
        List<string> notes = [.. new[] { columns.Note }.OfType<string>()];
        if (empty > 0) notes.Add($"{empty} rows without a caption left out");
        if (elsewhere > 0) notes.Add($"{elsewhere} rows of no part (training, validation or test) left out");
        return new(path, [.. pictures.Select(entry => new NamedCaptions(entry.Key, entry.Value.Captions, entry.Value.Part))], notes);

        static string Word(CaptionPart? part) => $"{part}".ToLowerInvariant();
    }

    /// <summary>The name without the number of the caption: a.jpg for a.jpg#3.</summary>
    internal static string PictureName(string name)
    {
        int mark = name.LastIndexOf('#');
        return (mark >= 0 && mark + 1 < name.Length && name.AsSpan(mark + 1).IndexOfAnyExceptInRange('0', '9') < 0 ? name[..mark] : name).Trim();
    }

    /// <summary>The pictures and where they come from.</summary>
    public override string ToString() => $"CaptionTable({Origin}: {Pictures.Count} pictures)";
}
