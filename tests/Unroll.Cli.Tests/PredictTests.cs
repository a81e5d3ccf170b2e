using System.Text.Json;

namespace Unroll.Cli.Tests;

public sealed class PredictTests(TrainedModel model)
{
    [Fact]
    public void Json_is_an_object_a_line_with_every_probability()
    {
        ToolResult result = ToolProcess.Run(model.Folder, "predict", "sentiment", "--json", "this is quite a good film", "this is quite a bad \"film\" \u00fcber");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["positive", "negative"], lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("label").GetString()));
        JsonElement second = JsonDocument.Parse(lines[1]).RootElement;
        Assert.Equal(["text", "label", "probability", "probabilities"], second.EnumerateObject().Select(property => property.Name));
        Assert.Equal("this is quite a bad \"film\" \u00fcber", second.GetProperty("text").GetString());
        JsonElement probabilities = second.GetProperty("probabilities");
        Assert.Equal(["negative", "positive"], probabilities.EnumerateObject().Select(property => property.Name));
        Assert.Equal(1, probabilities.EnumerateObject().Sum(property => property.Value.GetDouble()), tolerance: 1e-6);
        Assert.Equal(probabilities.GetProperty("negative").GetDouble(), second.GetProperty("probability").GetDouble());
    }

    [Fact]
    public void Each_line_of_standard_input_has_its_answer()
    {
        string input = "\uFEFFa good film\r\n\na bad film\n@file\nno line break at the end";
        ToolResult result = ToolProcess.Run(model.Folder, input, ["predict", "sentiment", "--json"]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(["a good film", "", "a bad film", "@file", "no line break at the end"],
            result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("text").GetString()));
    }

    [Fact]
    public void A_readable_answer_is_label_share_and_text_on_one_line()
    {
        ToolResult result = ToolProcess.Run(model.Folder, "predict", "sentiment", "this is quite a good\u001b[31m\nfilm", "@x", "--", "-5 degrees", "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.Matches(@"^(positive|negative) +\d+\.\d %  this is quite a good \[31m film$", lines[0]);
        Assert.EndsWith("  @x", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("  -5 degrees", lines[2], StringComparison.Ordinal);
        Assert.EndsWith("  --json", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public void A_very_long_line_is_a_text_like_any_other()
    {
        string line = string.Concat(Enumerable.Repeat("good ", 1_000_000));
        ToolResult result = ToolProcess.Run(model.Folder, $"{line}\nbad\n", ["predict", "sentiment"]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(2, result.Output.Count(c => c == '\n'));
    }

    [Fact]
    public void A_line_that_is_not_utf8_is_named_after_the_answers_before_it()
    {
        byte[] input = [.. "good\nbad\ncaf"u8, 0xE9, (byte)'\n', .. "good\n"u8];
        ToolResult result = ToolProcess.Run(model.Folder, input, ["predict", "sentiment"]);
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("unroll: standard input, line 3: not UTF-8 (byte 0xE9)", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void No_input_gives_no_answer()
    {
        ToolResult result = ToolProcess.Run(model.Folder, "predict", "sentiment");
        Assert.Equal(new ToolResult(0, "", ""), result);
    }

    [Fact]
    public void A_reader_that_has_seen_enough_is_no_error()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a POSIX shell");
        ToolResult result = ToolProcess.Shell(model.Folder, "yes good 2> yes.txt | $UNROLL predict sentiment | head -n 2");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(2, result.Output.Count(c => c == '\n'));
    }

    [Fact]
    public void A_disk_that_is_full_is_said()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        ToolResult result = ToolProcess.Shell(model.Folder, "$UNROLL predict sentiment good > /dev/full");
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("unroll: standard output cannot be written: No space left on device", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void Results_of_several_runs_can_share_a_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a POSIX shell");
        ToolResult result = ToolProcess.Shell(model.Folder, "(echo first; $UNROLL predict sentiment good; $UNROLL predict sentiment bad; echo last) > shared.txt; cat shared.txt");
        Assert.Equal(["first", "positive", "negative", "last"], result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]));
    }
}
