using Unroll.Layers;

namespace Unroll.Benchmarks;

/// <summary>A workload's network as an ONNX graph with the parameters of an <see cref="UnrollSide"/>.</summary>
sealed class OnnxNetwork(Workload workload, IReadOnlyDictionary<string, float[]> parameters)
{
    readonly OnnxModel model = new();
    readonly string operation = workload.Cell switch { CellKind.Lstm => "LSTM", CellKind.Gru => "GRU", _ => "RNN" };

    // The blocks of PyTorch's gates (i f g o; r z n) in ONNX's order (i o f c; z r h).
    readonly int[] gates = workload.Cell switch { CellKind.Lstm => [0, 3, 1, 2], CellKind.Gru => [1, 0, 2], _ => [0] };

    int Directions => workload.Bidirectional ? 2 : 1;

    /// <summary>Inputs x [steps, batch, inputs], lengths [batch] where they differ, and states where steps come one at a time; output y.</summary>
    public byte[] ToBytes()
    {
        (long steps, long batch, long width) = (workload.Steps, workload.Batch, workload.OutputSize);
        string x = model.Input("x", steps, batch, workload.Inputs);
        string lengths = workload.IsRectangle ? "" : model.IntegerInput("lengths", batch);
        for (int layer = 0; layer < workload.Layers; layer++)
            x = Layer(layer, x, lengths);
        if (workload.Head == Head.ClassifyToken)
        {
            string product = model.Node("MatMul", [x, model.Weight("classifier", Transposed("classifier.weight", workload.Classes), width, workload.Classes)], ["product"]);
            x = model.Node("Add", [product, model.Weight("bias", parameters["classifier.bias"], workload.Classes)], ["scores"]);
            width = workload.Classes;
        }
        model.Output(model.Node("Identity", [x], ["y"]), steps, batch, width);
        return model.ToBytes();
    }

    string Layer(int layer, string x, string lengths)
    {
        (long hidden, long inputs) = (workload.Hidden, layer == 0 ? workload.Inputs : workload.OutputSize);
        long rows = workload.Gates * hidden;
        List<string> reads =
        [
            x,
            model.Weight($"W{layer}", Gathered($"weight_ih_l{layer}"), Directions, rows, inputs),
            model.Weight($"R{layer}", Gathered($"weight_hh_l{layer}"), Directions, rows, hidden),
            model.Weight($"B{layer}", Biases(layer), Directions, 2 * rows),
            lengths,
        ];
        List<string> writes = [$"y{layer}"];
        if (workload.Streams)
        {
            reads.AddRange([model.Input("h0", 1, workload.Batch, hidden), model.Input("c0", 1, workload.Batch, hidden)]);
            writes.AddRange(["h", "c"]);
            model.Output("h", 1, workload.Batch, hidden);
            model.Output("c", 1, workload.Batch, hidden);
        }
        List<(string, object)> attributes = [("hidden_size", hidden), ("direction", workload.Bidirectional ? "bidirectional" : "forward")];
        if (workload.Cell == CellKind.Gru)
            attributes.Add(("linear_before_reset", 1L));
        string y = model.Node(operation, [.. reads], [.. writes], [.. attributes]);
        // [steps, directions, batch, hidden] becomes [steps, batch, directions · hidden].
        string turned = Directions == 1 ? y : model.Node("Transpose", [y], [$"t{layer}"], ("perm", new long[] { 0, 2, 1, 3 }));
        return model.Node("Reshape", [turned, model.Numbers($"shape{layer}", workload.Steps, workload.Batch, workload.OutputSize)], [$"x{layer}"]);
    }

    float[] Gathered(string name) =>
        [.. Suffixes.SelectMany(suffix => gates.SelectMany(gate => Block($"recurrent.{name}{suffix}", gate)))];

    float[] Biases(int layer) =>
    [
        .. Suffixes.SelectMany(suffix => gates.SelectMany(gate => Block($"recurrent.bias_ih_l{layer}{suffix}", gate))
            .Concat(gates.SelectMany(gate => Block($"recurrent.bias_hh_l{layer}{suffix}", gate)))),
    ];

    string[] Suffixes => workload.Bidirectional ? ["", "_reverse"] : [""];

    float[] Block(string name, int gate)
    {
        float[] values = parameters[name];
        int length = values.Length / workload.Gates;
        return values[(gate * length)..((gate + 1) * length)];
    }

    float[] Transposed(string name, int rows)
    {
        float[] values = parameters[name], turned = new float[values.Length];
        int columns = values.Length / rows;
        for (int i = 0; i < values.Length; i++)
            turned[i % columns * rows + i / columns] = values[i];
        return turned;
    }
}
