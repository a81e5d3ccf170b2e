namespace Unroll.Cli.Output;

/// <summary>What the person's screen can show.</summary>
static class Terminal
{
    const int DefaultWidth = 80, RedirectedWidth = 100, NarrowestWidth = 20;

    /// <summary>Whether a line on standard error can be redrawn in place.</summary>
    internal static bool Redraws => !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>Whether bold type may be used: on a terminal that knows it, unless NO_COLOR is set (see no-color.org).</summary>
    /// <param name="redirected">Whether the text goes to a file or another program.</param>
    internal static bool Styled(bool redirected) => !redirected
        && Environment.GetEnvironmentVariable("TERM") != "dumb"
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

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
