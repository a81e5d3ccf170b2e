using System.Text.Json;

namespace Unroll.Cli.Tests;

public sealed class VerifyTests
{
    [Fact]
    public void Every_check_of_a_cell_passes_and_is_there_for_programs()
    {
        ToolResult result = ToolProcess.Run(Path.GetTempPath(), "verify", "--cell", "gru", "--json");
        Assert.Equal(0, result.ExitCode);
        JsonElement root = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal((21, 0), (root.GetProperty("passed").GetInt32(), root.GetProperty("failed").GetInt32()));
        Assert.All(root.GetProperty("checks").EnumerateArray(), check => Assert.NotEqual("", check.GetProperty("detail").GetString()));
    }

    [Fact]
    public void A_person_reads_a_line_for_each_cell()
    {
        ToolResult result = ToolProcess.Run(Path.GetTempPath(), "verify", "--cell", "rnn");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Matches(@"(?m)^ *rnn +13 +passed", result.Output);
        Assert.Contains("21 checks passed", result.Output, StringComparison.Ordinal);
    }
}
