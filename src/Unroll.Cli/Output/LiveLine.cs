namespace Unroll.Cli.Output;

/// <summary>A line on standard error that is redrawn in place; nothing at all where that cannot be.</summary>
sealed class LiveLine
{
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    readonly TimeProvider clock = TimeProvider.System;
    long lastDrawn;
    int shownLength;

    /// <summary>Shows a line, not more often than anybody can read.</summary>
    /// <param name="line">Makes the line for a number of characters; not called where nothing is shown.</param>
    internal void Show(Func<int, string> line)
    {
        if (!Terminal.Redraws || (shownLength > 0 && clock.GetElapsedTime(lastDrawn) < Interval)) return;
        Draw(line(Terminal.Width(redirected: false) - 1));
        lastDrawn = clock.GetTimestamp();
    }

    /// <summary>Takes the line away; whatever is said next begins on a clean line.</summary>
    internal void Clear()
    {
        if (shownLength == 0) return;
        Draw("");
        Console.Error.Write('\r');
        shownLength = 0;
    }

    // Blanks instead of an erase code: terminals without codes, and NO_COLOR, need no case of their own.
    void Draw(string line)
    {
        Console.Error.Write($"\r{line.PadRight(shownLength)}");
        shownLength = line.Length;
    }
}
