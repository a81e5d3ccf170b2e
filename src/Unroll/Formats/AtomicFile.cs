using System.Text;

namespace Unroll.Formats;

/// <summary>Writes a file so that whoever reads it, at whatever moment and whatever happens, finds the old content or the new, never a part.</summary>
/// <remarks>
/// The content goes into <c>NAME.partial</c> in the same folder, is flushed to the disk, and takes the name by a rename,
/// which the file system does as one. A process killed on the way leaves at most that partial file, which the next write
/// of the same name replaces. Where the name is a symbolic link, the file that it leads to is written and the link stays.
/// </remarks>
public static class AtomicFile
{
    const int BufferSize = 1 << 16;

    /// <summary>Writes a file.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="write">Writes the content; if it throws, the old file stays as it was.</param>
    /// <exception cref="IOException">The disk is full, the folder is missing or read-only, ...: one line that names the file.</exception>
    public static void Write(string path, Action<Stream> write) => Write(path, write, Create);

    /// <summary>Writes a text file in UTF-8 without a byte order mark.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="text">The whole content.</param>
    /// <exception cref="IOException">As for <see cref="Write(string, Action{Stream})"/>.</exception>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Makes sure, before long work begins, that its result can be written; nothing is changed.</summary>
    /// <param name="path">The file to be written later.</param>
    /// <exception cref="IOException">As for <see cref="Write(string, Action{Stream})"/>.</exception>
    public static void RequireWritable(string path)
    {
        if (Directory.Exists(path))
        {
            throw new IOException($"{path}: cannot be written: a folder has that name; choose another.");
        }

        string partial = Target(path) + ".partial";
        try
        {
            Create(partial).Dispose();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path}: cannot be written: {Reason(exception)}", exception);
        }

        TryDelete(partial);
    }

    /// <summary>As <see cref="Write(string, Action{Stream})"/>, through a stream of the caller's making: how tests fill a disk.</summary>
    internal static void Write(string path, Action<Stream> write, Func<string, Stream> create)
    {
        string target = Target(path), partial = target + ".partial";
        bool isDone = false, isOurs = false;
        try
        {
            using (Stream stream = create(partial))
            {
                isOurs = true;
                write(stream);
                Flush(stream);
            }

            File.Move(partial, target, overwrite: true);
            isDone = true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path}: cannot be written: {Reason(exception)}", exception);
        }
        finally
        {
            if (isOurs && !isDone)
            {
                TryDelete(partial);
            }
        }
    }

    // A rename over a link would put the file in the link's place, and leave what it led to as it was.
    static string Target(string path) =>
        new FileInfo(path) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : path;

    // Nobody else may write the same partial file meanwhile; a leftover of a killed process is replaced.
    static FileStream Create(string partial) => new(partial, FileMode.Create, FileAccess.Write, FileShare.None, BufferSize);

    static void Flush(Stream stream)
    {
        if (stream is FileStream file)
        {
            file.Flush(flushToDisk: true);
        }
        else
        {
            stream.Flush();
        }
    }

    static string Reason(Exception exception) => exception switch
    {
        DirectoryNotFoundException => "its folder does not exist; create the folder first.",
        UnauthorizedAccessException => "no permission, or a folder has that name; choose another place or change the permission.",
        _ => exception.Message.ReplaceLineEndings(" "),
    };

    // The partial file is rubbish; failing to remove it must not hide why the write failed.
    static void TryDelete(string partial)
    {
        try
        {
            File.Delete(partial);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }
}
