using System.Text.Json;

namespace Unroll.Cli.Tests;

public sealed class TagTests(TrainedModel model) : IDisposable
{
    static readonly string[] Small = ["--task", "tag", "--hidden", "8", "--embedding", "8", "--dropout", "0", "--batch-size", "8", "--learning-rate", "0.05", "--threads", "1"];

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_tagger_is_trained_measured_and_used_on_texts_and_files()
    {
        folder.Write("train.conllu", Treebank(60));
        folder.Write("test.conllu", Treebank(8));
        ToolResult trained = ToolProcess.Run(folder.Path, ["train", "train.conllu", "--test", "test.conllu", "--epochs", "10", "-o", "tagger", "--json", .. Small]);
        Assert.Equal(0, trained.ExitCode);
        JsonElement json = JsonDocument.Parse(trained.Output).RootElement;
        Assert.Equal(("tag", "test", 8), (json.GetProperty("task").GetString(), json.GetProperty("measuredOn").GetString(), json.GetProperty("sentences").GetInt32()));
        Assert.Equal(1, json.GetProperty("metrics").GetProperty("accuracy").GetDouble());
        Assert.InRange(json.GetProperty("baselines").GetProperty("mostFrequentTag").GetDouble(), 0.5, 0.95);

        ToolResult evaluated = ToolProcess.Run(folder.Path, "evaluate", "tagger", "test.conllu", "--json");
        JsonElement again = JsonDocument.Parse(evaluated.Output).RootElement;
        Assert.Equal(json.GetProperty("metrics").GetRawText(), again.GetProperty("metrics").GetRawText());
        Assert.Equal(json.GetProperty("confusion").GetRawText(), again.GetProperty("confusion").GetRawText());

        Assert.Equal("dogs/NOUN can/AUX run/VERB ./PUNCT\n", Output("tag", "tagger", "dogs can run."));
        Assert.Equal("the/DET can/NOUN ./PUNCT\n\nthe/DET can/NOUN\n", OutputFor("the can.\n\nthe can", "tag", "tagger"));
        JsonElement words = JsonDocument.Parse(Output("tag", "tagger", "--json", "the can")).RootElement.GetProperty("words");
        Assert.Equal(["word", "tag", "probability"], words[1].EnumerateObject().Select(property => property.Name));
        Assert.Equal("NOUN", words[1].GetProperty("tag").GetString());

        // The same file comes out where the tags are right, whatever stood in their place; comments and ranges too.
        string treebank = Treebank(8);
        folder.Write("open.conllu", string.Join('\n', treebank.Split('\n').Select(line => line.Split('\t') is { Length: 10 } cells && !cells[0].Contains('-', StringComparison.Ordinal)
            ? string.Join('\t', [.. cells[..3], "_", .. cells[4..]]) : line)));
        Assert.Equal(treebank, Output("tag", "tagger", "open.conllu"));
        Assert.Equal("the DT DET\ncan NN NOUN\n\n", OutputFor("the DT\ncan NN\n\n", "tag", "tagger", "--columns"));

        ToolResult exported = ToolProcess.Run(folder.Path, "export", "tagger", "--onnx", "tagger.onnx");
        Assert.Equal(0, exported.ExitCode);
        Assert.Contains("  out  tags: Int64 [batch, time]", exported.ErrorLines);
    }

    [Fact]
    public void Spans_are_measured_and_an_interrupted_run_goes_on()
    {
        folder.Write("train.txt", string.Concat(Enumerable.Repeat("in O\nNew B-x\nYork I-x\n\nOld B-y\nwell O\n\n", 20)));
        ToolResult trained = ToolProcess.Run(folder.Path, ["train", "train.txt", "--epochs", "8", "-o", "tagger", "--json", .. Small]);
        Assert.Equal(0, trained.ExitCode);
        JsonElement metrics = JsonDocument.Parse(trained.Output).RootElement.GetProperty("metrics");
        Assert.Equal(1, metrics.GetProperty("f1").GetDouble());
        Assert.Equal(["x", "y"], metrics.GetProperty("spanTypes").EnumerateArray().Select(type => type.GetProperty("type").GetString()));
        Assert.Contains("as conlleval counts them", trained.Error, StringComparison.Ordinal);

        ResumedRun.AssertEndsAsTheWhole(folder.Path, ["train", "train.txt", "--epochs", "60", "--validation", "0", .. Small], folder, until: "epoch 2:");
    }

    [Theory]
    [InlineData("a X\nb\n", "unroll: data.txt, line 2: expected 2 columns as in line 1, got 1; a line holds a word with its columns, and an empty line ends a sentence.")]
    [InlineData("a\nb\n", "unroll: data.txt, line 1: one column; a word and its tag are two, separated by a tab or a space.")]
    [InlineData("a X\n\nb X\n\nc X\n", "unroll: data.txt: a tagger needs two different tags or more; this has 1.")]
    public void A_file_at_fault_is_one_line_with_place_and_mend(string content, string expected)
    {
        folder.Write("data.txt", content);
        ToolResult result = ToolProcess.Run(folder.Path, ["train", "data.txt", "--validation", "0", "--test", "0", .. Small]);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Equal(expected, result.ErrorLines[^1]);
    }

    [Fact]
    public void What_cannot_be_tagged_is_said_in_one_line()
    {
        ToolResult named = ToolProcess.Run(folder.Path, "train", "sms-spam", "--task", "tag");
        Assert.Equal(1, named.ExitCode);
        Assert.StartsWith("unroll: sms-spam: this data set has no tags;", Assert.Single(named.ErrorLines), StringComparison.Ordinal);
        ToolResult other = ToolProcess.Run(model.Folder, "tag", "sentiment", "good");
        Assert.Equal(1, other.ExitCode);
        Assert.StartsWith("unroll: sentiment/config.json: expected a model for the task \"tag\", got one for \"classify\"", Assert.Single(other.ErrorLines), StringComparison.Ordinal);
        ToolResult direction = ToolProcess.Run(folder.Path, "train", "--task", "tag", "--bidirectional");
        Assert.Equal(2, direction.ExitCode);
        Assert.StartsWith("unroll train: --bidirectional means nothing to --task tag", Assert.Single(direction.ErrorLines), StringComparison.Ordinal);
    }

    string Output(params string[] arguments) => OutputFor("", arguments);

    string OutputFor(string input, params string[] arguments)
    {
        ToolResult result = ToolProcess.Run(folder.Path, input, arguments);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return result.Output;
    }

    static string Treebank(int sentences)
    {
        string[][] patterns =
        [
            ["dogs NOUN", "can AUX", "run VERB", ". PUNCT"], ["the DET", "can NOUN", ". PUNCT"], ["cats NOUN", "run VERB"], ["the DET", "dogs NOUN", "can AUX", "run VERB", "the DET", "can NOUN"],
        ];
        return string.Concat(Enumerable.Range(0, sentences).Select(i =>
            $"# sent_id = {i}\n1-2\tx\t_\t_\t_\t_\t_\t_\t_\t_\n" + string.Concat(patterns[i % patterns.Length].Select((word, t) =>
                $"{t + 1}\t{word.Split(' ')[0]}\t_\t{word.Split(' ')[1]}\t_\t_\t0\t_\t_\t_\n")) + "\n"));
    }
}
