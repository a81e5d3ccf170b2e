using System.Text.Json;

namespace Unroll.Cli.Tests;

public sealed class TrainTests(TrainedModel model) : IDisposable
{
    readonly TemporaryFolder folder = new();

    [Fact]
    public void Json_is_one_object_with_the_names_that_scripts_rely_on()
    {
        string line = Assert.Single(model.Result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        JsonElement root = JsonDocument.Parse(line).RootElement;
        Assert.Equal("classify", root.GetProperty("task").GetString());
        Assert.Equal("sentiment", root.GetProperty("model").GetString());
        JsonElement metrics = root.GetProperty("metrics");
        Assert.Equal(1, metrics.GetProperty("accuracy").GetDouble());
        Assert.Equal(1, metrics.GetProperty("macroF1").GetDouble());
        Assert.InRange(metrics.GetProperty("loss").GetDouble(), 0, 0.5);
        Assert.Equal(0.5, root.GetProperty("baselines").GetProperty("majority").GetDouble());
        Assert.Equal(1, root.GetProperty("baselines").GetProperty("bagOfWords").GetDouble());
        Assert.InRange(root.GetProperty("epochs").GetInt32(), 1, 8);
        // Nine words a review, 128 reviews to learn from.
        Assert.Equal(9 * 128 * root.GetProperty("epochs").GetInt32(), root.GetProperty("tokens").GetInt64());
        Assert.InRange(root.GetProperty("seconds").GetDouble(), 1e-6, 60);
        Assert.InRange(root.GetProperty("tokensPerSecond").GetDouble(), 1, 1e9);
        Assert.All(["reading", "tokenizing", "batching", "forward", "backward", "optimizing", "validating", "keeping", "measuring"],
            part => Assert.InRange(root.GetProperty("time").GetProperty(part).GetDouble(), 0, 1000));
    }

    [Fact]
    public void What_was_guessed_held_out_learned_and_saved_is_said()
    {
        string said = model.Result.Error;
        Assert.Contains("reviews.csv: text column 'Review', label column 'Sentiment' (guessed", said, StringComparison.Ordinal);
        Assert.Contains("128 texts to learn from, 16 to stop by, 16 to test with", said, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^epoch 1: loss \d\.\d{4}, accuracy \d+\.\d %; validation loss \d\.\d{4}, accuracy \d+\.\d %; \S+ tokens/s$", said);
        Assert.Contains("Measured on 16 test texts of reviews.csv", said, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^  accuracy +100\.0 %  95 % interval 80\.6 % to 100\.0 %$", said);
        Assert.Matches(@"(?m)^  majority class +50\.0 % ", said);
        Assert.Matches(@"(?m)^  negative +8 +0  1\.000$", said);
        Assert.Matches("(?m)^  .*Unroll.Cli.* predict sentiment \"this is quite a (good|bad) [a-z]+ about story \\d\"$", said);
    }

    [Fact]
    public void Nothing_that_only_a_terminal_understands_is_written_to_a_file()
    {
        Assert.DoesNotContain('\u001b', model.Result.Error + model.Result.Output);
        Assert.DoesNotContain('\r', model.Result.Error + model.Result.Output);
        Assert.All(model.Result.Error, c => Assert.True(char.IsAscii(c)));
    }

    [Fact]
    public void A_grid_has_its_levels_by_the_depth()
    {
        ToolResult trained = ToolProcess.Run(model.Folder, ["train", "reviews.csv", "-o", folder["grid"], "--epochs", "1", .. Reviews.Small, "--cell", "grid-lstm", "--depth", "6"]);
        Assert.True(trained.ExitCode == 0, trained.Error);
        JsonElement options = JsonDocument.Parse(File.ReadAllBytes(folder["grid/config.json"])).RootElement.GetProperty("options");
        Assert.Equal(("GridLstm", 6), (options.GetProperty("cell").GetString(), options.GetProperty("layers").GetInt32()));
        Assert.Equal(0, ToolProcess.Run(folder.Path, "predict", "grid", "what a good film").ExitCode);
    }

    [Fact]
    public void The_model_folder_holds_what_others_read()
    {
        Assert.Equal(["config.json", "history.jsonl", "metrics.json", "model.safetensors", "results.json", "run.json", "vocabulary.txt"],
            Directory.GetFileSystemEntries(model.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.False(Directory.Exists($"{model.Path}.unfinished"));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_whatever_the_threads_and_another_seed_others()
    {
        folder.Write("reviews.csv", Reviews.Table(60));
        string[] common = ["train", "reviews.csv", "--epochs", "2", "--hidden", "8", "--embedding", "8"];
        Assert.Equal(0, ToolProcess.Run(folder.Path, [.. common, "-o", "one", "--threads", "1"]).ExitCode);
        Assert.Equal(0, ToolProcess.Run(folder.Path, [.. common, "-o", "two", "--threads", "2"]).ExitCode);
        Assert.Equal(0, ToolProcess.Run(folder.Path, [.. common, "-o", "other", "--seed", "2"]).ExitCode);
        Assert.Equal(Weights("one"), Weights("two"));
        Assert.NotEqual(Weights("one"), Weights("other"));
    }

    [Fact]
    public void Without_an_output_folder_the_model_is_named_after_the_data()
    {
        folder.Write("reviews.csv", Reviews.Table(40));
        ToolResult result = ToolProcess.Run(folder.Path, ["train", "./reviews.csv", "--epochs", "1", "--validation", "0", "--test", "0", .. Reviews.Small]);
        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        Assert.True(File.Exists(folder["reviews/model.safetensors"]));
        Assert.Contains("Nothing was held out, so the model was not measured.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Truncated_texts_and_lopsided_classes_are_said()
    {
        string rare = string.Concat(Enumerable.Range(0, 4).Select(i => $"a rare one {i},odd\n"));
        folder.Write("mine.csv", Reviews.Table(100) + rare);
        ToolResult result = ToolProcess.Run(folder.Path, ["train", "mine.csv", "--text", "Review", "--label", "2", "--max-tokens", "5", "--epochs", "1", .. Reviews.Small]);
        Assert.Equal(0, result.ExitCode);
        Assert.Matches("80 texts are longer than 5 tokens and read no further; --max-tokens changes that", result.Error);
        Assert.Matches("the largest class has [12]\\d times the texts of the smallest; --balance lets every class weigh the same", result.Error);
        Assert.DoesNotContain("guessed", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_read_by_their_letters_have_options_of_their_own_and_that_is_said()
    {
        folder.Write("reviews.csv", Reviews.Table(20));
        string[] common = ["train", "reviews.csv", "--tokenizer", "character", "--hidden", "4", "--embedding", "4"];
        ToolResult result = ToolProcess.Run(folder.Path, [.. common, "-o", "m"]);
        Assert.Contains("a token is a character: dropout 0.3, word dropout 0, 12 epochs at most", result.Error, StringComparison.Ordinal);
        Assert.Contains("\"wordDropout\": 0,", File.ReadAllText(folder["m/config.json"]), StringComparison.Ordinal);
        ToolResult asked = ToolProcess.Run(folder.Path, [.. common, "-o", "n", "--word-dropout", "0.1", "--epochs", "1"]);
        Assert.Contains("a token is a character: dropout 0.3, word dropout 0.1, 1 epoch at most", asked.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_of_its_own_for_validation_and_test_is_not_learned_from()
    {
        folder.Write("reviews.csv", Reviews.Table(40));
        folder.Write("dev.csv", Reviews.Table(10));
        folder.Write("test.csv", Reviews.Table(20));
        ToolResult result = ToolProcess.Run(folder.Path,
            ["train", "reviews.csv", "--validation", "dev.csv", "--test", "test.csv", "--epochs", "1", "-o", "m", .. Reviews.Small]);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("40 texts to learn from, 10 to stop by, 20 to test with", result.Error, StringComparison.Ordinal);
        Assert.Matches("(?m) evaluate m test.csv$", result.Error);
    }

    [Fact]
    public void Pretrained_vectors_decide_the_size_of_the_embedding()
    {
        folder.Write("reviews.csv", Reviews.Table(40));
        folder.Write("vectors.txt", "good 1 0 0.5\nbad -1 0 0.5\nelsewhere 0 0 0\n");
        string[] common = ["train", "reviews.csv", "--vectors", "vectors.txt", "-o", "m", "--hidden", "4", "--epochs", "1"];
        ToolResult result = ToolProcess.Run(folder.Path, common);
        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"(?m)^vectors\.txt: vectors of 3 numbers for 2 of \d\d tokens$", result.Error);
        Assert.Contains("\"embeddingSize\": 3", File.ReadAllText(folder["m/config.json"]), StringComparison.Ordinal);
        Assert.Equal(2, ToolProcess.Run(folder.Path, [.. common, "--embedding", "3"]).ExitCode);
    }

    [Fact]
    public void An_evaluation_counts_every_text_once()
    {
        ToolResult result = ToolProcess.Run(model.Folder, "evaluate", "sentiment", "reviews.csv", "--json");
        Assert.Equal(0, result.ExitCode);
        JsonElement root = JsonDocument.Parse(Assert.Single(result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))).RootElement;
        Assert.Equal(["task", "model", "data", "texts", "metrics", "confusion"], root.EnumerateObject().Select(property => property.Name));
        JsonElement counts = root.GetProperty("confusion").GetProperty("counts");
        Assert.Equal([80L, 0L, 0L, 80L], counts.EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(count => count.GetInt64()));
        Assert.Equal(1, root.GetProperty("metrics").GetProperty("accuracy").GetDouble());
    }

    [Fact]
    public void An_evaluation_for_a_person_goes_to_standard_output()
    {
        ToolResult result = ToolProcess.Run(model.Folder, "evaluate", "sentiment", "reviews.csv");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("sentiment on 160 texts of reviews.csv", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^  positive +0 +80  1\.000$", result.Output);
    }

    public void Dispose() => folder.Dispose();

    byte[] Weights(string name) => File.ReadAllBytes(folder[$"{name}/model.safetensors"]);
}
