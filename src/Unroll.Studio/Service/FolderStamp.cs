namespace Unroll.Studio.Service;

/// <summary>By what a changed model folder is known: size and time of the configuration and of the weights.</summary>
readonly record struct FolderStamp(FileStamp Configuration, FileStamp Weights)
{
    /// <summary>The stamp of a folder as it is now; a file that is missing has one too.</summary>
    internal static FolderStamp Of(string folder) =>
        new(FileStamp.Of(Path.Combine(folder, "config.json")), FileStamp.Of(Path.Combine(folder, "model.safetensors")));
}

/// <summary>Size and time of a file; −1 and 0 where it is missing.</summary>
readonly record struct FileStamp(long Bytes, long Ticks)
{
    internal static FileStamp Of(string path)
    {
        FileInfo file = new(path);
        return file.Exists ? new(file.Length, file.LastWriteTimeUtc.Ticks) : new(-1, 0);
    }
}
