using System.Text.Json;
using System.Xml.Linq;

namespace Unroll.Cli.Tests;

/// <summary>The memory lab and the tournament, as a user meets them.</summary>
public sealed class LabTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_memory_lab_prints_json_and_draws_a_chart()
    {
        ToolResult result = ToolProcess.Run(folder.Path, "lab", "memory", "--cells", "gru,ind-rnn", "--lengths", "10,12", "--seeds", "1", "--steps", "20", "--hidden", "8", "--json", "-o", "out");

        Assert.Equal(0, result.ExitCode);
        using JsonDocument json = JsonDocument.Parse(result.Output);
        Assert.Equal("temporal-order", json.RootElement.GetProperty("problem").GetString());
        Assert.Equal(["gru 10", "gru 12", "ind-rnn 10", "ind-rnn 12"],
            json.RootElement.GetProperty("results").EnumerateArray().Select(line => $"{line.GetProperty("cell").GetString()} {line.GetProperty("distance").GetInt32()}"));
        XElement.Load(Path.Combine(folder.Path, "out", "memory.svg"));
    }

    [Fact]
    public void What_is_finished_stays_until_the_chart_is_there()
    {
        string[] arguments = ["lab", "memory", "--cells", "gru", "--lengths", "10", "--seeds", "2", "--steps", "20", "--hidden", "8", "--json", "-o", "out"];
        Directory.CreateDirectory(folder["out/memory.svg"]);
        ToolResult failed = ToolProcess.Run(folder.Path, arguments);
        Assert.Equal(1, failed.ExitCode);
        Assert.Contains("out/memory.svg: cannot be written", failed.Error, StringComparison.Ordinal);
        Assert.Equal(3, File.ReadAllLines(folder["out/memory.svg.unfinished"]).Length);

        Directory.Delete(folder["out/memory.svg"]);
        ToolResult again = ToolProcess.Run(folder.Path, arguments);
        // To the tick the time that the networks took: they were not trained again.
        Assert.Equal((0, failed.Output), (again.ExitCode, again.Output));
        Assert.Contains("2 networks of these were finished before the interruption.", again.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("finished before", failed.Error, StringComparison.Ordinal);
        Assert.Equal(["memory.svg"], Directory.GetFiles(folder["out"]).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("unroll lab memory: --cells: 'lsmt' is not known; choose from lstm, gru", "--cells", "rnn,lsmt")]
    [InlineData("unroll lab memory: --lengths takes whole numbers of 10 or more with commas between them, got '5'.", "--lengths", "20,5")]
    public void A_mistake_in_a_list_is_one_line(string expected, params string[] arguments)
    {
        ToolResult result = ToolProcess.Run(".", ["lab", "memory", .. arguments]);
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith(expected, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tournament_compares_cells_and_goes_on_where_it_was()
    {
        File.WriteAllLines(Path.Combine(folder.Path, "reviews.csv"),
            ["text,label", .. Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? $"good film {i},yes" : $"bad film {i},no")]);
        string[] arguments = ["tournament", "reviews.csv", "--seeds", "2", "--epochs", "1", "--hidden", "8", "--embedding", "8", "-o", "out", "--json"];
        ToolResult first = ToolProcess.Run(folder.Path, [.. arguments, "--cells", "gru,mgu"]);
        string[] before = File.ReadAllLines(Path.Combine(folder.Path, "out", "results.jsonl"));
        ToolResult second = ToolProcess.Run(folder.Path, [.. arguments, "--cells", "gru,mgu,rnn"]);
        string[] after = File.ReadAllLines(Path.Combine(folder.Path, "out", "results.jsonl"));

        Assert.Equal(0, first.ExitCode);
        Assert.Equal(0, second.ExitCode);
        Assert.Equal(5, before.Length);
        Assert.Equal(7, after.Length);
        Assert.Equal(before, after[..5]);
        Assert.DoesNotContain("taken from", first.Error, StringComparison.Ordinal);
        Assert.Contains("4 of 6 runs were finished before and are taken from out; the others were trained now.", second.Error, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(second.Output);
        JsonElement[] cells = [.. json.RootElement.GetProperty("cells").EnumerateArray()];
        Assert.Equal(["gru", "mgu", "rnn"], cells.Select(cell => cell.GetProperty("cell").GetString()));
        Assert.All(cells, cell => Assert.True(cell.GetProperty("low").GetDouble() <= cell.GetProperty("accuracy").GetDouble()));
        XElement.Load(Path.Combine(folder.Path, "out", "accuracy-time.svg"));
        XElement.Load(Path.Combine(folder.Path, "out", "accuracy-parameters.svg"));
    }

    // How many epochs fit into the time is not for a test to know: what the file says of the first run is changed to none.
    [Fact]
    public void A_tournament_by_the_clock_says_what_its_figures_are_worth()
    {
        File.WriteAllLines(folder["reviews.csv"], ["text,label", .. Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? $"good film {i},yes" : $"bad film {i},no")]);
        string[] arguments = ["tournament", "reviews.csv", "--seeds", "1", "--cells", "gru", "--batch-size", "12", "--hidden", "8", "--embedding", "8", "-o", "out", "--budget"];
        ToolResult first = ToolProcess.Run(folder.Path, [.. arguments, "0.5"]);
        string[] lines = File.ReadAllLines(folder["out/results.jsonl"]);
        lines[1] = JsonSerializer.Serialize(new { cell = "Gru", seed = 1, accuracy = 0.5, loss = 0.7, parameters = 100, epochs = 0, steps = 2, seconds = 3.0 });
        File.WriteAllLines(folder["out/results.jsonl"], lines);
        ToolResult again = ToolProcess.Run(folder.Path, [.. arguments, "0.5", "--json"]);
        ToolResult other = ToolProcess.Run(folder.Path, [.. arguments, "0.6"]);

        Assert.Equal((0, 0, 1), (first.ExitCode, again.ExitCode, other.ExitCode));
        Assert.Contains("Each run had 0.5 s, so the figures depend on how fast this machine is", first.Error, StringComparison.Ordinal);
        // Hundreds of epochs, of which a line a second is said.
        Assert.InRange(first.ErrorLines.Count(line => line.StartsWith("epoch ", StringComparison.Ordinal)), 0, 2);
        using JsonDocument json = JsonDocument.Parse(again.Output);
        Assert.Equal((0.5, false), (json.RootElement.GetProperty("budgetSeconds").GetDouble(), json.RootElement.GetProperty("reproducible").GetBoolean()));
        JsonElement gru = Assert.Single(json.RootElement.GetProperty("cells").EnumerateArray());
        Assert.Equal((0.0, 1), (gru.GetProperty("epochs").GetDouble(), gru.GetProperty("runsWithoutEpoch").GetInt32()));
        // 48 texts to learn from make 4 steps of 12; 2 took 3 s, so 4 take 6, and a fifth more for the validation.
        Assert.Contains("gru: in 1 of 1 runs the time was up before the first epoch was trained and validated, so the weights of that moment were measured; give --budget 8 or more.",
            again.Error, StringComparison.Ordinal);
        Assert.Contains("held on other data or with other options", Assert.Single(other.ErrorLines, line => line.StartsWith("unroll: ", StringComparison.Ordinal)), StringComparison.Ordinal);
    }
}
