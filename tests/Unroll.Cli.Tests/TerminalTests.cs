namespace Unroll.Cli.Tests;

public sealed class TerminalTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("", true)]
    [InlineData("NO_COLOR=1 ", false)]
    [InlineData("TERM=dumb ", false)]
    public void A_terminal_sees_a_line_redrawn_in_place_and_bold_headings_unless_the_user_wishes_none(string environment, bool bold)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "needs script(1), which lends a terminal");
        folder.Write("reviews.csv", Reviews.Table(40));
        // Standard output is redirected, so what remains on the terminal is what the tool itself writes on standard error.
        string command = $"{environment}$UNROLL train reviews.csv --epochs 2 {string.Join(' ', Reviews.Small)} > result.txt";
        ToolResult result = ToolProcess.Shell(folder.Path, $"script -qec '{command}' /dev/null");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("epoch 2: ", result.Output, StringComparison.Ordinal);
        Assert.Equal(bold, result.Output.Contains("\u001b[1m", StringComparison.Ordinal));
        // The runtime itself sets the keypad of a terminal that has one; colours and type it leaves alone.
        Assert.Equal(bold, result.Output.Contains("\u001b[0m", StringComparison.Ordinal));
        Assert.Equal(environment != "TERM=dumb ", result.Output.Contains("\repoch 1/2 ", StringComparison.Ordinal));
    }

    public void Dispose() => folder.Dispose();
}
