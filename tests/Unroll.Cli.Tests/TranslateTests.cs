using System.Text.Json;
using System.Xml.Linq;

namespace Unroll.Cli.Tests;

/// <summary>Translators, from two files to an alignment.</summary>
public sealed class TranslateTests(TrainedTranslator model) : IClassFixture<TrainedTranslator>, IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_translator_is_exported_as_encoder_and_decoder()
    {
        folder.Write("lines.txt", "a b c\n\nc b a a\n");
        ToolResult result = ToolProcess.Run(model.Folder, "export", "words", "--onnx", folder["words.onnx"], "--texts", folder["lines.txt"]);
        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        Assert.Equal(["words.decoder.onnx", "words.encoder.onnx"], Directory.GetFiles(folder.Path, "*.onnx").Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Json_of_training_has_the_names_that_scripts_rely_on()
    {
        JsonElement root = JsonDocument.Parse(Assert.Single(model.Result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))).RootElement;
        Assert.Equal("translate", root.GetProperty("task").GetString());
        Assert.Equal("test", root.GetProperty("measuredOn").GetString());
        JsonElement metrics = root.GetProperty("metrics"), nearest = root.GetProperty("baselines").GetProperty("nearestNeighbour");
        foreach (string name in new[] { "bleu", "bleuLowerCase", "chrF", "exactMatch", "wordF1" })
        {
            Assert.InRange(metrics.GetProperty(name).GetDouble(), 0, 100);
            Assert.InRange(nearest.GetProperty(name).GetDouble(), 0, 100);
        }

        Assert.Equal(Math.Exp(metrics.GetProperty("loss").GetDouble()), metrics.GetProperty("perplexity").GetDouble(), tolerance: 1e-6);
        Assert.InRange(metrics.GetProperty("exactMatch").GetDouble(), 0.7, 1);
    }

    [Fact]
    public void A_translation_is_a_line_for_each_line_of_input()
    {
        ToolResult answer = ToolProcess.Run(model.Folder, "c b a\n\na\n", ["translate", "words"]);
        Assert.Equal(0, answer.ExitCode);
        string[] lines = answer.Output.Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.Equal(("C B A", "", "A"), (lines[0], lines[1], lines[2]));
    }

    [Fact]
    public void The_best_few_come_with_their_scores_best_first()
    {
        ToolResult answer = ToolProcess.Run(model.Folder, "translate", "words", "b a", "--n-best", "3", "--beam", "4", "--json");
        double[] scores = [.. answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("score").GetDouble())];
        Assert.Equal(3, scores.Length);
        Assert.Equal(scores.OrderDescending(), scores);
    }

    [Fact]
    public void The_alignment_is_a_table_and_a_drawing()
    {
        ToolResult answer = ToolProcess.Run(model.Folder, "translate", "words", "b a", "--show-alignment", folder["drawn.svg"]);
        Assert.Equal(0, answer.ExitCode);
        string[] lines = answer.Output.Split('\n');
        Assert.Equal("B A", lines[0]);
        Assert.Matches(@"^ +b +a +</s>$", lines[1]);
        Assert.Matches(@"^B( +(\.|\d+)){3}$", lines[2]);
        Assert.Matches(@"^</s>( +(\.|\d+)){3}$", lines[4]);
        Assert.Equal(9, XDocument.Load(folder["drawn.svg"]).Descendants().Count(element => element.Attribute("fill-opacity") is not null));
    }

    [Fact]
    public void A_translator_is_measured_by_evaluate()
    {
        ToolResult result = ToolProcess.Run(model.Folder, "evaluate", "words", "words.src", "words.tgt", "--beam", "1", "--json");
        Assert.Equal(0, result.ExitCode);
        Assert.InRange(JsonDocument.Parse(result.Output).RootElement.GetProperty("metrics").GetProperty("exactMatch").GetDouble(), 0.9, 1);
        Assert.Contains("nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_of_different_length_are_one_line_with_both_counts()
    {
        folder.Write("a.txt", "one\ntwo, which is longer\nthree\n");
        folder.Write("b.txt", "ONE\nTHREE\n");
        AssertFault("unroll: a.txt: has 3 lines, but b.txt has 2;", ToolProcess.Run(folder.Path, "train", "--task", "translate", "a.txt", "b.txt"));
    }

    [Theory]
    [InlineData("unroll: nothing.txt: no such file", "nothing.txt", "other.txt")]
    [InlineData("unroll: ag-news: its texts have classes, not translations", "ag-news")]
    [InlineData("unroll: table.txt, line 2: expected source, tab, target, got 'no tab'", "table.txt")]
    public void Data_at_fault_is_one_line(string expected, params string[] data)
    {
        folder.Write("table.txt", "a\tb\nno tab\n");
        AssertFault(expected, ToolProcess.Run(folder.Path, ["train", "--task", "translate", .. data]));
    }

    [Theory]
    [InlineData("--hidden must be even", "--hidden", "15")]
    [InlineData("--bidirectional means nothing to --task translate", "--bidirectional")]
    [InlineData("takes 2 files, folders or data sets at most", "third.txt")]
    public void Options_that_cannot_be_are_a_usage_error(string expected, params string[] options)
    {
        ToolResult result = ToolProcess.Run(folder.Path, ["train", "--task", "translate", "a.txt", "b.txt", .. options]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_is_not_taken_for_the_drawing_s_file()
    {
        ToolResult result = ToolProcess.Run(model.Folder, "translate", "words", "--show-alignment", "a b");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--show-alignment takes a file that ends in .svg or nothing, got 'a b'", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_beam_that_was_asked_for_holds_as_many_translations_as_were_asked_for()
    {
        ToolResult result = ToolProcess.Run(model.Folder, "translate", "words", "a", "--beam", "2", "--n-best", "3");
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("unroll translate: 3 translations of a text cannot come from --beam 2; make it 3 or more.", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_drawing_that_cannot_be_written_is_said_before_anything_is_translated() =>
        AssertFault("unroll: missing/a.svg: cannot be written: its folder does not exist", ToolProcess.Run(model.Folder, "translate", "words", "a", "--show-alignment", "missing/a.svg"));

    [Fact]
    public void A_classifier_s_verb_refuses_a_translator_in_one_line() =>
        AssertFault("unroll: words/config.json: expected a model for the task \"classify\", got one for \"translate\"", ToolProcess.Run(model.Folder, "predict", "words", "a"));

    [Fact]
    public void An_interrupted_run_is_resumed_to_the_model_it_would_have_been()
    {
        // From another folder: the paths of the run, two in one word among them, count from where it was begun.
        ResumedRun.AssertEndsAsTheWhole(model.Folder, ["train", "--task", "translate", "words.src", "words.tgt", "--validation", "words.src,words.tgt", .. TrainedTranslator.Small, "--epochs", "4"], folder);
    }

    static void AssertFault(string expected, ToolResult result)
    {
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith(expected, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }
}

/// <summary>A translator from small letters to capital ones, trained once by the tool.</summary>
public sealed class TrainedTranslator : IDisposable
{
    internal static readonly string[] Small = ["--hidden", "24", "--embedding", "16", "--unit", "word", "--batch-size", "16", "--learning-rate", "0.02", "--dropout", "0"];

    readonly TemporaryFolder folder = new();

    public TrainedTranslator()
    {
        // Digits of i to the base of 5: every text of one to three letters.
        string[] lines = [.. Enumerable.Range(0, 300).Select(i => string.Join(' ', Enumerable.Range(0, 1 + i % 3).Select(at => "abcde"[i / (int)Math.Pow(5, at) % 5])))];
        folder.Write("words.src", string.Join('\n', lines));
        folder.Write("words.tgt", string.Join('\n', lines.Select(line => line.ToUpperInvariant())));
        Result = ToolProcess.Run(folder.Path, ["train", "--task", "translate", "words.src", "words.tgt", "--validation", "words.src,words.tgt", "--epochs", "25", "-o", "words", "--json", .. Small]);
        Assert.Equal(0, Result.ExitCode);
    }

    /// <summary>What training printed.</summary>
    internal ToolResult Result { get; }

    /// <summary>The folder that holds words.src, words.tgt and the model words.</summary>
    internal string Folder => folder.Path;

    public void Dispose() => folder.Dispose();
}
