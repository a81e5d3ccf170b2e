namespace Unroll.Cli.Output;

/// <summary>What the person's screen can show.</summary>
static class Terminal
{
    const int DefaultWidth = 80, RedirectedWidth = 100, NarrowestWidth = 20;

    /// <summary>Whether a line on standard error can be redrawn in place.</summary>
    internal static bool Redraws { get; } = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>Whether bold type may be used on standard error: a terminal, and NO_COLOR is not set (see no-color.org).</summary>
    internal static bool Styled { get; } = Redraws && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>Characters in a line.</summary>
    /// <param name="redirected">Whether the text goes to a file or another program.</param>
    internal static int Width(bool redirected)
    {
        if (redirected) return RedirectedWidth;
        try
        {
            return Console.WindowWidth > 0 ? Math.Max(NarrowestWidth, Console.WindowWidth) : DefaultWidth;
        }
        catch (IOException)
        {
            return DefaultWidth;
        }
    }
}
