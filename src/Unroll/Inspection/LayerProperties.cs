using System.Globalization;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Inspection;

/// <summary>What must hold for every recurrent layer, each property on random weights and inputs of its own.</summary>
sealed class LayerProperties(LayerFactory createLayer)
{
    const int Inputs = 5, Hidden = 6;

    // A width over one panel of units and more sequences than one tile has rows, so that every kind of edge occurs.
    const int WideHidden = 37;
    const int NumbersPerLeaf = 12;

    // Without fused multiply-add each product is rounded once more; cells that scan sum logarithms in another order.
    const double PortableBound = 1e-5, ChunkBound = 1e-6;

    static readonly int[] Lengths = [3, 0, 5, 1, 5, 2], ManyLengths = [4, 7, 2, 7, 7, 1, 6, 7, 3, 7, 7, 5, 7, 7];

    internal (bool, string) Gradients(StackOptions stack)
    {
        RecurrentLayer layer = New(Hidden, stack);
        SequenceLayout layout = new(Lengths);
        Sequences x = new(Leaf([layout.TokenCount, Inputs], seed: 3), layout);
        RecurrentState initial = RandomState(layer, layout.BatchSize);
        GradientCheckReport report = GradientCheck.Run(
            () => Sum(layer.Forward(x, initial)), [x.Data, .. initial.Cells.SelectMany(parts => parts), .. layer.Parameters], mostPerLeaf: NumbersPerLeaf);
        return (report.Passed, report.Passed
            ? Invariant($"within {report.Leaves.Max(leaf => leaf.Relative):0.0e-0} of the largest, allowed {report.Tolerance:0e-0}")
            : report.ToString());
    }

    internal (bool, string) Padding()
    {
        RecurrentLayer layer = New(Hidden, new(Layers: 2, Bidirectional: true));
        float[] clean = Normal(Lengths.Length * 5 * Inputs), dirty = [.. clean];
        for (int i = 0; i < dirty.Length; i++)
        {
            if (i / Inputs % 5 >= Lengths[i / (5 * Inputs)])
            {
                dirty[i] = float.NaN;
            }
        }

        return SameBits(Read(clean), Read(dirty));

        float[] Read(float[] padded) => Results(layer.Forward(Padded(padded, Lengths)));
    }

    internal (bool, string) BatchOrder()
    {
        RecurrentLayer layer = New(Hidden, new(Layers: 2, Bidirectional: true));
        float[] padded = Normal(Lengths.Length * 5 * Inputs);
        int[] order = [4, 2, 0, 5, 1, 3];
        float[] shuffled = [.. order.SelectMany(i => padded.AsSpan(i * 5 * Inputs, 5 * Inputs).ToArray())];
        Tensor expected = layer.Forward(Padded(padded, Lengths)).Final.Hidden, actual = layer.Forward(Padded(shuffled, [.. order.Select(i => Lengths[i])])).Final.Hidden;
        return SameBits([.. order.SelectMany(i => Row(expected, i))], actual.Values);
    }

    internal (bool, string) Alone()
    {
        RecurrentLayer layer = New(WideHidden, new());
        float[] padded = Normal(ManyLengths.Length * 7 * Inputs);
        Tensor together = layer.Forward(Padded(padded, ManyLengths)).Final.Hidden;
        return SameBits(together.Values, [.. ManyLengths.Index().SelectMany(sequence => layer.Forward(
            Padded(padded.AsSpan(sequence.Index * 7 * Inputs, 7 * Inputs).ToArray(), [sequence.Item])).Final.Hidden.Values.ToArray())]);
    }

    internal (bool, string) Causality()
    {
        RecurrentLayer layer = New(Hidden, new(Layers: 2));
        SequenceLayout layout = new(Lengths);
        int first = layout.Offsets[2];
        float[] values = Normal(layout.TokenCount * Inputs), changed = [.. values.Select((value, i) => i < first * Inputs ? value : -value)];
        Tensor before = Outputs(values), after = Outputs(changed);
        int seen = first * before.Shape[1];
        (bool, string) past = SameBits(before.Values[..seen], after.Values[..seen]);
        return before.Values[seen..].SequenceEqual(after.Values[seen..]) ? (false, "a changed input changes nothing, so nothing is shown") : past;

        Tensor Outputs(float[] numbers) => layer.Forward(new(Tensor.From(numbers, [layout.TokenCount, Inputs]), layout)).Outputs.Data;
    }

    internal (bool, string) Chunks()
    {
        const int batch = 3, steps = 8, first = 5;
        RecurrentLayer layer = New(Hidden, new(Layers: 2));
        Tensor whole = Tensor.From(Normal(batch * steps * Inputs), [batch * steps, Inputs]);
        (Sequences outputs, RecurrentState final) = layer.Forward(new(whole, Equal(steps)));
        (Sequences head, RecurrentState middle) = layer.Forward(new(whole.Rows(0, batch * first), Equal(first)));
        (Sequences tail, RecurrentState end) = layer.Forward(new(whole.Rows(batch * first, batch * (steps - first)), Equal(steps - first)), middle);
        return Close(
            [.. outputs.Data.Values, .. final.Hidden.Values], [.. head.Data.Values, .. tail.Data.Values, .. end.Hidden.Values], ChunkBound);

        static SequenceLayout Equal(int length) => new([.. Enumerable.Repeat(length, batch)]);
    }

    internal (bool, string) Threads()
    {
        float[] one = Trained(threads: 1);
        foreach (int threads in new[] { 2, 3, 7 })
        {
            if (SameBits(one, Trained(threads)) is (false, var detail))
            {
                return (false, $"{threads} threads: {detail}");
            }
        }

        return (true, "the same bits with 1, 2, 3 and 7");
    }

    internal (bool, string) InstructionSets()
    {
        Dictionary<KernelPath, float[]> results = [];
        foreach (KernelPath path in InstructionSet.Available)
        {
            using InstructionSet.ForcedPath forced = InstructionSet.Force(path);
            results.Add(path, Trained(threads: 1));
        }

        // Without a fused multiply-add the last bits may differ; all paths that have one give the same.
        (bool isSame, string distance) = (true, "nothing to compare");
        foreach ((KernelPath path, float[] numbers) in results.Where(result => result.Key != InstructionSet.Best).Reverse())
        {
            (isSame, distance) = Close(results[InstructionSet.Best], numbers, path == KernelPath.Portable ? PortableBound : 0);
            if (!isSame)
            {
                return (false, $"{path} beside {InstructionSet.Best}: {distance}");
            }
        }

        return (isSame, $"{string.Join(", ", results.Keys)}; Portable beside {InstructionSet.Best}: {distance}");
    }

    /// <summary>Outputs, final states and every gradient of a training step.</summary>
    float[] Trained(int threads)
    {
        RecurrentLayer layer = New(WideHidden, new(Layers: 2, Bidirectional: true));
        SequenceLayout layout = new(ManyLengths);
        using StepMemory step = new Arena(threads).BeginStep();
        Sequences x = new(Leaf([layout.TokenCount, Inputs], seed: 3), layout);
        (Sequences Outputs, RecurrentState Final) result = layer.Forward(x, RandomState(layer, layout.BatchSize));
        Sum(result).Backward();
        return [.. Results(result), .. x.Data.Gradient, .. layer.Parameters.SelectMany(parameter => parameter.Gradient.ToArray())];
    }

    RecurrentLayer New(int hidden, StackOptions stack) => createLayer(Inputs, hidden, new(seed: 7), stack);

    static Sequences Padded(float[] values, int[] lengths) => Sequences.FromPadded(Tensor.From(values, [lengths.Length, values.Length / lengths.Length / Inputs, Inputs]), lengths);

    static float[] Results((Sequences Outputs, RecurrentState Final) result) =>
        [.. result.Outputs.Data.Values, .. result.Final.Cells.SelectMany(parts => parts).SelectMany(part => part.Values.ToArray()), .. result.Final.Hidden.Values];

    /// <summary>One number from every output and every part of every final state.</summary>
    static Tensor Sum((Sequences Outputs, RecurrentState Final) result)
    {
        ulong seed = 50;
        Tensor total = Weighted(result.Outputs.Data, seed);
        foreach (Tensor part in result.Final.Cells.SelectMany(parts => parts).Append(result.Final.Hidden))
        {
            total += Weighted(part, ++seed);
        }

        return total;

        static Tensor Weighted(Tensor values, ulong seed) => (values * Tensor.From(Normal(values.Shape.Count, seed), values.Shape)).Sum();
    }

    // Without negative numbers, since a part of a state may be a sum of weights, such as the normaliser of an sLSTM.
    static RecurrentState RandomState(RecurrentLayer layer, int batch)
    {
        ulong seed = 99;
        return layer.NewState(batch).Map(zeros => Tensor.From([.. Normal(zeros.Shape.Count, seed++).Select(Math.Abs)], zeros.Shape, needsGradient: true));
    }

    static Tensor Leaf(Shape shape, ulong seed) => Tensor.From(Normal(shape.Count, seed), shape, needsGradient: true);

    static float[] Normal(int count, ulong seed = 42)
    {
        RandomSource random = new(seed);
        float[] values = new float[count];
        foreach (ref float value in values.AsSpan())
        {
            value = random.NextNormal();
        }

        return values;
    }

    static float[] Row(Tensor matrix, int row) => matrix.Values.Slice(row * matrix.Shape[1], matrix.Shape[1]).ToArray();

    static (bool, string) SameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual) => Close(expected, actual, bound: 0);

    static (bool, string) Close(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double bound)
    {
        double largest = 0, difference = expected.Length == actual.Length ? 0 : double.PositiveInfinity;
        for (int i = 0; i < Math.Min(expected.Length, actual.Length); i++)
        {
            largest = Math.Max(largest, Math.Abs(expected[i]));
            difference = Math.Max(difference, float.IsFinite(expected[i]) && float.IsFinite(actual[i]) ? Math.Abs((double)expected[i] - actual[i]) : double.PositiveInfinity);
        }

        double share = difference == 0 ? 0 : difference / largest;
        return (share <= bound, share == 0 ? "the same bits" : Invariant($"differs by {share:0.0e-0} of the largest number, allowed {bound:0e-0}"));
    }

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
