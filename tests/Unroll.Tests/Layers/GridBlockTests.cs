using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Tests.Layers;

/// <summary>Grid blocks of one, two and three dimensions against the paper's equations.</summary>
public sealed class GridBlockTests
{
    const int Rows = 5;

    static readonly Dictionary<string, GridDimension[]> Blocks = new()
    {
        ["1"] = [new(6)],
        ["1, tanh"] = [new(6, GridTransform.Tanh)],
        ["2"] = [new(6), new(4)],
        ["2, priority"] = [new(6, HasPriority: true), new(4)],
        ["2, identity with priority"] = [new(6, GridTransform.Identity, HasPriority: true), new(4)],
        ["2, all plain"] = [new(6, GridTransform.Relu), new(4, GridTransform.Tanh)],
        ["3"] = [new(5), new(4), new(3)],
        ["3, priority"] = [new(5), new(4, HasPriority: true), new(3)],
        ["3, two with priority"] = [new(5, HasPriority: true), new(4, GridTransform.Relu, HasPriority: true), new(3)],
        ["3, plain depth"] = [new(5, GridTransform.Relu, HasPriority: true), new(4), new(3)],
        ["40 wide"] = [new(40, HasPriority: true), new(33)],
    };

    public static TheoryData<string> Names => [.. Blocks.Keys];

    [Theory, MemberData(nameof(Names))]
    public void A_block_computes_the_equations_of_the_paper(string name)
    {
        GridBlock block = new(Blocks[name], new(seed: 7));
        GridVector[] vectors = Vectors(block);
        GridByFormula formula = new(block, "", block.Dimensions);

        IReadOnlyList<GridVector> after = block.Forward(vectors);

        for (int row = 0; row < Rows; row++)
        {
            (double[] H, double[]? M)[] expected = formula.Cross([.. vectors.Select(vector => (Row(vector.Hidden, row)!, Row(vector.Memory, row)))]);
            for (int i = 0; i < after.Count; i++)
            {
                RequireClose(expected[i].H, Row(after[i].Hidden, row)!);
                Assert.Equal(expected[i].M is null, after[i].Memory is null);
                RequireClose(expected[i].M ?? [], Row(after[i].Memory, row) ?? []);
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Gradients_of_vectors_and_weights_match_the_reference(string name)
    {
        GridBlock block = new(Blocks[name], new(seed: 7));
        GridVector[] vectors = Vectors(block);
        Tensor[] leaves = [.. Parts(vectors), .. block.Parameters];

        GradientCheck.Run(() => Tensor.ConcatenateColumns([.. Parts(block.Forward(vectors))]), leaves, mostPerLeaf: 30).Require();
    }

    [Theory]
    [InlineData(true, GridTransform.Lstm)]
    [InlineData(false, GridTransform.Lstm)]
    [InlineData(true, GridTransform.Tanh)]
    [InlineData(false, GridTransform.Relu)]
    public void A_feed_forward_grid_has_the_gradients_of_its_levels_tied_or_not(bool tied, GridTransform transform)
    {
        GridFeedForward network = new(3, 6, levels: 4, new(seed: 7), new(TiesDepth: tied, DepthTransform: transform));
        Tensor x = Samples.Leaf([Rows, 3]);

        GradientCheck.Run(() => network.Forward(x), [x, .. network.Parameters], mostPerLeaf: 30).Require();
    }

    [Theory]
    [InlineData(true, 2 * 6 * (3 + 1) + 4 * 6 * (6 + 2))]
    [InlineData(false, 2 * 6 * (3 + 1) + 5 * 4 * 6 * (6 + 2))]
    public void A_tied_network_has_the_weights_of_one_block(bool tied, int expected) =>
        Assert.Equal(expected, new GridFeedForward(3, 6, levels: 5, new(seed: 7), new(TiesDepth: tied)).ParameterCount);

    [Fact]
    public void A_block_has_four_gates_over_all_hidden_vectors_and_two_biases()
    {
        // S = 5 + 4 + 3: 4·5·(12 + 2) for the first, 4·(12 + 1) for the plain one, 4·3·(12 + 2) for the last.
        GridBlock block = new([new(5), new(4, GridTransform.Relu), new(3)], new(seed: 7));
        Assert.Equal(280 + 52 + 168, block.ParameterCount);
    }

    // Time is tanh(V·[h x]), and the depth passes the new h on: that is an Elman network of two layers.
    [Fact]
    public void A_grid_of_tanh_over_time_whose_depth_passes_time_on_is_a_stacked_recurrent_network()
    {
        const int size = 6, batch = 3, steps = 4;
        Rnn stacked = new(size, size, new(seed: 3), RnnActivation.Tanh, new(Layers: 2));
        GridBlock[] levels = [.. Enumerable.Range(0, 2).Select(layer => BlockOf(stacked, layer, size))];
        Tensor x = Samples.Leaf([steps * batch, size]);
        Tensor expected = stacked.Forward(new Sequences(x, new([steps, steps, steps]))).Outputs.Data;

        Tensor[] time = [Tensor.Zeros([batch, size]), Tensor.Zeros([batch, size])];
        for (int step = 0; step < steps; step++)
        {
            Tensor depth = x.Rows(step * batch, batch);
            for (int level = 0; level < 2; level++)
            {
                IReadOnlyList<GridVector> after = levels[level].Forward([new(depth, null), new(time[level], null)]);
                (depth, time[level]) = (after[0].Hidden, after[1].Hidden);
            }

            Assert.True(Samples.RelativeDifference(expected.Rows(step * batch, batch).Values, depth.Values) < 1e-6);
        }
    }

    [Fact]
    public void Vectors_that_do_not_fit_are_named()
    {
        GridBlock block = new([new(6), new(4)], new(seed: 7));
        GridVector[] vectors = Vectors(block);
        Assert.Equal("GridBlock: got 1 vectors for 2 dimensions; give one for each.",
            Assert.Throws<ShapeMismatchException>(() => block.Forward([vectors[0]])).Message);
        Assert.Equal("GridBlock: dimension 1 is an LSTM and needs a memory; give one, such as zeros.",
            Assert.Throws<ShapeMismatchException>(() => block.Forward([vectors[0], vectors[1] with { Memory = null }])).Message);
        Assert.Equal("GridBlock: memory of dimension 1: expected [5, 4], got [5, 6]; each has as many rows as the first and the width of its dimension.",
            Assert.Throws<ShapeMismatchException>(() => block.Forward([vectors[0], vectors[1] with { Memory = vectors[0].Hidden }])).Message);
        Assert.Throws<ArgumentException>(() => new GridBlock([], new(seed: 7)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GridDimension(0));
    }

    static GridBlock BlockOf(Rnn rnn, int layer, int size)
    {
        GridBlock block = new([new(size, GridTransform.Identity, HasPriority: true), new(size, GridTransform.Tanh)], new(seed: 9));
        float[] passOn = new float[size * 2 * size], time = new float[size * 2 * size], bias = new float[size];
        ReadOnlySpan<float> ih = Of(rnn, $"weight_ih_l{layer}"), hh = Of(rnn, $"weight_hh_l{layer}"), ihBias = Of(rnn, $"bias_ih_l{layer}"), hhBias = Of(rnn, $"bias_hh_l{layer}");
        for (int unit = 0; unit < size; unit++)
        {
            passOn[unit * 2 * size + size + unit] = 1;
            hh.Slice(unit * size, size).CopyTo(time.AsSpan(unit * 2 * size));
            ih.Slice(unit * size, size).CopyTo(time.AsSpan(unit * 2 * size + size));
            bias[unit] = ihBias[unit] + hhBias[unit];
        }

        Set("transformations.0.map.weight", passOn);
        Set("transformations.0.map.bias", new float[size]);
        Set("transformations.1.map.weight", time);
        Set("transformations.1.map.bias", bias);
        return block;

        void Set(string name, float[] values) => block.NamedParameters.Single(pair => pair.Name == name).Parameter.Assign(values);
    }

    static ReadOnlySpan<float> Of(Module module, string name) => module.NamedParameters.Single(pair => pair.Name == name).Parameter.Values;

    static GridVector[] Vectors(GridBlock block) => [.. block.Dimensions.Select((dimension, i) => new GridVector(
        Samples.Leaf([Rows, dimension.Size], seed: (ulong)(10 + i)),
        dimension.Transform == GridTransform.Lstm ? Samples.Leaf([Rows, dimension.Size], seed: (ulong)(20 + i)) : null))];

    static IEnumerable<Tensor> Parts(IEnumerable<GridVector> vectors) =>
        vectors.SelectMany(vector => vector.Memory is null ? [vector.Hidden] : new[] { vector.Hidden, vector.Memory });

    static double[]? Row(Tensor? tensor, int row) => tensor is null ? null
        : Array.ConvertAll(tensor.Values.Slice(row * tensor.Shape[1], tensor.Shape[1]).ToArray(), value => (double)value);

    static void RequireClose(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            // float32 sums of up to 75 terms of about 1.
            Assert.Equal(expected[i], actual[i], tolerance: 3e-6);
        }
    }
}
