using System.Globalization;
using Unroll.Formats;
using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Inspection;

/// <summary>What libtorch made of given weights and inputs, beside what a layer of ours makes of them.</summary>
static class GoldenVectors
{
    /// <summary>Allowed difference, as a share of each tensor's largest entry.</summary>
    internal const double Tolerance = 1e-5;

    /// <summary>The files that the library carries: each cell with two layers, both directions and three lengths; the LSTM also three layers deep.</summary>
    internal static IReadOnlyList<string> Carried { get; } = ["rnn_tanh_small", "rnn_relu_small", "lstm_small", "lstm_deep", "gru_small"];

    /// <summary>Compares with a file that the library carries.</summary>
    internal static (bool Passed, string Detail) CompareCarried(string name)
    {
        string path = Path.Combine(Path.GetTempPath(), $"unroll-{Guid.NewGuid():N}.safetensors");
        try
        {
            using (Stream resource = typeof(GoldenVectors).Assembly.GetManifestResourceStream(name + ".safetensors") ?? throw new InvalidDataException($"The library lacks {name}."))
            {
                AtomicFile.Write(path, resource.CopyTo);
            }

            (string Name, double Difference)[] differences = [.. Compare(path)];
            (string worst, double difference) = differences.MaxBy(entry => entry.Difference);
            return (difference <= Tolerance, string.Create(CultureInfo.InvariantCulture,
                $"{differences.Length} tensors within {difference:0.0e-0} of the largest entry ({worst}), allowed {Tolerance:0e-0}"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Every output, state and gradient in the file, and by what share of its largest entry ours differs.</summary>
    /// <param name="path">A file as tests/Unroll.Tests/Golden/README.md describes it.</param>
    internal static IEnumerable<(string Name, double Difference)> Compare(string path)
    {
        using SafetensorsReader golden = new(path);
        RecurrentLayer layer = LayerOf(golden);
        int[] lengths = [.. golden.ReadIntegers("lengths").Select(length => (int)length)];
        Tensor padded = Leaf(golden.Read("x"));
        string[] states = layer is Lstm ? ["h", "c"] : ["h"];
        RecurrentState initial = Initial(layer, golden, states, lengths.Length);

        (Sequences outputs, RecurrentState final) = layer.Forward(Sequences.FromPadded(padded, lengths), initial);
        Tensor y = outputs.ToPadded(), loss = (y * golden.Read("grad_y")).Sum();
        yield return Difference("y", y.Values);
        for (int part = 0; part < states.Length; part++)
        {
            yield return Difference(states[part] + "_n", Stacked(final, part, state => state.Values));
            loss += WeightedStates(final, part, golden.Read($"grad_{states[part]}_n"));
        }

        loss.Backward();
        yield return Difference("grad_x", padded.Gradient);
        for (int part = 0; part < states.Length; part++)
        {
            yield return Difference($"grad_{states[part]}0", Stacked(initial, part, state => state.Gradient));
        }

        foreach (Parameter parameter in layer.Parameters)
        {
            yield return Difference("grad." + parameter.Name, parameter.Gradient);
        }

        (string, double) Difference(string name, ReadOnlySpan<float> actual) => (name, Share(golden.Read(name).Values, actual));
    }

    static RecurrentLayer LayerOf(SafetensorsReader golden)
    {
        CellKind kind = golden.Metadata["cell"] switch
        {
            "rnn_tanh" => CellKind.Rnn,
            "rnn_relu" => CellKind.RnnRelu,
            "lstm" => CellKind.Lstm,
            "gru" => CellKind.Gru,
            var other => throw new InvalidDataException($"{golden.Path}: unknown cell {other}."),
        };
        RecurrentLayer layer = kind.CreateLayer(Number("inputs"), Number("hidden"), new(seed: 1), new(Number("layers"), Bidirectional: Number("directions") == 2));
        foreach (Parameter parameter in layer.Parameters)
        {
            parameter.Assign(golden.Read(parameter.Name).Values);
        }

        return layer;

        int Number(string name) => int.Parse(golden.Metadata[name], CultureInfo.InvariantCulture);
    }

    // In the file the cells' states lie one after another; ours are one tensor a cell and part.
    static RecurrentState Initial(RecurrentLayer layer, SafetensorsReader golden, string[] states, int batch)
    {
        int position = 0;
        return layer.NewState(batch).Map(zeros =>
        {
            int part = position % states.Length, cell = position++ / states.Length;
            return Leaf(Tensor.From(golden.Read(states[part] + "0").Values.Slice(cell * zeros.Shape.Count, zeros.Shape.Count), zeros.Shape));
        });
    }

    static Tensor Leaf(Tensor values) => Tensor.From(values.Values, values.Shape, needsGradient: true);

    static float[] Stacked(RecurrentState state, int part, Func<Tensor, ReadOnlySpan<float>> read) => [.. state.Cells.SelectMany(parts => read(parts[part]).ToArray())];

    static Tensor WeightedStates(RecurrentState final, int part, Tensor upstream)
    {
        Tensor total = Tensor.Zeros([]);
        int start = 0;
        foreach (Tensor state in final.Cells.Select(parts => parts[part]))
        {
            total += (state * Tensor.From(upstream.Values.Slice(start, state.Shape.Count), state.Shape)).Sum();
            start += state.Shape.Count;
        }

        return total;
    }

    static double Share(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        if (expected.Length != actual.Length)
        {
            return double.PositiveInfinity;
        }

        double largest = 0, difference = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected[i]));
            difference = Math.Max(difference, float.IsFinite(actual[i]) ? Math.Abs((double)expected[i] - actual[i]) : double.PositiveInfinity);
        }

        return difference == 0 ? 0 : difference / largest;
    }
}
