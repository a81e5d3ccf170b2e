using Unroll.Formats.Onnx;
using Unroll.Tensors;

namespace Unroll.Tests.Formats.Onnx;

/// <summary>The operator tests that the ONNX project publishes: the same inputs, made here; and the files themselves where there are any.</summary>
public sealed class PublishedOperatorTests
{
    /// <summary>A copy of onnx/backend/test/data/node, where the published files are.</summary>
    const string FolderVariable = "UNROLL_ONNX_NODE_TESTS";

    const double Tolerance = 1e-6;

    public static TheoryData<string, int, int, int, float, string> Published => new()
    {
        // name, steps, inputs, hidden, weight (0 for random ones), what else
        { "test_simple_rnn_defaults", 1, 2, 4, 0.1f, "" },
        { "test_simple_rnn_with_initial_bias", 1, 3, 5, 0.1f, "bias" },
        { "test_rnn_seq_length", 2, 3, 5, 0, "bias" },
        { "test_simple_rnn_batchwise", 1, 2, 4, 0.5f, "batchwise" },
        { "test_lstm_defaults", 1, 2, 3, 0.1f, "" },
        { "test_lstm_with_initial_bias", 1, 3, 4, 0.1f, "bias" },
        { "test_lstm_with_peepholes", 1, 4, 3, 0.1f, "peepholes" },
        { "test_lstm_batchwise", 1, 2, 7, 0.3f, "batchwise" },
        { "test_gru_defaults", 1, 2, 5, 0.1f, "" },
        { "test_gru_with_initial_bias", 1, 3, 3, 0.1f, "bias" },
        { "test_gru_seq_length", 2, 3, 5, 0, "bias" },
        { "test_gru_batchwise", 1, 2, 6, 0.2f, "batchwise" },
    };

    [Theory, MemberData(nameof(Published))]
    public void The_published_inputs_give_what_the_equations_say(string name, int steps, int inputs, int hidden, float weight, string special)
    {
        string operation = name.Contains("lstm", StringComparison.Ordinal) ? "LSTM" : name.Contains("gru", StringComparison.Ordinal) ? "GRU" : "RNN";
        int batch = special == "peepholes" ? 2 : 3, gates = operation switch { "LSTM" => 4, "GRU" => 3, _ => 1 };
        bool isBatchwise = special == "batchwise";
        float[] counting = [.. Enumerable.Range(1, steps * batch * inputs).Select(number => (float)number)];
        OnnxTensor x = OnnxTensor.Of("X", counting, steps, batch, inputs);
        OnnxTensor w = Filled("W", weight, 1, gates * hidden, inputs), r = Filled("R", weight, 1, gates * hidden, hidden);
        OnnxTensor? b = special == "bias" ? Bias(weight, gates * hidden) : null, p = special == "peepholes" ? Filled("P", weight, 1, 3 * hidden) : null;

        // One step: with the batch first, the same numbers stand in the same order.
        OnnxTensor given = isBatchwise ? OnnxTensor.Of("X", counting, batch, steps, inputs) : x;
        string[] names = ["X", "W", "R", b is null ? "" : "B", "", "", "", p is null ? "" : "P"];
        OnnxNode node = new(operation, names, ["", "Y_h"], [new("hidden_size", (long)hidden), new("layout", isBatchwise ? 1L : 0L)]);
        OnnxModel model = new(new(name, [node], [], [], [new("Y_h", OnnxType.Float, [])]), OnnxModel.WrittenOpset, "", name);
        OnnxTensor actual = Assert.Single(OnnxModel.Parse(model.ToBytes(), name).Run([given, w, r, .. b is null ? [] : new[] { b }, .. p is null ? [] : new[] { p }]));

        double[] expected = new OperatorFormula(x, w, r, b, p).Outputs(operation)[^(batch * hidden)..];
        Assert.Equal(isBatchwise ? [batch, 1, hidden] : [1, batch, hidden], actual.Dimensions);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual.Floats[i], Tolerance);
    }

    // The numbers that the first revision of the project's rnn.py gives for three steps of one sequence.
    [Fact]
    public void The_published_numbers_of_the_simple_network_come_out()
    {
        OnnxTensor x = OnnxTensor.Of("X", [1f, 2, 3, 4, 5, 6], 3, 1, 2), w = Filled("W", 0.1f, 1, 4, 2), r = Filled("R", 0.1f, 1, 4, 4);
        OnnxNode node = new("RNN", ["X", "W", "R"], ["Y"], [new("hidden_size", 4L)]);
        OnnxModel model = new(new("test", [node], [], [], [new("Y", OnnxType.Float, [])]), OnnxModel.WrittenOpset, "", "test");
        float[] y = model.Run([x, w, r])[0].Floats.ToArray();
        float[] expected = [0.29131261f, 0.67317414f, 0.87852567f];
        for (int i = 0; i < y.Length; i++) Assert.Equal(expected[i / 4], y[i], Tolerance);
    }

    [Fact]
    public void The_published_files_give_their_outputs()
    {
        string? folder = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(folder is null, $"{FolderVariable} is not set: the files of onnx/backend/test/data/node are not here");
        string[] tests = [.. Directory.GetDirectories(folder).Where(test => Path.GetFileName(test).Split('_') is ["test", "rnn" or "lstm" or "gru", ..] or ["test", "simple", "rnn", ..])];
        Assert.NotEmpty(tests);
        foreach (string test in tests)
        {
            OnnxModel model = OnnxModel.Load(Path.Combine(test, "model.onnx"));
            OnnxTensor[] outputs = Files(test, "output"), inputs = [.. Files(test, "input").Zip(model.Inputs, (tensor, input) => tensor.Named(input.Name))];
            double difference = OnnxDifference.Largest([.. outputs.Zip(model.Outputs, (tensor, output) => tensor.Named(output.Name))], model.Run(inputs));
            Assert.True(difference <= 1e-5, $"{test}: {difference:G3}");
        }

        static OnnxTensor[] Files(string test, string kind) =>
            [.. Directory.GetFiles(Path.Combine(test, "test_data_set_0"), $"{kind}_*.pb").Order(StringComparer.Ordinal).Select(OnnxTensor.Load)];
    }

    static OnnxTensor Bias(float weight, int rows)
    {
        if (weight == 0) return Filled("B", 0, 1, 2 * rows);
        return OnnxTensor.Of("B", [.. Enumerable.Repeat(0.1f, rows), .. new float[rows]], 1, 2 * rows);
    }

    static OnnxTensor Filled(string name, float weight, params long[] sizes)
    {
        RandomSource random = new RandomSource(5).Stream(name);
        return OnnxTensor.Of(name, [.. Enumerable.Range(0, (int)sizes.Aggregate((a, b) => a * b)).Select(_ => weight == 0 ? random.NextNormal() : weight)], sizes);
    }
}
