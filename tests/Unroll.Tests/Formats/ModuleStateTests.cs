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

        ModuleState.Save(saved, folder["m"]);
        ModuleState.Load(loaded, folder["m"]);

        using SafetensorsReader reader = new(folder["m"]);
        Assert.Equal(["bias", "weight"], reader.Names);
        Assert.Equal([1, 2, 3, 4, 5, 6], loaded.First.Values);
        Assert.Equal([7, 8], loaded.Second.Values);
    }

    [Fact]
    public void Another_networks_weights_are_refused_and_change_nothing()
    {
        ModuleState.Save(new Pair(2, 4), folder["m"]);
        Pair network = new(2, 3);
        network.Second.Assign([7, 8]);

        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => ModuleState.Load(network, folder["m"]));

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
        ModuleState.Save(saved, folder["m"]);

        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => ModuleState.Load(network, folder["m"]));

        Assert.Equal($"{folder["m"]}: the tensor 'bias' holds {shown}, which no trained weight is; the file is damaged.", exception.Message);
        Assert.Equal([0, 0, 0, 0, 0, 0], network.First.Values);
    }

    [Fact]
    public void Loading_what_matches_reports_the_rest()
    {
        SafetensorsWriter writer = new();
        writer.Add("bias", Tensor.From([1, 2], [2]));
        writer.Add("extra", Tensor.From([1], [1]));
        writer.Save(folder["m"]);
        Pair network = new(2, 3);

        ModuleStateReport report = ModuleState.LoadMatching(network, folder["m"]);

        Assert.Equal(["bias"], report.Matched);
        Assert.Equal(["weight"], report.Missing);
        Assert.Equal(["'extra'"], report.Unexpected);
        Assert.Empty(report.WrongShape);
        Assert.Equal([1, 2], network.Second.Values);
        Assert.Equal("1 missing (weight); 1 unexpected ('extra')", report.ToString());
    }

    sealed class Pair(int outputs, int inputs) : Module
    {
        internal Parameter First { get; } = new("weight", [outputs, inputs]);

        internal Parameter Second { get; } = new("bias", [outputs]);
    }
}
