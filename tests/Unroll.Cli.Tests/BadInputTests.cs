namespace Unroll.Cli.Tests;

public sealed class BadInputTests(TrainedModel model) : IDisposable
{
    readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("", "unroll: data.csv: the file is empty.")]
    [InlineData("text,label\n", "unroll: data.csv: there is a header ('text', 'label') but no row below it.")]
    [InlineData("text,label\na b,x\nc d,x\n", "unroll: data.csv: every text has the label 'x'; a classifier needs at least two classes. Read with text column 'text', label column 'label' (guessed; say --text and --label to choose).")]
    [InlineData("text,label\na b,x\nc\0d,y\n", "unroll: data.csv, line 3: a NUL byte")]
    [InlineData("text,label\na b,x\n\"c\nd,y\ne,x\n", "unroll: data.csv, line 3: field 1, which begins here, opens with a quote that is never closed")]
    [InlineData("text,label\na b,x\nc d,y,z\n", "unroll: data.csv, line 3: expected 2 columns as in the first row, got 3")]
    public void A_file_at_fault_is_one_line_with_place_and_mend(string content, string expected)
    {
        folder.Write("data.csv", content);
        AssertFault(expected, Train("data.csv"));
    }

    [Fact]
    public void A_column_that_was_guessed_is_named_where_it_has_no_texts()
    {
        folder.Write("data.csv", "text,label\n,x\n ,y\n,x\n");
        ToolResult result = ToolProcess.Run(folder.Path, "train", "data.csv", "--label", "label");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(["data.csv: text column 'text', label column 'label' (text guessed; say --text to choose)",
            "unroll: data.csv: every text is empty, so there is nothing to learn from; name the column that holds the texts with --text."], result.ErrorLines);
    }

    [Fact]
    public void A_column_without_texts_is_not_learned_from()
    {
        folder.Write("data.csv", "text,label\n,x\n ,y\n,x\n");
        AssertFault("unroll: data.csv: every text is empty, so there is nothing to learn from; name the column that holds the texts with --text.",
            ToolProcess.Run(folder.Path, "train", "data.csv", "--text", "text", "--label", "label"));
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_named_with_their_line()
    {
        File.WriteAllBytes(folder["data.csv"], [.. "text,label\na b,x\ncaf"u8, 0xE9, .. ",y\n"u8]);
        AssertFault("unroll: data.csv, line 3: not UTF-8 (byte 0xE9); save the file as UTF-8", Train("data.csv"));
    }

    [Fact]
    public void A_field_of_ten_megabytes_is_refused_with_its_line()
    {
        folder.Write("data.csv", $"text,label\na b,x\n{new string('x', 10_000_000)},y\n");
        AssertFault("unroll: data.csv, line 3: field 1 has 10000000 characters, the limit is 1048576", Train("data.csv"));
    }

    [Fact]
    public void A_file_that_is_not_there_is_named_with_what_could_have_been_meant() =>
        AssertFault("unroll: nothing.csv: no such file or folder, and no data set of this name; known are dotnet-docs", Train("nothing.csv"));

    [Fact]
    public void A_missing_column_lists_those_there_are()
    {
        folder.Write("data.csv", Reviews.Table(10));
        AssertFault("unroll: data.csv: no column 'Text'; the columns are 'Review', 'Sentiment'.", Train("data.csv", "--text", "Text"));
    }

    [Fact]
    public void A_directory_in_place_of_a_file_is_said()
    {
        folder.Write("reviews.csv", Reviews.Table(10));
        Directory.CreateDirectory(folder["tables"]);
        folder.Write("tables/reviews.csv", Reviews.Table(10));
        AssertFault("unroll: tables: the folder holds tables; name the one to read, such as ", Train("tables", "-o", "out"));
        AssertFault("unroll: tables/out lies inside the data, tables; choose another folder with -o", Train("tables", "-o", "tables/out"));
        AssertFault("unroll: . exists and is not a model folder; it stays as it is. Choose another folder with -o", Train("reviews.csv", "-o", "."));
    }

    [Fact]
    public void A_label_that_the_model_does_not_know_is_named_at_evaluation()
    {
        folder.Write("test.csv", "Review,Sentiment\na good film,positive\nso so,mixed\n");
        AssertFault("unroll: test.csv, line 3: label 'mixed' is unknown; known are 'negative', 'positive'.",
            ToolProcess.Run(folder.Path, "evaluate", model.Path, "test.csv", "--text", "Review", "--label", "Sentiment"));
        ToolResult other = ToolProcess.Run(folder.Path, "evaluate", model.Path, "dotnet-docs");
        Assert.Equal(1, other.ExitCode);
        Assert.Matches("^unroll: dotnet-docs: the label '.*' is unknown to this model; it knows negative, positive\\.$", other.ErrorLines[^1]);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_said_before_the_data_is_read()
    {
        folder.Write("reviews.csv", Reviews.Table(10));
        folder.Write("file", "");
        AssertFault("unroll: file/model.unfinished: cannot be written", Train("reviews.csv", "-o", "file/model"));
    }

    [Fact]
    public void A_read_only_folder_is_said()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs POSIX modes");
        folder.Write("reviews.csv", Reviews.Table(10));
        // Root may write into every folder, so root's test is somebody else's run.
        string somebody = Environment.IsPrivilegedProcess ? "setpriv --reuid=65534 --regid=65534 --clear-groups " : "";
        ToolResult possible = ToolProcess.Shell(folder.Path, $"chmod 755 . && mkdir -m 555 locked && {somebody}$UNROLL --version");
        Assert.SkipUnless(possible.ExitCode == 0, "root cannot run the tool as somebody else here (setpriv)");
        AssertFault("unroll: locked/model.unfinished: cannot be written",
            ToolProcess.Shell(folder.Path, $"{somebody}$UNROLL train reviews.csv -o locked/model"));
    }

    [Fact]
    public void A_disk_that_is_full_while_training_is_said()
    {
        // A file system of 64 KB of one's own, where the kernel lets a user have one.
        const string small = "mkdir disk && mount -t tmpfs -o size=64k tmpfs disk";
        ToolResult possible = ToolProcess.Shell(folder.Path, $"unshare --user --map-root-user --mount sh -c '{small}' && rmdir disk");
        Assert.SkipUnless(possible.ExitCode == 0, "no file system of one's own can be mounted here (unshare)");
        folder.Write("reviews.csv", Reviews.Table(40));
        ToolResult result = ToolProcess.Shell(folder.Path,
            $"unshare --user --map-root-user --mount sh -c '{small} && exec $UNROLL train reviews.csv --text 1 --label 2 -o disk/model --hidden 64 --epochs 1'");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Matches("^unroll: disk/model.*(No space left on device|disk is full)", result.ErrorLines[^1]);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_of_something_else_is_not_overwritten()
    {
        folder.Write("reviews.csv", Reviews.Table(10));
        Directory.CreateDirectory(folder["photos"]);
        folder.Write("photos/holiday.jpg", "x");
        AssertFault("unroll: photos exists and is not a model folder; it stays as it is. Choose another folder with -o, such as -o photos-model.", Train("reviews.csv", "-o", "photos"));
        AssertFault("unroll: reviews.csv exists and is not a model folder", Train("reviews.csv", "-o", "reviews.csv"));
        Assert.Equal(["holiday.jpg"], Directory.GetFiles(folder["photos"]).Select(Path.GetFileName));
    }

    [Fact]
    public void A_model_that_is_not_there_or_damaged_is_one_line()
    {
        AssertFault("unroll: nothing: there is no such model folder", Predict("nothing"));
        string copy = folder["copy"];
        Directory.CreateDirectory(copy);
        foreach (string file in Directory.GetFiles(model.Path)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        byte[] weights = File.ReadAllBytes(folder["copy/model.safetensors"]);
        File.WriteAllBytes(folder["copy/model.safetensors"], weights[..(weights.Length / 2)]);
        AssertFault("unroll: copy/model.safetensors: ", Predict("copy"));
        File.WriteAllBytes(folder["copy/model.safetensors"], weights);
        string configuration = File.ReadAllText(Path.Combine(model.Path, "config.json"));
        int line = configuration[..configuration.IndexOf("\"hiddenSize\"", StringComparison.Ordinal)].Count(c => c == '\n') + 1;
        foreach ((string damaged, string expected) in new[]
        {
            ("{\n", "copy/config.json, line 2: expected JSON, as training writes it, got the end of the file"),
            ("{\n  \"task\": classify\n}", "copy/config.json, line 2: expected JSON, as training writes it, got '\"task\": classify'"),
            ("[]", "copy/config.json: expected a text with the name task"),
            (configuration.Replace("\"hiddenSize\": 8", "\"hiddenSize\": -8", StringComparison.Ordinal), "copy/config.json: HiddenSize must be 1 or more"),
            (configuration.Replace("\"hiddenSize\": 8", "\"hiddenSize\": \"eight\"", StringComparison.Ordinal),
                $"copy/config.json, line {line}: expected what training writes for options.hiddenSize, got '\"hiddenSize\": \"eight\",'"),
            (configuration.Replace("\"hiddenSize\"", "\"hidenSize\"", StringComparison.Ordinal),
                $"copy/config.json, line {line}: expected what training writes for options.hidenSize, got '\"hidenSize\": 8,'"),
        })
        {
            File.WriteAllText(folder["copy/config.json"], damaged);
            AssertFault($"unroll: {expected}; put the file back as it was, or train the model again.", Predict("copy"));
        }
        File.Delete(folder["copy/vocabulary.txt"]);
        File.Copy(Path.Combine(model.Path, "config.json"), folder["copy/config.json"], overwrite: true);
        AssertFault("unroll: copy/vocabulary.txt: this file is missing", Predict("copy"));
    }

    [Fact]
    public void A_pipe_is_named_and_not_waited_for()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs POSIX pipes");
        folder.Write("reviews.csv", Reviews.Table(10));
        AssertFault("unroll: pipe: is a pipe, which can be read only once; write it into a file and name that.",
            ToolProcess.Shell(folder.Path, "mkfifo pipe && exec 3<> pipe && cat reviews.csv >&3 && $UNROLL train pipe -o model"));
        foreach (string file in new[] { "config.json", "vocabulary.txt", "model.safetensors" })
        {
            AssertFault($"unroll: copy/{file}: this file is empty",
                ToolProcess.Shell(folder.Path, $"rm -rf copy && cp -r '{model.Path}' copy && rm copy/{file} && mkfifo copy/{file} && $UNROLL predict copy good"));
        }
    }

    public void Dispose() => folder.Dispose();

    ToolResult Train(string data, params string[] options) => ToolProcess.Run(folder.Path, ["train", data, .. options, "--epochs", "1", .. Reviews.Small]);

    ToolResult Predict(string name) => ToolProcess.Run(folder.Path, "predict", name, "good");

    static void AssertFault(string expected, ToolResult result)
    {
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith(expected, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }
}
