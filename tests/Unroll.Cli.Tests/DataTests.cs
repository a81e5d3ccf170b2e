using System.Text.Json;

namespace Unroll.Cli.Tests;

public sealed class DataTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    [Fact]
    public void The_list_names_the_data_sets_and_where_they_are()
    {
        ToolResult list = ToolProcess.Run(folder.Path, "data", "list");
        Assert.Equal((0, ""), (list.ExitCode, list.Error));
        Assert.Matches("(?m)^ *dotnet-docs +here ", list.Output);
        Assert.Matches("(?m)^ *ag-news +to download ", list.Output);
        Assert.Matches("(?m)^ *sms-spam +not here ", list.Output);
    }

    [Fact]
    public void What_is_in_a_file_is_shown_before_anything_is_learned_from_it()
    {
        folder.Write("reviews.csv", Reviews.Table(20));
        ToolResult show = ToolProcess.Run(folder.Path, "data", "show", "reviews.csv");
        Assert.Equal(0, show.ExitCode);
        Assert.Contains("text column 'Review', label column 'Sentiment' (guessed", show.Error, StringComparison.Ordinal);
        Assert.Contains("reviews.csv: 20 texts", show.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^ *negative +10 +50\.0 %$", show.Output);
        Assert.Contains("  positive: this is quite a good film about story 0\n", show.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Programs_read_the_same_as_json()
    {
        folder.Write("reviews.csv", Reviews.Table(20));
        using JsonDocument shown = JsonDocument.Parse(ToolProcess.Run(folder.Path, "data", "show", "reviews.csv", "--json").Output);
        Assert.Equal(20, shown.RootElement.GetProperty("texts").GetInt32());
        Assert.Equal(10, shown.RootElement.GetProperty("classes").GetProperty("negative").GetInt32());

        string[] list = ToolProcess.Run(folder.Path, "data", "list", "--json").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] names = [.. list.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("name").GetString()!)];
        Assert.Contains("dotnet-docs", names);
    }

    [Theory]
    [InlineData("unroll: nothing: no data set of this name; known are dotnet-docs, ", "get", "nothing")]
    [InlineData("unroll: nothing: no such file or folder, and no data set of this name; known are dotnet-docs, ", "show", "nothing")]
    [InlineData("unroll: sms-spam: no unchanged copy has a public address; put its files", "get", "sms-spam")]
    public void Data_that_is_not_there_is_said_in_one_line(string expected, params string[] arguments)
    {
        ToolResult result = ToolProcess.Run(folder.Path, ["data", .. arguments]);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith(expected, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();
}
