namespace Unroll.Studio.Service;

/// <summary>By what a changed model folder is known: name, size and time of each of its files.</summary>
/// <param name="Files">One line for each file, in the order of their names; empty where there is no folder.</param>
readonly record struct FolderStamp(string Files)
{
    /// <summary>The stamp of a folder as it is now.</summary>
    internal static FolderStamp Of(string folder)
    {
        try
        {
            return new(string.Join('\n', new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
                .Select(file => $"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}")
                .Order(StringComparer.Ordinal)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is being replaced at this moment, or is gone.
            return new("");
        }
    }
}
