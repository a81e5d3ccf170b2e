using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Tests.Layers;

/// <summary>What recurrent layers show of themselves is what their formulas say.</summary>
public sealed class RecordedSignalTests
{
    const int Inputs = 4;

    // More units than a panel has, so that the second is not a whole one.
    const int Hidden = 37;

    static readonly int[] Lengths = [3, 5, 1];

    [Fact]
    public void Gates_of_the_fused_lstm_are_those_of_the_formula()
    {
        Lstm lstm = new(Inputs, Hidden, new(seed: 3), new(Layers: 2, Bidirectional: true));
        Sequences x = Samples.Leaf(new SequenceLayout(Lengths), Inputs);
        IReadOnlyList<RecordedSignal> signals = Record(lstm, x);
        Assert.Equal(["input gate", "forget gate", "candidate", "output gate", "cell state", "hidden state"], signals.Where(signal => (signal.Level, signal.Direction) == (0, 0)).Select(signal => signal.Name));
        Assert.Equal(2 * 2 * 6, signals.Count);
        foreach (int direction in new[] { 0, 1 })
        {
            Walk(x.Layout, direction, (row, before) =>
            {
                double[][] sums = Sums(lstm, direction, x.Data.Values.Slice(row * Inputs, Inputs), At(signals, "hidden state", direction, before), gates: 4);
                float[] c = At(signals, "cell state", direction, before);
                for (int unit = 0; unit < Hidden; unit++)
                {
                    double i = Sigmoid(sums[0][unit]), f = Sigmoid(sums[1][unit]), g = Math.Tanh(sums[2][unit]), o = Sigmoid(sums[3][unit]), next = f * c[unit] + i * g;
                    double[] expected = [i, f, g, o, next, o * Math.Tanh(next)];
                    string[] names = ["input gate", "forget gate", "candidate", "output gate", "cell state", "hidden state"];
                    Assert.All(names.Zip(expected), pair => Assert.Equal(pair.Second, At(signals, pair.First, direction, row)[unit], tolerance: 1e-5));
                }
            });
        }
    }

    [Fact]
    public void Gates_of_the_fused_gru_are_those_of_the_formula()
    {
        Gru gru = new(Inputs, Hidden, new(seed: 3), new(Bidirectional: true));
        Sequences x = Samples.Leaf(new SequenceLayout(Lengths), Inputs);
        IReadOnlyList<RecordedSignal> signals = Record(gru, x);
        foreach (int direction in new[] { 0, 1 })
        {
            Walk(x.Layout, direction, (row, before) =>
            {
                float[] h = At(signals, "hidden state", direction, before);
                ReadOnlySpan<float> input = x.Data.Values.Slice(row * Inputs, Inputs);
                double[][] both = Sums(gru, direction, input, h, gates: 3), fromInput = Sums(gru, direction, input, null, gates: 3);
                for (int unit = 0; unit < Hidden; unit++)
                {
                    double r = Sigmoid(both[0][unit]), z = Sigmoid(both[1][unit]);
                    double n = Math.Tanh(fromInput[2][unit] + r * (both[2][unit] - fromInput[2][unit]));
                    Assert.Equal(r, At(signals, "reset gate", direction, row)[unit], tolerance: 1e-5);
                    Assert.Equal(z, At(signals, "update gate", direction, row)[unit], tolerance: 1e-5);
                    Assert.Equal(n, At(signals, "candidate", direction, row)[unit], tolerance: 1e-5);
                    Assert.Equal((1 - z) * n + z * h[unit], At(signals, "hidden state", direction, row)[unit], tolerance: 1e-5);
                }
            });
        }
    }

    public static TheoryData<CellKind> Cells => [.. CellKinds.All];

    [Theory, MemberData(nameof(Cells))]
    public void Hidden_states_are_the_outputs_of_every_cell(CellKind kind)
    {
        RecurrentLayer layer = kind.CreateLayer(Inputs, hiddenSize: 6, new(seed: 3), new(Bidirectional: true));
        Sequences x = Samples.Leaf(new SequenceLayout(Lengths), Inputs);
        IReadOnlyList<RecordedSignal> signals = Record(layer, x);
        float[] outputs = layer.Forward(x).Outputs.Data.Values.ToArray();
        for (int row = 0; row < x.Layout.TokenCount; row++)
        {
            Assert.Equal(outputs.AsSpan(row * 12, 12).ToArray(), At(signals, "hidden state", 0, row).Concat(At(signals, "hidden state", 1, row)));
        }
    }

    // The last cell of a stack is unrolled from its gates alone; with two of them confused nothing would fit.
    [Theory]
    [InlineData(CellKind.LstmPeephole)]
    [InlineData(CellKind.LstmCoupled)]
    [InlineData(CellKind.LstmNoInputGate)]
    [InlineData(CellKind.LstmNoForgetGate)]
    [InlineData(CellKind.LstmNoOutputGate)]
    [InlineData(CellKind.LstmLayerNorm)]
    [InlineData(CellKind.LstmProjected)]
    [InlineData(CellKind.LstmRecurrentDropout)]
    [InlineData(CellKind.LstmVariational)]
    [InlineData(CellKind.Sru)]
    [InlineData(CellKind.Slstm)]
    public void The_memory_follows_from_the_gates(CellKind kind)
    {
        RecurrentLayer layer = kind.CreateLayer(Inputs, Hidden, new(seed: 3), new(Bidirectional: true));
        Sequences x = Samples.Leaf(new SequenceLayout(Lengths), Inputs);
        IReadOnlyList<RecordedSignal> signals = Record(layer, x);
        foreach (int direction in new[] { 0, 1 })
        {
            Walk(x.Layout, direction, (row, before) =>
            {
                float[] c = At(signals, "cell state", direction, before), next = At(signals, "cell state", direction, row), g = At(signals, "candidate", direction, row);
                float[]? i = Find(signals, "input gate", direction, row), f = Find(signals, "forget gate", direction, row);
                for (int unit = 0; unit < c.Length; unit++)
                {
                    float kept = f?[unit] ?? (kind == CellKind.LstmCoupled ? 1 - i![unit] : 1), written = i?[unit] ?? (kind == CellKind.Sru ? 1 - f![unit] : 1);
                    Assert.Equal(kept * c[unit] + written * g[unit], next[unit], tolerance: 1e-5);
                }
            });
        }
    }

    [Theory]
    [InlineData(CellKind.GruResetBefore, "update gate", true)]
    [InlineData(CellKind.GruLayerNorm, "update gate", false)]
    [InlineData(CellKind.Mgu, "forget gate", false)]
    public void The_hidden_state_follows_from_the_gates(CellKind kind, string gate, bool keeps)
    {
        RecurrentLayer layer = kind.CreateLayer(Inputs, Hidden, new(seed: 3), new(Bidirectional: true));
        Sequences x = Samples.Leaf(new SequenceLayout(Lengths), Inputs);
        IReadOnlyList<RecordedSignal> signals = Record(layer, x);
        foreach (int direction in new[] { 0, 1 })
        {
            Walk(x.Layout, direction, (row, before) =>
            {
                float[] h = At(signals, "hidden state", direction, before), next = At(signals, "hidden state", direction, row);
                float[] n = At(signals, "candidate", direction, row), z = At(signals, gate, direction, row);
                for (int unit = 0; unit < Hidden; unit++)
                {
                    float kept = keeps ? z[unit] : 1 - z[unit];
                    Assert.Equal(kept * h[unit] + (1 - kept) * n[unit], next[unit], tolerance: 1e-5);
                }
            });
        }
    }

    [Fact]
    public void Zoneout_shows_the_memory_that_is_kept()
    {
        RecurrentLayer layer = CellKind.LstmZoneout.CreateLayer(Inputs, 5, new(seed: 3));
        Sequences x = Samples.Leaf(new SequenceLayout([4]), Inputs);
        IReadOnlyList<RecordedSignal> signals = Record(layer, x);
        Assert.Equal(layer.Forward(x).Final.Cells[0][1].Values.ToArray(), At(signals, "cell state", 0, 3));
    }

    [Fact]
    public void The_gate_of_a_scanned_cell_lies_between_0_and_1_and_is_named()
    {
        foreach ((CellKind kind, string gate) in new[] { (CellKind.MinGru, "update gate"), (CellKind.MinLstm, "forget gate") })
        {
            RecurrentLayer layer = kind.CreateLayer(Inputs, 5, new(seed: 3));
            Sequences x = Samples.Leaf(new SequenceLayout([4]), Inputs);
            RecordedSignal signal = Record(layer, x).Single(signal => signal.Name == gate);
            Assert.All(signal.Values, value => Assert.InRange(value, 0.01, 0.99));
        }
    }

    [Fact]
    public void Nothing_is_kept_where_nobody_looks_and_one_thread_looks_once()
    {
        Tensor tensor = Samples.Leaf([2, 3]);
        Assert.Same(tensor, tensor.Named("forget gate"));
        using SignalRecorder recorder = SignalRecorder.Begin();
        Assert.Throws<InvalidOperationException>(SignalRecorder.Begin);
        tensor.Named("forget gate");
        Assert.Empty(recorder.Signals);
    }

    static IReadOnlyList<RecordedSignal> Record(RecurrentLayer layer, Sequences x)
    {
        using SignalRecorder recorder = SignalRecorder.Begin();
        layer.Forward(x);
        return [.. recorder.Signals.Where(signal => signal.Layer == layer)];
    }

    /// <summary>Every token of every sequence with the one that the direction reads before it, −1 where there is none.</summary>
    static void Walk(SequenceLayout layout, int direction, Action<int, int> visit)
    {
        for (int sequence = 0; sequence < layout.BatchSize; sequence++)
        {
            int before = -1, length = layout.Lengths[sequence];
            for (int i = 0; i < length; i++)
            {
                int row = layout.Row(sequence, direction == 0 ? i : length - 1 - i);
                visit(row, before);
                before = row;
            }
        }
    }

    static float[] At(IReadOnlyList<RecordedSignal> signals, string name, int direction, int row) =>
        Find(signals, name, direction, row) ?? throw new InvalidOperationException($"There is no {name}.");

    static float[]? Find(IReadOnlyList<RecordedSignal> signals, string name, int direction, int row) =>
        signals.FirstOrDefault(signal => signal.Level == 0 && signal.Direction == direction && signal.Name == name) is not { } found ? null
        : row < 0 ? new float[found.Width]
        : found.Values.AsSpan(row * found.Width, found.Width).ToArray();

    static double[][] Sums(RecurrentLayer layer, int direction, ReadOnlySpan<float> x, float[]? h, int gates)
    {
        string suffix = direction == 0 ? "_l0" : "_l0_reverse";
        float[] inputWeight = Weight("weight_ih"), hiddenWeight = Weight("weight_hh"), inputBias = Weight("bias_ih"), hiddenBias = Weight("bias_hh");
        double[][] sums = new double[gates][];
        for (int gate = 0; gate < gates; gate++)
        {
            sums[gate] = new double[Hidden];
            for (int unit = 0; unit < Hidden; unit++)
            {
                int row = gate * Hidden + unit;
                double sum = inputBias[row];
                for (int j = 0; j < Inputs; j++)
                {
                    sum += (double)inputWeight[row * Inputs + j] * x[j];
                }

                for (int j = 0; h is not null && j < Hidden; j++)
                {
                    sum += (double)hiddenWeight[row * Hidden + j] * h[j];
                }

                sums[gate][unit] = sum + (h is null ? 0 : hiddenBias[row]);
            }
        }

        return sums;

        float[] Weight(string name) => layer.Parameters.Single(parameter => parameter.Name == name + suffix).Values.ToArray();
    }

    static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
