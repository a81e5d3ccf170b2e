namespace Unroll.Cli.Tests;

/// <summary>The studio as its users start and end it.</summary>
public sealed class StudioTests(TrainedModel model)
{
    [Fact]
    public void It_says_where_it_is_and_ends_when_it_is_told_to()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs POSIX signals");
        using ToolProcess tool = ToolProcess.Begin(model.Folder, "studio", "--port", "0");
        tool.WaitFor("Ctrl+C ends the studio");
        tool.Signal("INT");
        ToolResult ended = tool.WaitForEnd();
        Assert.Equal(0, ended.ExitCode);
        Assert.StartsWith("http://127.0.0.1:", Assert.Single(ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Equal("Open this address in a browser on this machine; Ctrl+C ends the studio.", Assert.Single(ended.ErrorLines));
    }

    [Theory]
    [InlineData(1, "unroll: nowhere: there is no such folder", "nowhere")]
    [InlineData(2, "unroll studio: --port takes a whole number", "--port", "65536")]
    public void What_cannot_be_shown_is_said_in_one_line(int exitCode, string reason, params string[] arguments)
    {
        ToolResult refused = ToolProcess.Run(model.Folder, ["studio", .. arguments]);
        Assert.Equal(exitCode, refused.ExitCode);
        Assert.StartsWith(reason, Assert.Single(refused.ErrorLines), StringComparison.Ordinal);
        Assert.Equal("", refused.Output);
    }
}
