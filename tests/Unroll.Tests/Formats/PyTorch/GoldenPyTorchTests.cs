using Unroll.Formats;
using Unroll.Formats.PyTorch;
using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Tests.Formats.PyTorch;

/// <summary>Files that PyTorch itself wrote; Golden/PyTorch/make.py says how.</summary>
public sealed class GoldenPyTorchTests
{
    [Theory]
    [InlineData("rnn", CellKind.Rnn)]
    [InlineData("lstm", CellKind.Lstm)]
    [InlineData("gru", CellKind.Gru)]
    public void A_network_with_PyTorchs_weights_computes_what_PyTorch_computed(string file, CellKind cell)
    {
        PortedNetwork network = new(cell);

        ModuleStateReport report = network.LoadState(PathOf(file));

        Assert.True(report.IsComplete);
        Assert.Equal(["'ids'", "'logits'"], report.LeftOut);
        using WeightsFile stored = WeightsFile.Open(PathOf(file));
        Assert.Equal("model.", stored.StatePrefix);
        int[] ids = [.. stored.ReadIntegers("ids").Select(id => (int)id)];
        Tensor expected = stored.Read("logits");
        Tensor logits = network.Forward(TokenBatch.From([ids[..4], ids[4..8], ids[8..]]));
        Assert.Equal(expected.Shape, logits.Shape);
        for (int i = 0; i < expected.Shape.Count; i++)
        {
            Assert.Equal(expected.Values[i], logits.Values[i], 1e-5f);
        }
    }

    [Fact]
    public void Tensors_of_every_type_and_layout_are_read()
    {
        using PyTorchReader file = new(PathOf("tensors"));
        float[] whole = [.. Enumerable.Range(0, 24).Select(i => i / 8f)];
        Assert.Equal("", file.StatePrefix);
        Check("base", [4, 6], i => whole[i]);
        Check("tied", [4, 6], i => whole[i]);
        Check("transposed", [6, 4], i => whole[i % 4 * 6 + i / 4]);
        Check("part", [2, 3], i => whole[(1 + i / 3) * 6 + 2 + i % 3]);
        Check("every_second", [4, 3], i => whole[i / 3 * 6 + 2 * (i % 3)]);
        Check("repeated", [3], _ => 1.5f);
        Check("half", [3], i => new[] { 1.5f, -2.25f, 65504 }[i]);
        Check("bfloat", [3], i => new[] { 1.5f, -2.25f, 3.140625f }[i]);
        Check("double", [2], i => new[] { 0.1f, float.NegativeInfinity }[i]);
        Check("scalar", [], _ => 0.5f);
        Check("empty", [0, 3], _ => 0);
        Check("parameter", [2], i => 2 + i);
        Assert.Equal([1, -(1L << 40)], file.ReadIntegers("long"));
        Assert.Equal([7, -7], file.ReadIntegers("int"));
        Assert.Equal([44, 1], file.ReadBytes("short"));
        Assert.Equal([0xFD], file.ReadBytes("char"));
        Assert.Equal([200], file.ReadBytes("byte"));
        Assert.Equal([1, 0], file.ReadBytes("bool"));
        Assert.Equal([StoredType.I64, StoredType.I32, StoredType.I16, StoredType.I8, StoredType.U8, StoredType.BOOL],
            new[] { "long", "int", "short", "char", "byte", "bool" }.Select(file.TypeOf));

        void Check(string name, Shape shape, Func<int, float> expected)
        {
            Assert.Equal(shape, file.ShapeOf(name));
            Assert.Equal([.. Enumerable.Range(0, shape.Count).Select(expected)], file.Read(name).Values.ToArray());
        }
    }

    [Fact]
    public void A_projected_layer_has_its_projections()
    {
        using WeightsFile file = WeightsFile.Open(PathOf("projected"));

        Assert.Equal(["bias_hh_l0", "bias_ih_l0", "weight_hh_l0", "weight_hr_l0", "weight_ih_l0"], file.Names);
        Assert.Equal([2, 6], file.ShapeOf("weight_hr_l0"));
        Assert.Equal([24, 2], file.ShapeOf("weight_hh_l0"));
        Assert.Equal(Filled(tensor: 4, count: 12), file.Read("weight_hr_l0").Values.ToArray());
    }

    [Fact]
    public void A_checkpoint_is_read_from_its_usual_entry_and_an_unusual_prefix_is_suggested()
    {
        Linear network = new(2, 2, new RandomSource(seed: 1));
        string path = PathOf("checkpoint");

        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => network.LoadState(path));
        ModuleStateReport report = network.LoadState(path, new(Prefix: "state_dict.module."));

        Assert.Equal($"{path}: these are another network's weights: 2 missing (weight, bias); "
            + "2 unexpected ('state_dict.module.bias', 'state_dict.module.weight'); 2 names meet with the prefix 'state_dict.module.'.", exception.Message);
        Assert.True(report.IsComplete);
        Assert.Equal(6, report.LeftOut.Count);
        Assert.Contains("'optimizer.state.0.exp_avg'", report.LeftOut);
        Assert.Equal(Filled(tensor: 0, count: 4), network.Weight.Values);
        Assert.Equal(Filled(tensor: 1, count: 2), network.Bias!.Values);
    }

    [Fact]
    public void Dictionaries_side_by_side_keep_their_names()
    {
        using WeightsFile file = WeightsFile.Open(PathOf("two"));

        Assert.Equal(["decoder.bias", "decoder.weight", "encoder.bias", "encoder.weight"], file.Names);
        Assert.Equal("", file.StatePrefix);
        Assert.Equal(file.Read("encoder.weight").Values, file.Read("decoder.weight").Values);
    }

    [Theory]
    [InlineData("whole_module", "refused the global 'torch.nn.modules.linear.Linear' at byte 2 of its pickle: only tensors by name are read and no code is run; save the state_dict alone: torch.save(model.state_dict(), path).")]
    [InlineData("before_1.6", "this is the format from before PyTorch 1.6, which is not read; with a current PyTorch: torch.save(torch.load(path, map_location=\"cpu\"), path).")]
    [InlineData("protocol_4", "refused pickle protocol 4 (torch.save writes 2 unless told otherwise) at byte 0 of its pickle: only tensors by name are read and no code is run; save the state_dict alone: torch.save(model.state_dict(), path).")]
    [InlineData("torchscript", "this is a program of TorchScript, not weights; in Python: torch.save(torch.jit.load(path).state_dict(), new_path).")]
    [InlineData("single_tensor", "not a usable pytorch file: it holds a single tensor instead of tensors by name; save a dictionary: torch.save(model.state_dict(), path).")]
    public void What_is_no_state_dictionary_is_refused_in_one_line(string file, string reason)
    {
        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => WeightsFile.Open(PathOf(file)));

        Assert.Equal($"{PathOf(file)}: {reason}", exception.Message);
    }

    static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Golden", "PyTorch", file + ".pt");

    // The formula of make.py.
    static float[] Filled(int tensor, int count) => [.. Enumerable.Range(0, count).Select(i => ((37 * tensor + 11 * i) % 64 - 32) / 64f)];

    /// <summary>The network of make.py; the names of its fields are those of Python's attributes.</summary>
    sealed class PortedNetwork : Module
    {
        static readonly RandomSource Random = new(seed: 1);

        readonly Embedding embedding = new(11, 5, Random);
        readonly LayerNormalisation norm = new(5);
        readonly RecurrentLayer recurrent;
        readonly Linear classifier = new(6, 4, Random);

        internal PortedNetwork(CellKind cell) => recurrent = cell.CreateLayer(5, 3, Random, new(Layers: 2, Bidirectional: true));

        // The last token's outputs: forwards the final state, backwards the first step's.
        internal Tensor Forward(TokenBatch batch)
        {
            (Sequences outputs, _) = recurrent.Forward(norm.Forward(embedding.Forward(batch)));
            return classifier.Forward(outputs.Data.SelectRows([9, 10, 11]));
        }
    }
}
