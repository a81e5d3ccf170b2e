using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Unroll.Cli.Output;

/// <summary>Standard output was closed by the program that reads it, such as head; there is nobody left to work for.</summary>
sealed class ClosedOutputException : Exception;

/// <summary>Results on standard output, always UTF-8.</summary>
/// <remarks>The console's own stream passes over a closed pipe in silence, and the tool would work on for nobody.</remarks>
sealed class ResultWriter : IDisposable
{
    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    // EPIPE, and what Windows says for it.
    const int BrokenPipe = 32, WindowsBrokenPipe = unchecked((int)0x8007006D), WindowsClosing = unchecked((int)0x800700E8);

    readonly Stream stream = Open();

    /// <summary>Writes bytes that are UTF-8.</summary>
    internal void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            stream.Write(bytes);
            stream.Flush();
        }
        catch (IOException e) when (e.HResult is BrokenPipe or WindowsBrokenPipe or WindowsClosing)
        {
            throw new ClosedOutputException();
        }
        catch (IOException e)
        {
            throw new IOException($"standard output cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Writes text as UTF-8.</summary>
    internal void Write(string text) => Write(Utf8.GetBytes(text));

    public void Dispose() => stream.Dispose();

    static Stream Open()
    {
        if (OperatingSystem.IsWindows()) return Console.OpenStandardOutput();
        FileStream pipe = new(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        if (!pipe.CanSeek) return pipe;
        // A file: FileStream would write at a position of its own and overwrite what other programs append through the same handle.
        pipe.Dispose();
        return Console.OpenStandardOutput();
    }
}
