using System.Text.Json;

namespace Unroll.Cli.Tests;

/// <summary>A small generator that several tests use, trained once by the tool.</summary>
public sealed class TrainedGenerator : IDisposable
{
    readonly TemporaryFolder folder = new();

    public TrainedGenerator()
    {
        folder.Write("a.txt", string.Concat(Enumerable.Repeat("the cat sat on the mat.\n", 60)));
        folder.Write("b.txt", string.Concat(Enumerable.Repeat("the dog did not.\n", 60)));
        Result = ToolProcess.Run(folder.Path, "train", "--task", "generate", "a.txt", "b.txt", "-o", "tale", "--hidden", "24", "--layers", "1", "--embedding", "8",
            "--batch-size", "8", "--chunk", "16", "--epochs", "3", "--learning-rate", "0.02", "--threads", "1", "--tie", "--weight-dropout", "0.1", "--json");
        Assert.Equal(0, Result.ExitCode);
    }

    internal ToolResult Result { get; }

    internal string Folder => folder.Path;

    public void Dispose() => folder.Dispose();
}

public sealed class GenerateTests(TrainedGenerator tale) : IClassFixture<TrainedGenerator>
{
    [Fact]
    public void Training_says_and_prints_what_scripts_and_people_need()
    {
        JsonElement root = JsonDocument.Parse(tale.Result.Output).RootElement;
        Assert.Equal("generate", root.GetProperty("task").GetString());
        JsonElement metrics = root.GetProperty("metrics");
        double perplexity = metrics.GetProperty("perplexity").GetDouble(), loss = metrics.GetProperty("loss").GetDouble();
        Assert.Equal(perplexity, Math.Exp(loss), 1e-9);
        // Every token is a character; the first is not foreseen.
        Assert.Equal(metrics.GetProperty("bitsPerCharacter").GetDouble(), loss / Math.Log(2) * metrics.GetProperty("tokens").GetInt64() / metrics.GetProperty("characters").GetInt64(), 1e-9);
        Assert.InRange(root.GetProperty("baselines").GetProperty("nGramPerplexity").GetDouble(), 1, 3);
        Assert.Contains("a.txt, b.txt: 1,984 characters to learn from, 238 to stop by, 238 to test with", tale.Result.Error, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^epoch 1: loss \d\.\d{4}; validation loss \d\.\d{4}, perplexity \d+\.\d{3}; \S+ tokens/s$", tale.Result.Error);
    }

    [Fact]
    public void The_same_seed_writes_the_same_text_and_json_holds_it()
    {
        string[] command = ["generate", "tale", "--prompt", "the cat", "--length", "30", "--temperature", "0.9", "--top-k", "20", "--top-p", "0.95", "--repetition-penalty", "1.1", "--seed", "7"];
        ToolResult first = ToolProcess.Run(tale.Folder, command);
        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        Assert.StartsWith("the cat", first.Output, StringComparison.Ordinal);
        Assert.Equal("the cat".Length + 30 + 1, first.Output.Length);
        JsonElement json = JsonDocument.Parse(ToolProcess.Run(tale.Folder, [.. command, "--json"]).Output).RootElement;
        Assert.Equal(first.Output, json.GetProperty("prompt").GetString() + json.GetProperty("text").GetString() + "\n");
        Assert.Equal(30, json.GetProperty("tokens").GetInt32());
    }

    [Fact]
    public void A_conversation_in_two_sittings_is_the_one_in_one()
    {
        string[] talk = ["generate", "tale", "--interactive", "--length", "12", "--session"];
        string whole = ToolProcess.Run(tale.Folder, "the cat\nsat\n\n", [.. talk, "whole.session"]).Output;
        string first = ToolProcess.Run(tale.Folder, "the cat\n", [.. talk, "parts.session"]).Output;
        Assert.Equal(whole, first + ToolProcess.Run(tale.Folder, "sat\n\n", [.. talk, "parts.session"]).Output);
        Assert.Equal(File.ReadAllBytes(Path.Combine(tale.Folder, "whole.session")), File.ReadAllBytes(Path.Combine(tale.Folder, "parts.session")));
    }

    [Fact]
    public void A_signal_ends_a_text_in_order()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs POSIX signals");
        // A shell makes its background processes deaf to INT, so it is TERM here, which is handled by the same code.
        ToolResult result = ToolProcess.Shell(tale.Folder, "$UNROLL generate tale --prompt the --length 2000000000 --session stopped.session > stopped.txt & " +
            "tool=$!; until [ -s stopped.txt ]; do sleep 0.05; done; kill -TERM $tool; wait $tool");
        Assert.Equal((130, ""), (result.ExitCode, result.Error));
        string written = File.ReadAllText(Path.Combine(tale.Folder, "stopped.txt"));
        Assert.StartsWith("the", written, StringComparison.Ordinal);
        Assert.EndsWith("\n", written, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(tale.Folder, "stopped.session")));
    }

    [Fact]
    public void Evaluate_measures_a_generator_too()
    {
        ToolResult result = ToolProcess.Run(tale.Folder, "evaluate", "tale", "a.txt", "--json");
        JsonElement root = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal("generate", root.GetProperty("task").GetString());
        Assert.Equal(60 * 24 - 1, root.GetProperty("metrics").GetProperty("tokens").GetInt64());
    }

    [Theory]
    [InlineData(1, "unroll: prompt: it is empty, and there is nothing to go on from; give a few characters to begin with.", "generate", "tale", "--prompt", "")]
    [InlineData(1, "unroll: prompt: 'X', token 5 of 5, did not occur in the text this model has learned from; it knows 15 tokens: ", "generate", "tale", "--prompt", "the X")]
    [InlineData(1, "unroll: .: cannot be written: a folder has that name; choose another.", "generate", "tale", "--prompt", "the", "--session", ".")]
    [InlineData(1, "unroll: no/a.session: cannot be written: its folder does not exist", "generate", "tale", "--prompt", "the", "--session", "no/a.session")]
    [InlineData(1, "unroll: none: there is no such model folder; give the folder that training wrote.", "generate", "none", "--prompt", "a")]
    [InlineData(1, "unroll: tale/config.json: expected a model for the task \"classify\", got one for \"generate\"; use the command for that task.", "predict", "tale", "a")]
    [InlineData(1, "unroll: empty.txt: the file is empty.", "train", "--task", "generate", "empty.txt")]
    [InlineData(1, "unroll: short.txt: 8 tokens are left to learn from, too few to read at 32 places at once; give more text, or a batch size of 4 or less.", "train", "--task", "generate", "short.txt")]
    [InlineData(2, "unroll generate: --temperature takes a number from 0 to 100, got 'hot'.", "generate", "tale", "--prompt", "a", "--temperature", "hot")]
    [InlineData(2, "unroll generate: say how the text begins with --prompt, ", "generate", "tale")]
    [InlineData(2, "unroll train: --tokenizer bpe is learned by --task generate and translate only; choose word or character.", "train", "a.txt", "--tokenizer", "bpe")]
    [InlineData(2, "unroll train: --bidirectional means nothing to --task generate; leave it out.", "train", "--task", "generate", "a.txt", "--bidirectional")]
    public void What_is_wrong_is_said_in_one_line(int exitCode, string message, params string[] command)
    {
        File.WriteAllText(Path.Combine(tale.Folder, "empty.txt"), "");
        File.WriteAllText(Path.Combine(tale.Folder, "short.txt"), "too short\n");
        ToolResult result = ToolProcess.Run(tale.Folder, command);
        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.StartsWith(message, result.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Equal(command.Contains("short.txt") ? 2 : 1, result.ErrorLines.Length);
    }
}
