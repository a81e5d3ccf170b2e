using System.Buffers;
using System.Diagnostics;
using System.Text;
using Unroll.Cli.Input;
using Unroll.Cli.Output;
using Unroll.Tasks.Generation;

namespace Unroll.Cli.Tasks.Generation;

/// <summary>Writes a text on standard output while it comes.</summary>
/// <param name="session">The text so far.</param>
/// <param name="options">How it goes on.</param>
/// <param name="json">Whether a program reads it.</param>
/// <param name="cancellationToken">Stops after the token under way.</param>
sealed class Writing(GeneratorSession session, GenerationOptions options, bool json, CancellationToken cancellationToken) : IDisposable
{
    readonly ResultWriter output = new();

    /// <summary>Reads a beginning and goes on from it.</summary>
    /// <returns>Whether it was written to its end; false if it was stopped.</returns>
    internal bool Continue(string beginning)
    {
        session.Read(beginning);
        if (!json) Show(beginning);
        return Write(beginning);
    }

    /// <summary>Goes on from each line of standard input.</summary>
    /// <returns>Whether the input came to its end; false if writing was stopped.</returns>
    internal bool Converse(string? beginning)
    {
        if (beginning is not null && !Continue(beginning)) return false;
        if (!Console.IsInputRedirected) Messages.Say("Type how the text goes on and press Enter; an empty line lets it go on by itself; Ctrl+D ends.");
        InputLines lines = new(Console.OpenStandardInput(), "standard input");
        while (NextLines(lines) is { } batch)
        {
            foreach (string line in batch)
            {
                if (IsRead(line) && !Write(line)) return false;
            }
        }
        return !cancellationToken.IsCancellationRequested;
    }

    /// <summary>The next lines; null at the end of the input, or when the user asks to stop while none has come.</summary>
    IReadOnlyList<string>? NextLines(InputLines lines)
    {
        try
        {
            // Reading the terminal cannot be stopped, so it is left behind on a thread of its own.
            return Task.Run(lines.Next).WaitAsync(cancellationToken).GetAwaiter().GetResult() is { Count: > 0 } read ? read : null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Reads a line; a person who typed what the model does not know is told, and may type again.</summary>
    bool IsRead(string line)
    {
        try
        {
            session.Read(line);
            return true;
        }
        catch (InvalidDataException unknown) when (!Console.IsInputRedirected)
        {
            Messages.Say(unknown.Message);
            return false;
        }
    }

    public void Dispose() => output.Dispose();

    bool Write(string beginning)
    {
        StringBuilder written = new();
        long before = session.TokensWritten;
        Stopwatch watch = Stopwatch.StartNew();
        bool isWhole = Stream(written).GetAwaiter().GetResult();
        if (json) PrintJson(beginning, written.ToString(), session.TokensWritten - before, watch.Elapsed);
        else output.Write("\n");
        return isWhole;
    }

    async Task<bool> Stream(StringBuilder written)
    {
        try
        {
            await foreach (string piece in session.WriteAsync(options, cancellationToken).ConfigureAwait(false))
            {
                written.Append(piece);
                if (!json) Show(piece);
            }
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // What a model has learned may hold terminal codes; a terminal must not obey them.
    void Show(string text) => output.Write(Console.IsOutputRedirected ? text
        : string.Concat(text.Select(c => char.IsControl(c) && c is not ('\n' or '\t') ? ' ' : c)));

    void PrintJson(string beginning, string text, long tokens, TimeSpan time)
    {
        ArrayBufferWriter<byte> buffer = new();
        JsonText.AppendLine(buffer, line =>
        {
            line.WriteString("prompt", beginning);
            line.WriteString("text", text);
            line.WriteNumber("tokens", tokens);
            line.Number("seconds", time.TotalSeconds);
            line.Number("tokensPerSecond", tokens / time.TotalSeconds);
        });
        output.Write(buffer.WrittenSpan);
    }
}
