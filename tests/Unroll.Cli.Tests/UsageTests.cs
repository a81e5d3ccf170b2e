namespace Unroll.Cli.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("unroll: unknown command 'trian'; known are train, evaluate, predict, generate, tag, translate, caption, inspect, report, serve, studio, export, import, data, tournament, lab, bench, verify. See 'unroll --help'.", "trian")]
    [InlineData("unroll data: say which: list, get, show. See 'unroll data --help'.", "data")]
    [InlineData("unroll train: unknown option '--hiden'", "train", "--hiden", "8")]
    [InlineData("unroll train: unknown option '-x'", "train", "data.csv", "-x")]
    [InlineData("unroll predict: unknown option '--jsno'", "predict", "model", "--jsno", "a text")]
    [InlineData("unroll train: --hidden takes a whole number from 1 to 65536, got '0'.", "train", "--hidden", "0")]
    [InlineData("unroll train: --threads takes a whole number from 1 to 1024, got '0'.", "train", "--threads", "0")]
    [InlineData("unroll train: --threads takes a whole number from 1 to 1024, got '-1'.", "train", "--threads", "-1")]
    [InlineData("unroll train: --threads takes a whole number from 1 to 1024, got 'all'.", "train", "--threads", "all")]
    [InlineData("unroll bench: --threads takes a whole number from 1 to 1024, got '0'.", "bench", "--threads", "0")]
    [InlineData("unroll train: --epochs takes", "train", "--epochs", "99999999999999999999")]
    [InlineData("unroll train: --learning-rate takes a number", "train", "--learning-rate", "0,01")]
    [InlineData("unroll train: --learning-rate takes a number", "train", "--learning-rate", "nan")]
    [InlineData("unroll train: --dropout takes a number from 0 to 0.95, got '1'.", "train", "--dropout", "1")]
    [InlineData("unroll train: --seed takes a whole number of 0 or more, got '-1'.", "train", "--seed", "-1")]
    [InlineData("unroll train: --test takes a share from 0 to 0.9 or the path of data, got '1.5'.", "train", "--test", "1.5")]
    [InlineData("unroll train: --cell: 'lsmt' is not known; choose from lstm, gru, rnn, rnn-relu, gru-reset-before", "train", "--cell", "lsmt")]
    [InlineData("unroll train: --task: 'sing' is not known; choose from classify, generate, tag, translate, caption.", "train", "--task", "sing")]
    [InlineData("unroll train: --resume goes on with the run as it was begun, so --hidden cannot be given with it", "train", "--resume", "x", "--hidden", "8")]
    [InlineData("unroll train: --resume goes on with the run as it was begun, so DATA cannot be given with it", "train", "data.csv", "--resume", "x")]
    [InlineData("unroll train: Required argument missing for option: '--output'.", "train", "--output")]
    [InlineData("unroll train: --task classify takes 1 file, folder or data set at most; leave 'b.csv' out.", "train", "a.csv", "b.csv")]
    [InlineData("unroll import: --prefix means nothing when weights are only looked at; say where they go with --into or -o.", "import", "w.pt", "--prefix", "x")]
    [InlineData("unroll import: --allow-missing means nothing without --into; leave it out.", "import", "w.pt", "-o", "x", "--allow-missing")]
    [InlineData("unroll import: --map takes FROM=TO, each FROM once, got 'lstm'.", "import", "w.pt", "--into", "m", "--map", "lstm")]
    [InlineData("unroll report: -o and --markdown name the same file; choose another for one of them.", "report", "MODEL", "-o", "x", "--markdown", "x")]
    [InlineData("unroll tournament: --budget trains as many epochs as fit into the seconds, so --epochs would mean nothing; leave one of them out.", "tournament", "a.csv", "--budget", "60", "--epochs", "3")]
    [InlineData("unroll tournament: --budget takes a number from 0.1 to 1000000, got '1m'.", "tournament", "a.csv", "--budget", "1m")]
    [InlineData("unroll evaluate: Required argument 'DATA' missing", "evaluate", "model")]
    public void A_mistake_on_the_command_line_is_one_line_and_exit_code_2(string expected, params string[] arguments)
    {
        ToolResult result = ToolProcess.Run(".", arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.Equal("", result.Output);
        string line = Assert.Single(result.ErrorLines);
        Assert.StartsWith(expected, line, StringComparison.Ordinal);
        Assert.Matches(" See 'unroll[a-z ]* --help'\\.$", line);
    }
}
