using Unroll.Formats;
using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Tests.Formats;

public sealed class ModuleStateTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_network_is_saved_under_its_names_and_loaded_again()
    {
        Pair saved = new(2, 3), loaded = new(2, 3);
        saved.First.Assign([1, 2, 3, 4, 5, 6]);
        saved.Second.Assign([7, 8]);
        saved.Second.IsTrainable = false;

        saved.SaveState(folder["m"]);
        loaded.LoadState(folder["m"]);

        using SafetensorsReader reader = new(folder["m"]);
        Assert.Equal(["bias", "weight"], reader.Names);
        Assert.Equal([1, 2, 3, 4, 5, 6], loaded.First.Values);
        Assert.Equal([7, 8], loaded.Second.Values);
    }

    [Fact]
    public void Another_networks_weights_are_refused_and_change_nothing()
    {
        new Pair(2, 4).SaveState(folder["m"]);
        Pair network = new(2, 3);
        network.Second.Assign([7, 8]);

        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => network.LoadState(folder["m"]));

        Assert.Equal($"{folder["m"]}: these are another network's weights: 1 of another shape (weight: file [2, 4], network [2, 3]).", exception.Message);
        Assert.Equal([7, 8], network.Second.Values);
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.NegativeInfinity, "-Infinity")]
    public void Weights_that_are_not_finite_are_refused_and_change_nothing(float value, string shown)
    {
        Pair saved = new(2, 3), network = new(2, 3);
        saved.First.Assign([1, 2, 3, 4, 5, 6]);
        saved.Second.Assign([7, value]);
        saved.SaveState(folder["m"]);

        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => network.LoadState(folder["m"]));

        Assert.Equal($"{folder["m"]}: the tensor 'bias' holds {shown}, which no trained weight is; the file is damaged.", exception.Message);
        Assert.Equal([0, 0, 0, 0, 0, 0], network.First.Values);
    }

    [Fact]
    public void What_may_be_missing_or_unexpected_is_reported()
    {
        Write(("bias", [2]), ("extra", [1]));
        Pair network = new(2, 3);

        Assert.Throws<InvalidDataException>(() => network.LoadState(folder["m"], new(AllowMissing: true)));
        Assert.Throws<InvalidDataException>(() => network.LoadState(folder["m"], new(AllowUnexpected: true)));
        ModuleStateReport report = network.LoadState(folder["m"], new(AllowMissing: true, AllowUnexpected: true));

        Assert.Equal(["bias"], report.Matched);
        Assert.Equal(["weight"], report.Missing);
        Assert.Equal(["'extra'"], report.Unexpected);
        Assert.Empty(report.WrongShape);
        Assert.Equal([1, 2], network.Second.Values);
        Assert.Equal("1 missing (weight); 1 unexpected ('extra')", report.ToString());
    }

    [Fact]
    public void Another_shape_is_never_allowed()
    {
        Write(("bias", [3]), ("weight", [2, 3]));
        Pair network = new(2, 3);

        Assert.Throws<InvalidDataException>(() => network.LoadState(folder["m"], new(AllowMissing: true, AllowUnexpected: true)));

        Assert.Equal(new float[6], network.First.Values);
    }

    [Fact]
    public void Names_are_mapped_by_prefix_and_rule()
    {
        Write(("net.fc.kernel", [2, 3]), ("net.fc.bias", [2]), ("step.bias", [2]));
        Pair network = new(2, 3);

        ModuleStateReport report = network.LoadState(folder["m"], new(Prefix: "net.", Names: new Dictionary<string, string> { ["fc."] = "", ["fc.kernel"] = "weight" }));

        Assert.True(report.IsComplete);
        Assert.Equal(["'step.bias'"], report.LeftOut);
        Assert.Equal([1, 2, 3, 4, 5, 6], network.First.Values);
    }

    [Theory]
    [InlineData("no.", "", "", "no name of its 2 tensors begins with 'no.'; the first is 'a.bias'.")]
    [InlineData("", "lstm.", "x", "'lstm.' is to be renamed, but no tensor is called or begins so; the first is 'a.bias'.")]
    [InlineData("", "a.bias", "a.weight", "both 'a.bias' and 'a.weight' would be 'a.weight' in the network; rename one of them otherwise.")]
    [InlineData("", "", "b.", "these are another network's weights: 2 missing (weight, bias); 2 unexpected ('a.bias', 'a.weight'); 2 names meet with the prefix 'a.'.")]
    public void A_map_that_does_not_fit_is_refused_with_a_hint(string prefix, string from, string to, string message)
    {
        Write(("a.weight", [2, 3]), ("a.bias", [2]));

        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => new Pair(2, 3).LoadState(folder["m"], new(prefix, new Dictionary<string, string> { [from] = to })));

        Assert.Equal($"{folder["m"]}: {message}", exception.Message);
    }

    [Fact]
    public void A_network_around_the_files_network_is_noticed()
    {
        Write(("weight", [2, 3]), ("bias", [2]));
        Around network = new(new Pair(2, 3));

        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => network.LoadState(folder["m"]));
        network.LoadState(folder["m"], new(Names: new Dictionary<string, string> { [""] = "inner." }));

        Assert.EndsWith("; 2 names meet when '' is renamed to 'inner.'.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Integers_are_no_weights()
    {
        SafetensorsWriter writer = new();
        writer.Add("bias", new long[] { 1, 2 });
        writer.Add("weight", Tensor.Zeros([2, 3]));
        writer.Save(folder["m"]);

        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => new Pair(2, 3).LoadState(folder["m"]));

        Assert.Equal($"{folder["m"]}: these are another network's weights: 1 of another type (bias: file I64, network F32).", exception.Message);
    }

    [Fact]
    public void A_saved_file_says_that_its_names_are_PyTorchs()
    {
        new Pair(2, 3).SaveState(folder["m"]);

        using SafetensorsReader reader = new(folder["m"]);
        Assert.Equal("pt", reader.Metadata["format"]);
    }

    [Fact]
    public void Layers_have_PyTorchs_names_and_shapes()
    {
        RandomSource random = new(seed: 1);
        Assert.Equal([("weight", [7, 3])], Named(new Embedding(7, 3, random)));
        Assert.Equal([("weight", [2, 5]), ("bias", [2])], Named(new Linear(5, 2, random)));
        Assert.Equal([("weight", [4]), ("bias", [4])], Named(new LayerNormalisation(4)));
        Assert.Equal(
            [("weight_ih_l0", [12, 5]), ("weight_hh_l0", [12, 4]), ("bias_ih_l0", [12]), ("bias_hh_l0", [12]),
                ("weight_ih_l0_reverse", [12, 5]), ("weight_hh_l0_reverse", [12, 4]), ("bias_ih_l0_reverse", [12]), ("bias_hh_l0_reverse", [12]),
                ("weight_ih_l1", [12, 8]), ("weight_hh_l1", [12, 4]), ("bias_ih_l1", [12]), ("bias_hh_l1", [12]),
                ("weight_ih_l1_reverse", [12, 8]), ("weight_hh_l1_reverse", [12, 4]), ("bias_ih_l1_reverse", [12]), ("bias_hh_l1_reverse", [12])],
            Named(new Gru(5, 4, random, new(Layers: 2, Bidirectional: true))));

        static (string, Shape)[] Named(Module module) => [.. module.NamedParameters.Select(named => (named.Name, named.Parameter.Shape))];
    }

    // Tensors of 1, 2, 3, ...
    void Write(params (string Name, Shape Shape)[] tensors)
    {
        SafetensorsWriter writer = new();
        foreach ((string name, Shape shape) in tensors)
        {
            writer.Add(name, Tensor.From([.. Enumerable.Range(1, shape.Count).Select(i => (float)i)], shape));
        }

        writer.Save(folder["m"]);
    }

    sealed class Around(Module inner) : Module
    {
        internal Module Inner => inner;
    }

    sealed class Pair(int outputs, int inputs) : Module
    {
        internal Parameter First { get; } = new("weight", [outputs, inputs]);

        internal Parameter Second { get; } = new("bias", [outputs]);
    }
}
