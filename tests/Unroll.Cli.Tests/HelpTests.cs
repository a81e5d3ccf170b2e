namespace Unroll.Cli.Tests;

public sealed class HelpTests
{
    [Theory]
    [InlineData("")]
    [InlineData("train")]
    [InlineData("evaluate")]
    [InlineData("predict")]
    [InlineData("translate")]
    [InlineData("caption")]
    [InlineData("studio")]
    [InlineData("report")]
    [InlineData("export")]
    [InlineData("import")]
    [InlineData("data")]
    [InlineData("data list")]
    [InlineData("data get")]
    [InlineData("data show")]
    [InlineData("tournament")]
    [InlineData("lab")]
    [InlineData("lab grid")]
    [InlineData("lab grid addition")]
    public void Every_command_explains_itself_with_examples(string command)
    {
        ToolResult help = ToolProcess.Run(".", [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Assert.Equal(0, help.ExitCode);
        Assert.Equal("", help.Error);
        Assert.Contains($"Usage:\n  {$"unroll {command}".TrimEnd()}", help.Output, StringComparison.Ordinal);
        string examples = help.Output[help.Output.IndexOf("Examples:", StringComparison.Ordinal)..];
        Assert.Contains($"  {$"unroll {command}".TrimEnd()}", examples, StringComparison.Ordinal);
        Assert.All(help.Output.Split('\n'), line => Assert.True(line.Length <= 100, line));
    }

    [Fact]
    public void Without_a_command_the_tool_explains_itself()
    {
        ToolResult plain = ToolProcess.Run(".");
        Assert.Equal(0, plain.ExitCode);
        Assert.Equal(ToolProcess.Run(".", "--help").Output, plain.Output);
    }

    [Fact]
    public void Training_has_the_options_that_scripts_rely_on()
    {
        string help = ToolProcess.Run(".", "train", "--help").Output;
        string[] options =
        [
            "--output", "--task", "--cell", "--hidden", "--layers", "--bidirectional", "--embedding", "--dropout", "--batch-size", "--learning-rate",
            "--epochs", "--seed", "--threads", "--validation", "--test", "--resume", "--json", "--text", "--label", "--vectors",
        ];
        Assert.All(options, option => Assert.Contains(option, help, StringComparison.Ordinal));
    }

    [Fact]
    public void The_version_is_three_numbers() => Assert.Matches(@"^\d+\.\d+\.\d+\n$", ToolProcess.Run(".", "--version").Output);
}
