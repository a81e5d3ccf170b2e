using Unroll.Formats;
using Unroll.Tasks;
using Unroll.Tensors;
using Unroll.Tests.Formats;
using Unroll.Text;

namespace Unroll.Tests.Tasks;

public sealed class ModelWeightsTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly string model;

    public ModelWeightsTests()
    {
        model = folder["model"];
        NewClassifier(seed: 1).Save(model);
        File.WriteAllText(Path.Combine(model, "metrics.json"), "{}");
        File.WriteAllText(Path.Combine(model, "history.jsonl"), "");
        File.WriteAllText(ModelFolder.RequestPathIn(model), "{}");
        File.WriteAllText(ModelFolder.ResultsPathIn(model), "{}");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Weights_go_out_and_come_in_bit_by_bit()
    {
        TextClassifier other = NewClassifier(seed: 2);
        other.Save(folder["other"]);

        ModelWeights.Export(folder["other"], folder["w"]);
        ModuleStateReport report = ModelWeights.Import(model, folder["w"]);

        Assert.True(report.IsComplete);
        Assert.Equal(File.ReadAllBytes(folder["w"]), File.ReadAllBytes(Path.Combine(model, "model.safetensors")));
        Assert.Equal(other.Predict("good").Probabilities, TextClassifier.Load(model).Predict("good").Probabilities);
    }

    [Fact]
    public void What_was_measured_with_the_old_weights_is_gone()
    {
        ModelWeights.Export(model, folder["w"]);
        ModelWeights.Import(model, folder["w"]);

        Assert.Equal(["config.json", "model.safetensors", "vocabulary.txt"], Names(model));
    }

    [Fact]
    public void A_model_with_other_weights_may_go_into_a_folder_of_its_own()
    {
        NewClassifier(seed: 2).Save(folder["other"]);
        string[] before = Contents(model);

        ModelWeights.Import(model, Path.Combine(folder["other"], "model.safetensors"), output: folder["new"]);

        Assert.Equal(before, Contents(model));
        Assert.Equal(before[0], Contents(folder["new"])[0]);
        Assert.Equal(Contents(folder["other"])[1..], Contents(folder["new"])[1..]);
        Assert.Equal($"{folder["new"]}: there is something of this name already, which stays as it is; choose another folder, or remove it.",
            Assert.Throws<InvalidDataException>(() => ModelWeights.Import(model, Path.Combine(folder["other"], "model.safetensors"), output: folder["new"])).Message);
    }

    [Fact]
    public void What_pictures_are_looked_at_with_goes_along_and_stays()
    {
        File.WriteAllText(ModelFolder.EncoderPathIn(model), "network");
        File.WriteAllText(ModelFolder.EncoderDescriptionPathIn(model), "fed so");
        ModelWeights.Export(model, folder["w"]);

        ModelWeights.Import(model, folder["w"], output: folder["new"]);
        ModelWeights.Import(model, folder["w"]);

        foreach (string place in new[] { folder["new"], model })
        {
            Assert.Equal(["config.json", "encoder.json", "encoder.onnx", "model.safetensors", "vocabulary.txt"], Names(place));
            Assert.Equal(("network", "fed so"), (File.ReadAllText(ModelFolder.EncoderPathIn(place)), File.ReadAllText(ModelFolder.EncoderDescriptionPathIn(place))));
        }
    }

    [Fact]
    public void A_model_saved_over_another_does_not_look_with_its_network()
    {
        File.WriteAllText(ModelFolder.EncoderPathIn(model), "network");
        File.WriteAllText(ModelFolder.EncoderDescriptionPathIn(model), "fed so");

        NewClassifier(seed: 2).Save(model);

        Assert.DoesNotContain(Names(model), name => name.StartsWith("encoder", StringComparison.Ordinal));
    }

    [Fact]
    public void A_model_saved_over_another_does_not_keep_its_run()
    {
        NewClassifier(seed: 2).Save(model);

        Assert.DoesNotContain("run.json", Names(model));
        Assert.DoesNotContain("results.json", Names(model));
    }

    [Fact]
    public void Weights_that_do_not_fit_change_nothing()
    {
        SafetensorsWriter writer = new();
        writer.Add("classifier.bias", Tensor.From([1, 2], [2]));
        writer.Save(folder["w"]);
        string[] before = Contents(model);

        Assert.Throws<InvalidDataException>(() => ModelWeights.Import(model, folder["w"]));
        Assert.Throws<InvalidDataException>(() => ModelWeights.Import(model, folder["w"], output: folder["new"]));

        Assert.Equal(before, Contents(model));
        Assert.False(Directory.Exists(folder["new"]));
    }

    // Found by the benchmarks' fuzz: the task's name went into the message as it was.
    [Fact]
    public void A_task_with_a_line_break_in_its_name_is_refused_in_one_line()
    {
        string configuration = Path.Combine(model, "config.json");
        File.WriteAllText(configuration, File.ReadAllText(configuration).Replace("\"classify\"", @"""cla\n\u2028ss""", StringComparison.Ordinal));

        Assert.Equal($@"{configuration}: expected a model for the task ""classify"", got one for ""cla\u000a\u2028ss""; use the command for that task.",
            Assert.Throws<InvalidDataException>(() => TextClassifier.Load(model)).Message);
        Assert.Equal($@"{model}: a model for the task ""cla\u000a\u2028ss"", which this version does not know.",
            Assert.Throws<InvalidDataException>(() => ModelWeights.Import(model, "w")).Message);
    }

    static TextClassifier NewClassifier(ulong seed) => new(
        new(HiddenSize: 3, EmbeddingSize: 2, Seed: seed), ["no", "yes"], new(new WordTokenizer(), new([Vocabulary.Unknown, "good"]), maximumTokens: 9));

    static string[] Names(string path) => [.. Directory.GetFiles(path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    static string[] Contents(string path) => [.. Names(path).Select(name => $"{name} {Convert.ToHexString(File.ReadAllBytes(Path.Combine(path, name)))}")];
}
