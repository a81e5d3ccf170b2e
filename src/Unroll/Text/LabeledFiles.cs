namespace Unroll.Text;

/// <summary>Reads data sets whose labels are the names of files or folders.</summary>
static class LabeledFiles
{
    static readonly string[] TableEndings = [".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet"];

    internal static TextDataset ReadFolder(string path, TextDatasetOptions options)
    {
        if (!Directory.Exists(path)) throw DataError.In(path, File.Exists(path) ? "is a file; a folder was expected." : "no such folder.");
        string[] folders = Listed(path, () => Directory.GetDirectories(path));
        if (folders.Length > 0) return ReadTexts(path, folders, options);
        string[] texts = TextsIn(path);
        if (texts.FirstOrDefault(file => TableEndings.Contains(Extension(file))) is { } table)
        {
            throw DataError.In(path, $"the folder holds tables; name the one to read, such as {table}.");
        }
        return texts.Length > 0 ? ReadLines(texts, options, path)
            : throw DataError.In(path, "the folder holds no text; put a file or a folder of texts for each class into it.");
    }

    /// <summary>The files of a folder that hold text, in ordinal order: those named .txt if there are any; a file stands for itself.</summary>
    internal static string[] TextsIn(string path)
    {
        if (!Directory.Exists(path)) return [path];
        string[] files = [.. Listed(path, () => Directory.GetFiles(path)).Where(file => !IsAboutTheData(file))];
        string[] texts = [.. files.Where(file => Extension(file) == ".txt")];
        return texts.Length > 0 ? texts : files;
    }

    internal static TextDataset ReadLines(IReadOnlyList<string> paths, TextDatasetOptions options, string? source = null)
    {
        string[] labels = FileLabels(paths);
        LabelMap map = new(options);
        List<LabeledText> items = [];
        long empty = 0;
        for (int i = 0; i < paths.Count; i++)
        {
            int label = map.Index(labels[i], paths[i], line: null);
            using LineReader lines = LineReader.Open(paths[i], options.MaximumTextLength);
            while (lines.TryRead(out ReadOnlySpan<char> line))
            {
                if (line.IsWhiteSpace()) empty++;
                else items.Add(new(line.ToString(), label));
            }
        }
        List<string> notes = [$"{paths.Count} files, one class each, one text a line"];
        if (empty > 0) notes.Add($"{empty} empty {(empty == 1 ? "line" : "lines")} left out");
        return map.Finish(source ?? string.Join(", ", paths), items, notes);
    }

    static TextDataset ReadTexts(string path, string[] folders, TextDatasetOptions options)
    {
        if (folders.FirstOrDefault(folder => Path.GetFileName(folder) is "train" or "test") is { } part)
        {
            throw DataError.In(path, $"the folder is divided into parts; name the one to read, such as {part}.");
        }
        LabelMap map = new(options);
        List<LabeledText> items = [];
        long empty = 0, files = 0;
        foreach (string folder in folders)
        {
            string[] all = Listed(folder, () => Directory.GetFiles(folder));
            string[] texts = [.. all.Where(file => Extension(file) == ".txt")];
            foreach (string file in texts.Length > 0 ? texts : all)
            {
                files++;
                if (new FileInfo(file).Length == 0) empty++;
                else items.Add(new(ReadText(file, options.MaximumTextLength), map.Index(Path.GetFileName(folder), folder, line: null)));
            }
        }
        List<string> notes = [$"{folders.Length} folders, one class each, {files} files, one text each"];
        if (empty > 0) notes.Add($"{empty} empty {(empty == 1 ? "file" : "files")} left out");
        return map.Finish(path, items, notes);
    }

    static string ReadText(string file, int maximumLength)
    {
        using StreamReader reader = TextFile.OpenText(file);
        char[] text = new char[(int)Math.Min(maximumLength + 1L, new FileInfo(file).Length * 64 + 64)];
        int length = reader.ReadBlock(text);
        if (length > maximumLength || !reader.EndOfStream) throw DataError.In(file, $"longer than {maximumLength} characters, the limit for one text; is it one text a line?");
        return text.AsSpan(0, length).TrimEnd("\r\n").ToString();
    }

    /// <summary>
    /// A file's class is its name without extension; where several names then agree (rt-polarity.pos and rt-polarity.neg), the
    /// extension; where those agree too, the whole name.
    /// </summary>
    static string[] FileLabels(IReadOnlyList<string> paths)
    {
        string[] names = [.. paths.Select(path => Path.GetFileName(WithoutGzip(path)))];
        string[][] choices = [[.. names.Select(name => Path.GetFileNameWithoutExtension(name))], [.. names.Select(name => Path.GetExtension(name).TrimStart('.'))]];
        return choices.FirstOrDefault(labels => labels.All(label => label.Length > 0) && labels.Distinct(StringComparer.Ordinal).Count() == labels.Length) ?? names;
    }

    static string WithoutGzip(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;

    static string Extension(string path) => Path.GetExtension(WithoutGzip(path)).ToLowerInvariant();

    static bool IsAboutTheData(string path) => Path.GetFileName(path) is "classes.txt"
        || Path.GetFileName(path).StartsWith("readme", StringComparison.OrdinalIgnoreCase)
        || Path.GetFileName(path).StartsWith("licen", StringComparison.OrdinalIgnoreCase)
        || Extension(path) == ".md";

    /// <summary>Entries of a folder in ordinal order, hidden ones left out.</summary>
    static string[] Listed(string path, Func<string[]> list)
    {
        try
        {
            return [.. list().Where(entry => !Path.GetFileName(entry).StartsWith('.')).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{path}: cannot be read ({DataError.OneLine(e.Message)}).", e);
        }
    }
}
