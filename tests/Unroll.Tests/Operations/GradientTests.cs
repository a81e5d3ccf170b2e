using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Tests.Operations;

/// <summary>Every operation against its double-precision reference, forward and backward.</summary>
public sealed class GradientTests
{
    static readonly SequenceLayout Layout = new([3, 0, 5, 2, 5]);

    // Queries in no order, several at one source, one at an empty source, a source that nobody looks at.
    static readonly AttentionLayout Attending = new(Layout, [2, 0, 2, 4, 1, 4, 4, 0]);

    static readonly Dictionary<string, Func<(Func<Tensor> Compute, Tensor[] Leaves)>> Cases = new()
    {
        ["Add"] = () => Two([3, 4], [3, 4], (a, b) => a + b),
        ["AddRow"] = () => Two([2, 3, 4], [4], (a, b) => a + b),
        ["Subtract"] = () => Two([3, 4], [3, 4], (a, b) => a - b),
        ["Multiply"] = () => Two([3, 4], [3, 4], (a, b) => a * b),
        ["MultiplyRow"] = () => Two([2, 3, 4], [4], (a, b) => a * b),
        ["Scale"] = () => One([3, 4], x => 0.25f - x * 1.5f),
        ["Sum"] = () => One([3, 4], x => x.Sum() * x.Mean()),
        ["Reshape"] = () => One([3, 4], x => x.Reshape([2, 6])),
        ["ConcatenateColumns"] = () => Two([2, 3, 2], [2, 3, 5], (a, b) => Tensor.ConcatenateColumns(a, b, a)),
        ["SliceColumns"] = () => One([3, 7], x => x.Columns(2, 3)),
        ["SelectRows"] = () => One([4, 3], x => x.SelectRows([2, -1, 0, 2, 3])),
        ["SliceRows"] = () => One([5, 3], x => x.Rows(1, 3)),
        ["ConcatenateRows"] = () => Two([2, 3], [4, 3], (a, b) => Tensor.ConcatenateRows(a, b, a)),
        ["MatMul"] = () => Two([5, 37], [37, 19], (a, b) => a.MatMul(b)),
        ["LinearMap"] = () => Two([2, 3, 19], [33, 19], (x, w) => x.Linear(w)),
        ["MeanOfSequences"] = () => OfSequences(x => x.Mean()),
        ["MaxOfSequences"] = () => OfSequences(x => x.Max()),
        ["Last"] = () => OfSequences(x => x.Last()),
        ["Padding"] = () => OfSequences(x => Sequences.FromPadded(x.ToPadded(), x.Layout.Lengths).Data),
        ["Sigmoid"] = () => One([3, 4], x => x.Sigmoid()),
        ["Tanh"] = () => One([3, 4], x => x.Tanh()),
        ["Relu"] = () => One([3, 4], x => x.Relu()),
        ["Pointwise"] = () => One([3, 4], x => x.Apply(PointwiseFunction.Affine(1.5, 0.3)).Apply(PointwiseFunction.LeakyRelu(0.1)).Apply(PointwiseFunction.Elu(0.8))
            + x.Apply(PointwiseFunction.ScaledTanh(1.2, 0.7)).Apply(PointwiseFunction.Softsign) * x.Apply(PointwiseFunction.Softplus)),
        ["Pointwise with corners"] = () => One([3, 4],
            x => x.Apply(PointwiseFunction.HardSigmoid(0.3, 0.5)) + x.Apply(PointwiseFunction.ThresholdedRelu(0.2)) + x.Apply(PointwiseFunction.Clip(0.9))),
        ["Exp"] = () => One([3, 4], x => x.Exp()),
        ["LogSigmoid"] = () => One([3, 4], x => x.LogSigmoid()),
        ["LogOfPositive"] = () => One([3, 4], x => x.LogOfPositive()),
        ["Divide"] = () => Two([3, 4], [3, 4], (a, b) => a / (b * b + a * a)),
        ["Maximum"] = () => Two([3, 4], [3, 4], (a, b) => a.Maximum(b)),
        ["Zoneout"] = () => Two([3, 7], [3, 7], (old, next) => next.Zoneout(old, 0.4f, new RandomSource(3))),
        ["ClockedUpdate"] = () => Two([3, 4], [3, 4], (old, next) => next.OnTime(old, Tensor.From([0, 2, 5], [3, 1]), [1, 2, 2, 4]).State),
        ["LogSpaceScan"] = () => OfScan(isReverse: false),
        ["LogSpaceScan from the ends"] = () => OfScan(isReverse: true),
        ["LogSpaceScan over chunks"] = () => OfScan(isReverse: false, new([140, 0, 64, 65, 3])),
        ["LogSpaceScan over chunks from the ends"] = () => OfScan(isReverse: true, new([140, 0, 64, 65, 3])),
        ["NormaliseRows"] = () =>
        {
            Tensor x = Samples.Leaf([4, 7], seed: 1), gamma = Samples.Leaf([7], seed: 2), beta = Samples.Leaf([7], seed: 3);
            return (() => x.NormaliseRows(gamma, beta, 1e-5f), [x, gamma, beta]);
        },
        ["SoftmaxCrossEntropy"] = () => One([5, 4], x => x.SoftmaxCrossEntropy([3, 0, 1, 1, 2])),
        ["SoftmaxCrossEntropy smoothed and weighted"] = () => One([5, 4],
            x => (x * 20f).SoftmaxCrossEntropy([3, 0, 1, 1, 2], labelSmoothing: 0.1f, classWeights: [1f, 0.2f, 3f, 0.7f])),
        ["ChainLikelihood"] = () => OfChain(scale: 1),
        ["ChainLikelihood with scores far apart"] = () => OfChain(scale: 30),
        ["EmbeddingLookup"] = () =>
        {
            Parameter table = new("weight", [7, 3]);
            table.Assign(Samples.Normal(21));
            return (() => table.Lookup([6, 0, 3, 6, 6]), [table]);
        },
        ["SharedDropout"] = () =>
        {
            Sequences x = Samples.Leaf(Layout, features: 6);
            return (() => x.LockedDropout(0.4f, new RandomSource(3)).Data + x.Data.DropRows(0.3f, [3, 1, 3, 0, 3, 1, 2, 2, 9, 1, 0, 5, 3, 7, 8], new RandomSource(4)), [x.Data]);
        },
        ["DotAttention"] = () =>
        {
            (Tensor queries, Tensor keys, Tensor values) = OfAttention();
            return (() => Joined(queries.AttendDot(keys, values, Attending)), [queries, keys, values]);
        },
        ["AdditiveAttention"] = () =>
        {
            (Tensor queries, Tensor keys, Tensor values) = OfAttention();
            Tensor vector = Samples.Leaf([19], seed: 4);
            return (() => Joined(queries.AttendAdditive(keys, values, vector, Attending)), [queries, keys, values, vector]);
        },
        ["General attention, from a map of the keys"] = () =>
        {
            (Tensor queries, Tensor keys, Tensor values) = OfAttention();
            Tensor weight = Samples.Leaf([19, 19], seed: 4);
            return (() => queries.AttendDot(keys.Linear(weight * 0.1f), values, Attending).Context, [queries, keys, values, weight]);
        },
        ["CopyMixture"] = () =>
        {
            Tensor logits = Samples.Leaf([Attending.QueryCount, 6], seed: 1), gate = Samples.Leaf([Attending.QueryCount, 1], seed: 2);
            (Tensor queries, Tensor keys, Tensor values) = OfAttention();
            return (() => logits.MixWithCopies(gate, queries.AttendDot(keys, values, Attending).Weights, Attending,
                [0, 2, -1, 2, 2, 5, 5, 1, -1, 0, 3, 3, 3, 1, 1]), [logits, gate, queries, keys]);
        },
        ["Logarithm"] = () => One([3, 4], x => (x * x + x * x).Log(0.3f)),
        ["Convolve"] = () =>
        {
            Tensor x = Samples.Leaf([3, 2, 5, 6], seed: 1), w = Samples.Leaf([4, 2, 3, 3], seed: 2), b = Samples.Leaf([4], seed: 3);
            return (() => x.Convolve(w, b, padding: 1), [x, w, b]);
        },
        ["Convolve with a stride, a wider filter and no bias"] = () => Two([2, 3, 7, 8], [5, 3, 4, 4], (x, w) => x.Convolve(w, stride: 2, padding: 2)),
        ["MaxPool"] = () => One([2, 3, 5, 6], x => x.MaxPool(2)),
        ["MaxPool of overlapping squares"] = () => One([2, 2, 6, 5], x => x.MaxPool(3, stride: 1)),
        ["RowsOfLocations"] = () => One([3, 4, 2, 5], x => x.Locations().Data),
        ["NegativeLogLikelihood"] = () => One([5, 4], x => x.NegativeLogLikelihood([3, 0, 1, 1, 2], labelSmoothing: 0.1f)),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory, MemberData(nameof(Names))]
    public void An_operation_computes_the_gradient_of_its_reference(string name)
    {
        // Inside a step, because dropout drops nothing elsewhere.
        using StepMemory step = new Arena(threads: 1).BeginStep();
        (Func<Tensor> compute, Tensor[] leaves) = Cases[name]();
        GradientCheck.Run(compute, leaves).Require();
    }

    static (Func<Tensor>, Tensor[]) One(Shape shape, Func<Tensor, Tensor> compute)
    {
        Tensor x = Samples.Leaf(shape);
        return (() => compute(x), [x]);
    }

    static (Func<Tensor>, Tensor[]) Two(Shape left, Shape right, Func<Tensor, Tensor, Tensor> compute)
    {
        Tensor a = Samples.Leaf(left, seed: 1), b = Samples.Leaf(right, seed: 2);
        return (() => compute(a, b), [a, b]);
    }

    static (Func<Tensor>, Tensor[]) OfChain(float scale)
    {
        const int tags = 4;
        Sequences emissions = Samples.Leaf(Layout, tags, seed: 1);
        Tensor start = Samples.Leaf([tags], seed: 2), transition = Samples.Leaf([tags, tags], seed: 3), end = Samples.Leaf([tags], seed: 4);
        int[] gold = [.. Enumerable.Range(0, Layout.TokenCount).Select(i => i * i % 7 % tags)];
        return (() => emissions.With(emissions.Data * scale).ChainLoss(gold, start * scale, transition * scale, end * scale), [emissions.Data, start, transition, end]);
    }

    static (Func<Tensor>, Tensor[]) OfScan(bool isReverse, SequenceLayout? layout = null)
    {
        layout ??= Layout;
        Sequences logs = Samples.Leaf(layout, features: 6, seed: 1);
        if (layout != Layout)
        {
            // Over many steps a state stays within bounds only where it forgets, as the cells' do.
            logs = new(Tensor.From([.. logs.Data.Values.ToArray().Select(value => -MathF.Abs(value) - 0.05f)], logs.Data.Shape, needsGradient: true), layout);
        }

        Tensor initial = Samples.Leaf([layout.BatchSize, 3], seed: 2);
        return (() =>
        {
            (Tensor outputs, Tensor final) = logs.ScanInLogSpace(initial, isReverse);
            return Tensor.ConcatenateRows(outputs, final);
        }, [logs.Data, initial]);
    }

    static (Tensor Queries, Tensor Keys, Tensor Values) OfAttention() =>
        (Samples.Leaf([Attending.QueryCount, 19], seed: 1), Samples.Leaf(Layout, features: 19, seed: 2).Data, Samples.Leaf(Layout, features: 7, seed: 3).Data);

    // Context and weights in one result, so that the gradients of both are checked.
    static Tensor Joined(Attended attended) => Tensor.ConcatenateColumns(
        attended.Context.Reshape([1, attended.Context.Shape.Count]), attended.Weights.Reshape([1, attended.Weights.Shape.Count]));

    static (Func<Tensor>, Tensor[]) OfSequences(Func<Sequences, Tensor> compute)
    {
        Sequences x = Samples.Leaf(Layout, features: 6);
        return (() => compute(x), [x.Data]);
    }
}
