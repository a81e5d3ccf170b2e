using System.Text.Json;
using System.Text.RegularExpressions;

namespace Unroll.Cli.Tests;

public sealed class InspectTests(TrainedModel model) : IDisposable
{
    readonly TemporaryFolder folder = new();

    [Fact]
    public void A_person_sees_the_answer_what_each_token_adds_gates_and_units()
    {
        ToolResult result = ToolProcess.Run(model.Folder, "inspect", "sentiment", "this is quite a good \u001b[31m film");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.StartsWith("Answer: ", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"\n  good +\+{1,8} +\+\d\.\d{3} ", result.Output);
        Assert.Matches(@"\n  token +input +forget +candidate +output +cell +hidden\n", result.Output);
        Assert.Matches(@"\n  good +\d+ % +\d+ % +\d\.\d\d +\d+ % +\d\.\d\d +\d\.\d\d\n", result.Output);
        Assert.Contains("The units that move most in this text, and what they seem to follow", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Output);
    }

    [Fact]
    public void The_answer_the_layer_and_the_units_can_be_chosen()
    {
        ToolResult positive = ToolProcess.Run(model.Folder, "inspect", "sentiment", "a good film", "--answer", "positive", "--units", "0", "--layer", "1");
        ToolResult negative = ToolProcess.Run(model.Folder, "inspect", "sentiment", "a", "good", "film", "--answer", "negative", "--units", "0");
        Assert.Equal((0, 0), (positive.ExitCode, negative.ExitCode));
        Assert.Contains("What each token adds to \"positive\"", positive.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("units that move most", positive.Output, StringComparison.Ordinal);
        Assert.Matches(@"\n  good +\++ ", positive.Output);
        Assert.Matches(@"\n  good +-+ ", negative.Output);
    }

    [Fact]
    public void Json_is_one_object_on_one_line()
    {
        ToolResult result = ToolProcess.Run(model.Folder, "inspect", "sentiment", "\u00fcber good", "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(1, result.Output.Count(c => c == '\n'));
        JsonElement seen = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal("\u00fcber good", seen.GetProperty("text").GetString());
        Assert.Contains("\u00fcber", result.Output, StringComparison.Ordinal);
        Assert.Equal(2, seen.GetProperty("contributions").GetProperty("leaveOneOut").GetArrayLength());
        ToolResult predicted = ToolProcess.Run(model.Folder, "predict", "sentiment", "\u00fcber good", "--json");
        Assert.Equal(JsonDocument.Parse(predicted.Output).RootElement.GetProperty("label").GetString(), seen.GetProperty("answer").GetProperty("text").GetString());
    }

    [Fact]
    public void Units_are_read_over_the_texts_of_a_file()
    {
        folder.Write("texts.txt", "a good film\n\na bad film\n");
        ToolResult result = ToolProcess.Run(model.Folder, "inspect", "sentiment", "good", "--texts", folder["texts.txt"], "--units", "1");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("The units that move most over 2 texts", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_is_one_file_that_needs_no_network_and_holds_no_foreign_markup()
    {
        ToolResult result = ToolProcess.Run(model.Folder, "inspect", "sentiment", "a good <script>alert(1)</script> & \"film\"", "--html", folder["page.html"]);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal($"The page is in {folder["page.html"]}.\n", result.Error);
        string page = File.ReadAllText(folder["page.html"]);
        Assert.StartsWith("<!DOCTYPE html>", page, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(page, "<script"));
        Assert.DoesNotMatch("https?://|<link|<img|@import|url\\(", page);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme: dark", page, StringComparison.Ordinal);
        Assert.Matches("<th scope=\"col\" class=\"number\">adds</th>", page);
    }

    // Text on the grounds it may stand on, in both themes (WCAG 2: 4.5 to 1).
    [Fact]
    public void Every_ground_of_the_page_lets_its_text_be_read()
    {
        ToolProcess.Run(model.Folder, "inspect", "sentiment", "good", "--html", folder["page.html"]);
        MatchCollection themes = Regex.Matches(File.ReadAllText(folder["page.html"]), @":root \{[^}]*\}");
        Assert.Equal(2, themes.Count);
        foreach (Match theme in themes)
        {
            Dictionary<string, string> colors = Regex.Matches(theme.Value, "--(\\w+): (#\\w{6})").ToDictionary(found => found.Groups[1].Value, found => found.Groups[2].Value);
            string[] grounds = ["page", "mark", "heat", .. colors.Keys.Where(name => char.IsDigit(name[^1]))];
            Assert.Equal(11, grounds.Length);
            Assert.All(grounds, ground => Assert.True(Contrast(colors["text"], colors[ground]) >= 4.5, $"text on {ground}: {Contrast(colors["text"], colors[ground])}"));
            Assert.True(Contrast(colors["quiet"], colors["page"]) >= 4.5);
            Assert.All(["for", "against", "focus"], name => Assert.True(Contrast(colors[name], colors["page"]) >= 3, name));
        }

        static double Contrast(string one, string other)
        {
            (double high, double low) = (Math.Max(Luminance(one), Luminance(other)), Math.Min(Luminance(one), Luminance(other)));
            return (high + 0.05) / (low + 0.05);
        }

        static double Luminance(string color)
        {
            double[] parts = [.. new[] { 1, 3, 5 }.Select(at => Convert.ToInt32(color.Substring(at, 2), 16) / 255.0).Select(part => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4))];
            return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
        }
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("NO_COLOR=1 ", false)]
    public void A_terminal_sees_the_text_in_shades_unless_the_user_wishes_none(string environment, bool shaded)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "needs script(1), which lends a terminal");
        ToolResult result = ToolProcess.Shell(model.Folder, $"script -qec '{environment}$UNROLL inspect sentiment \"a good film\"' /dev/null");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(shaded, result.Output.Contains("\u001b[38;5;", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(2, "unroll inspect: give a text to look at", "inspect", "sentiment")]
    [InlineData(2, "unroll inspect: give a model and a text, or --training with a model", "inspect")]
    [InlineData(2, "unroll inspect: --word is about a text; leave it out with --training", "inspect", "--training", "sentiment", "--word", "1")]
    [InlineData(1, "unroll: answer 'ugly': unknown to this model; it knows negative, positive", "inspect", "sentiment", "good", "--answer", "ugly")]
    [InlineData(1, "unroll: --layer 7: this model has the layers 1 to 1", "inspect", "sentiment", "good", "--layer", "7")]
    [InlineData(1, "unroll: text: the model finds no token in it", "inspect", "sentiment", " ")]
    [InlineData(1, "unroll: missing.txt: there is no such file", "inspect", "sentiment", "good", "--texts", "missing.txt")]
    [InlineData(1, "unroll: nowhere: there is no such model folder", "inspect", "nowhere", "good")]
    [InlineData(2, "unroll inspect: --units takes a whole number", "inspect", "sentiment", "good", "--units", "-1")]
    public void Mistakes_are_said_in_one_line(int exitCode, string message, params string[] arguments)
    {
        ToolResult result = ToolProcess.Run(model.Folder, arguments);
        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.StartsWith(message, result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.Error.Count(c => c == '\n'));
    }

    [Fact]
    public void A_page_that_cannot_be_written_is_said_before_the_work()
    {
        ToolResult result = ToolProcess.Run(model.Folder, "inspect", "sentiment", "good", "--html", "no-such-folder/page.html");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("no-such-folder/page.html", result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();
}
