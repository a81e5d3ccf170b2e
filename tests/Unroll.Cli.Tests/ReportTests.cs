using System.Text.Json;
using System.Text.RegularExpressions;

namespace Unroll.Cli.Tests;

/// <summary>A model of data that says things twice: two texts within training, two of the test texts in training.</summary>
public sealed class LeakyModel : IDisposable
{
    readonly TemporaryFolder folder = new();

    public LeakyModel()
    {
        folder.Write("train.csv", Reviews.Table(40) + "this is quite a good film about story 0,positive\nTHIS is  quite a good book about story 2,negative\n");
        folder.Write("test.csv", "Review,Sentiment\nthis is quite a good film about story 0,positive\nThis is quite a bad film about story 1,positive\n"
            + "a good film tale1,positive\na bad film tale2,negative\na good film <b>|tale3,positive\na good film `tale4,negative\n");
        Assert.Equal(0, ToolProcess.Run(folder.Path,
            ["train", "train.csv", "-o", "my model", "--test", "test.csv", "--validation", "0", "--learning-rate", "0.05", "--batch-size", "8", "--epochs", "5", .. Reviews.Small]).ExitCode);
        Written = ToolProcess.Run(folder.Path, "report", "my model", "-o", "report.html", "--markdown", "report.md");
        Assert.Equal(0, Written.ExitCode);
        (Html, Markdown) = (File.ReadAllText(folder["report.html"]), File.ReadAllText(folder["report.md"]));
    }

    internal ToolResult Written { get; }

    internal string Html { get; }

    internal string Markdown { get; }

    internal string Folder => folder.Path;

    public void Dispose() => folder.Dispose();
}

public sealed class ReportTests(TrainedModel model, LeakyModel leaky) : IClassFixture<LeakyModel>, IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("| training | 42 | 378 | 9 | 9 | 9 | 0 | 0.0 % |")]
    [InlineData("| test | 6 | 34 | 4 | 9 | 9 | 0 | 11.8 % |")]
    [InlineData("| positive | 21 | 4 | 50.0 % |")]
    [InlineData("| training | 2 | 1 |  |  |")]
    [InlineData("| test | 0 | 0 | 2 | 1 |")]
    [InlineData("- **problem:** 2 of 6 (33.3 %) test texts stand in the training part too, where the network may have learned the answer by heart. On the other 4 texts its accuracy is ")]
    [InlineData("- **hint:** 1 training text stands in the training part under another class as well")]
    [InlineData("- **hint:** 11.8 % of the tokens of the test part are unknown to the model.")]
    [InlineData("| This is quite a bad film about story 1 | positive |")]
    public void The_data_is_counted(string expected) => Assert.Contains(expected, leaky.Markdown, StringComparison.Ordinal);

    [Fact]
    public void Metrics_stand_beside_baselines_with_their_intervals()
    {
        JsonElement results = Json(Path.Combine(leaky.Folder, "my model", "results.json"));
        double accuracy = results.GetProperty("metrics").GetProperty("accuracy").GetDouble();
        string measured = leaky.Markdown[leaky.Markdown.IndexOf("## Measured", StringComparison.Ordinal)..];
        Assert.Matches($@"\| this model \| {100 * accuracy:0.0} % \| \d+\.\d % to \d+\.\d % \|", measured);
        Assert.Matches(@"\| bag of words [^|]+\| \d+\.\d % \| \d+\.\d % to \d+\.\d % \|", measured);
        // Wilson's interval of 4 in 6.
        Assert.Contains("| majority (always the most frequent class) | 33.3 % | 9.7 % to 70.0 % |", measured, StringComparison.Ordinal);
        Assert.Matches(@"\| true class \| negative \| positive \|\n\| --- \| ---: \| ---: \|\n\| negative \| \*\*\d\*\* \| \d \|\n\| positive \| \d \| \*\*\d\*\* \|", measured);
    }

    [Fact]
    public void Mistakes_are_told_with_the_tokens_that_led_to_them()
    {
        string mistakes = leaky.Markdown[leaky.Markdown.IndexOf("## Mistakes", StringComparison.Ordinal)..];
        Assert.Matches(@"\| a good film \\`tale4 \| negative \| positive \| good \+\d\.\d{3}[^|]* \| \d+\.\d % \|", mistakes);
        Assert.Matches(@"\| This is quite a bad film about story 1 \| positive \| negative \| bad \+\d\.\d{3}", mistakes);
    }

    [Fact]
    public void The_page_is_one_file_without_scripts_that_says_the_same()
    {
        Assert.Equal("The page is in report.html.\nThe Markdown is in report.md.\n", leaky.Written.Error);
        Assert.Equal("", leaky.Written.Output);
        Assert.StartsWith("<!DOCTYPE html>", leaky.Html, StringComparison.Ordinal);
        Assert.DoesNotMatch("<script|<link|<img|@import|url\\(|href=", leaky.Html);
        Assert.Contains("prefers-color-scheme:dark", leaky.Html, StringComparison.Ordinal);
        Assert.Contains("<title>Loss</title>", leaky.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>|tale3", leaky.Html, StringComparison.Ordinal);
        string[] headings = [.. Regex.Matches(leaky.Markdown, "(?m)^## (.+)$").Select(heading => heading.Groups[1].Value)];
        Assert.Equal(["In short", "Data", "Settings", "Curves", "Measured", "Mistakes", "Inside the training", "Do it again"], headings);
        Assert.Equal(headings, Regex.Matches(leaky.Html, "<h2>(.+?)</h2>").Select(heading => heading.Groups[1].Value));
        Assert.Contains("2 of 6 (33.3 %) test texts stand in the training part too", leaky.Html, StringComparison.Ordinal);
        Assert.Contains("<td class=\"n\">11.8 %</td>", leaky.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_gives_the_same_weights_again()
    {
        Match command = Regex.Match(leaky.Markdown, "```\n(cd .+\n.+)\n```");
        string weights = Path.Combine(leaky.Folder, "my model", "model.safetensors");
        byte[] before = File.ReadAllBytes(weights);
        Directory.Delete(Path.Combine(leaky.Folder, "my model"), recursive: true);
        ToolResult again = ToolProcess.Shell(folder.Path, command.Groups[1].Value);
        Assert.Equal(0, again.ExitCode);
        Assert.Equal(before, File.ReadAllBytes(weights));
    }

    [Fact]
    public void Data_that_is_gone_or_changed_is_said_and_the_rest_is_told()
    {
        folder.Write("reviews.csv", Reviews.Table(60));
        Assert.Equal(0, ToolProcess.Run(folder.Path, ["train", "reviews.csv", "-o", "m", "--epochs", "1", .. Reviews.Small]).ExitCode);
        Assert.DoesNotContain("The data is not what it was", Report("m"), StringComparison.Ordinal);

        folder.Write("reviews.csv", Reviews.Table(62));
        string changed = Report("m");
        Assert.Contains("The data is not what it was in training", changed, StringComparison.Ordinal);
        Assert.Contains("## Mistakes", changed, StringComparison.Ordinal);

        File.Delete(folder["reviews.csv"]);
        string gone = Report("m");
        Assert.Contains("The data cannot be read any more", gone, StringComparison.Ordinal);
        Assert.Contains("| training | 48 |", gone, StringComparison.Ordinal);
        Assert.Contains("| this model | ", gone, StringComparison.Ordinal);
        Assert.Contains("train reviews.csv -o m --epochs 1", gone, StringComparison.Ordinal);
        Assert.DoesNotContain("## Mistakes", gone, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_of_an_older_version_has_a_report_of_what_is_there()
    {
        Copy("old", leaveOut: ["run.json", "results.json"]);
        string report = Report("old");
        Assert.Contains("does not say its data and its command, the baselines beside it: ", report, StringComparison.Ordinal);
        Assert.Contains("| this model | 100.0 % | ", report, StringComparison.Ordinal);
        Assert.Contains("| true class | negative | positive |", report, StringComparison.Ordinal);
        Assert.Contains("| hidden size | 8 |", report, StringComparison.Ordinal);
        Assert.DoesNotContain("bag of words", report, StringComparison.Ordinal);
        Assert.DoesNotContain("```", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_from_elsewhere_take_what_is_known_of_the_run_away()
    {
        Copy("m");
        Assert.True(File.Exists(folder["m/run.json"]) && File.Exists(folder["m/results.json"]));
        Assert.Equal(0, ToolProcess.Run(folder.Path, "import", Path.Combine(model.Path, "model.safetensors"), "--into", "m").ExitCode);
        Assert.False(File.Exists(folder["m/run.json"]) || File.Exists(folder["m/results.json"]));
        string report = Report("m");
        Assert.Contains("does not say its data and its command, the baselines beside it, its metrics, its epochs: ", report, StringComparison.Ordinal);
        Assert.Contains("SHA-256 of model.safetensors", report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run.json", "{")]
    [InlineData("run.json", "null")]
    [InlineData("run.json", """{"task":"classify"}""")]
    [InlineData("run.json", """{"task":"classify","data":null,"text":null,"label":null,"vectors":null,"options":null}""")]
    [InlineData("run.json", """{"task":"classify","data":{"folder":"/","sources":[null],"validation":{},"test":{}},"text":null,"label":null,"vectors":null,"options":{}}""")]
    [InlineData("run.json", """{"task":"generate","data":{"folder":"/","sources":["x"],"validation":{},"test":{}},"options":{}}""")]
    [InlineData("results.json", "[1]")]
    [InlineData("results.json", "")]
    [InlineData("metrics.json", "{\"a\":")]
    public void A_damaged_file_is_named_in_one_line(string name, string content)
    {
        Copy("m");
        folder.Write($"m/{name}", content);
        ToolResult result = ToolProcess.Run(folder.Path, "report", "m");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        string line = Assert.Single(result.ErrorLines);
        Assert.StartsWith($"unroll: m/{name}: ", line, StringComparison.Ordinal);
        Assert.EndsWith("; delete it, and the report does without it.", line, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["m-report.html"]));
    }

    [Theory]
    [InlineData("""{"metrics":{"accuracy":"high","classes":[{}]},"confusion":{"counts":[[1]]},"baselines":7,"parts":[],"seconds":1e300}""")]
    [InlineData("""{"metrics":{"accuracy":1,"macroF1":1,"classes":[{"label":"a","precision":1,"recall":1,"f1":1,"support":-3}]},"confusion":{"counts":[[-3]]}}""")]
    [InlineData("""{"metrics":{"accuracy":1,"macroF1":1,"classes":[{"label":"a","precision":1,"recall":1,"f1":1,"support":3}]},"confusion":{"counts":[[1,2],[3]]},"baselines":{"majority":9,"bagOfWords":-1}}""")]
    public void Results_of_another_shape_are_left_out(string content)
    {
        Copy("m");
        folder.Write("m/results.json", content);
        Assert.DoesNotContain("## Measured", Report("m"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_is_named_after_the_model_where_nothing_is_said()
    {
        Copy("m");
        Assert.Equal("The page is in m-report.html.\n", ToolProcess.Run(folder.Path, "report", "m/").Error);
        Assert.True(File.Exists(folder["m-report.html"]));
    }

    [Fact]
    public void Settings_are_told_to_the_last_digit()
    {
        folder.Write("reviews.csv", Reviews.Table(60));
        Assert.Equal(0, ToolProcess.Run(folder.Path, ["train", "reviews.csv", "-o", "m", "--epochs", "1", "--learning-rate", "0.05", "--seed", "20240131", .. Reviews.Small]).ExitCode);
        string report = Report("m");
        // A float would make it 20240132.
        Assert.Contains("| seed | 20240131 |", report, StringComparison.Ordinal);
        Assert.Contains("| learning rate | 0.05 |", report, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_named_by_a_dot_has_its_own_name()
    {
        Copy("m");
        string page = folder["m-report.html"];
        Assert.Equal($"The page is in {page}.\n", ToolProcess.Run(folder["m"], "report", ".").Error);
        Assert.True(File.Exists(page));
    }

    [Fact]
    public void Data_that_has_another_class_by_now_is_told_without_it()
    {
        folder.Write("train.csv", Reviews.Table(60));
        const string header = "Review,Sentiment\n", leaked = "this is quite a good film about story 0,positive\n";
        folder.Write("test.csv", header + leaked + "a bad film,negative\n");
        Assert.Equal(0, ToolProcess.Run(folder.Path, ["train", "train.csv", "-o", "m", "--test", "test.csv", "--validation", "0", "--epochs", "1", .. Reviews.Small]).ExitCode);
        folder.Write("train.csv", Reviews.Table(60) + "an odd film,mixed\n");
        folder.Write("test.csv", header + leaked + "an odd book,mixed\n");
        string report = Report("m");
        Assert.Contains("1 of 2 (50.0 %) test texts stands in the training part too", report, StringComparison.Ordinal);
        Assert.DoesNotContain("its accuracy is", report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unroll: nowhere: there is no such model folder", "nowhere")]
    [InlineData("unroll: no-folder/x.html: cannot be written: its folder does not exist", "m", "-o", "no-folder/x.html")]
    [InlineData("unroll: no-folder/x.md: cannot be written: its folder does not exist", "m", "--markdown", "no-folder/x.md")]
    public void Mistakes_are_one_line(string message, params string[] arguments)
    {
        Copy("m");
        ToolResult result = ToolProcess.Run(folder.Path, ["report", .. arguments]);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith(message, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_tasks_have_settings_curves_metrics_and_command()
    {
        folder.Write("words.conllu", string.Concat(Enumerable.Range(0, 40).Select(i => $"1\tthe\t_\tDET\n2\t{(i % 2 == 0 ? "cat" : "dog")}\t_\tNOUN\n3\truns\t_\tVERB\n\n")));
        ToolResult trained = ToolProcess.Run(folder.Path, ["train", "--task", "tag", "words.conllu", "-o", "tagger", "--epochs", "2", .. Reviews.Small]);
        Assert.Equal("", trained.ExitCode == 0 ? "" : trained.Error);
        string report = Report("tagger");
        Assert.Matches(@"\nAccuracy [01](\.\d+)? on the test part\.\n", report);
        Assert.Contains("Learned from words.conllu.", report, StringComparison.Ordinal);
        Assert.Contains("| training | 32 |", report, StringComparison.Ordinal);
        Assert.Contains("| hidden size | 8 |", report, StringComparison.Ordinal);
        Assert.Contains("| Epoch | training | validation |", report, StringComparison.Ordinal);
        Assert.Matches(@"\| accuracy \| [01](\.\d+)? \|", report);
        Assert.Contains("| accuracy, 95 % interval | ", report, StringComparison.Ordinal);
        Assert.Contains("| most frequent tag: accuracy | 1 |", report, StringComparison.Ordinal);
        Assert.Contains("train --task tag words.conllu -o tagger", report, StringComparison.Ordinal);
    }

    string Report(string name)
    {
        ToolResult result = ToolProcess.Run(folder.Path, "report", name, "--markdown", "report.md");
        Assert.Equal((0, ""), (result.ExitCode, result.ExitCode == 0 ? "" : result.Error));
        return File.ReadAllText(folder["report.md"]);
    }

    void Copy(string name, params IReadOnlyList<string> leaveOut)
    {
        Directory.CreateDirectory(folder[name]);
        foreach (string file in Directory.GetFiles(model.Path).Where(file => !leaveOut.Contains(Path.GetFileName(file)))) File.Copy(file, Path.Combine(folder[name], Path.GetFileName(file)));
    }

    static JsonElement Json(string path) => JsonDocument.Parse(File.ReadAllText(path)).RootElement;
}
