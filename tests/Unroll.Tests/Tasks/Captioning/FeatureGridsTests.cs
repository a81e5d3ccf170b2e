using Unroll.Formats;
using Unroll.Tasks.Captioning;
using Unroll.Tensors;
using Unroll.Tests.Formats;

namespace Unroll.Tests.Tasks.Captioning;

public sealed class FeatureGridsTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(2, 3, 2)]
    [InlineData(1, 6, 2)]
    [InlineData(4, 4, 1)]
    public void A_grid_is_what_the_file_holds(int rows, int columns, int features)
    {
        float[] values = [.. Enumerable.Range(0, rows * columns * features).Select(i => i / 4f)];
        // One row, and a square, need no rows and columns of their own.
        Shape shape = rows is 1 or 4 ? [rows * columns, features] : [rows, columns, features];
        using FeatureGrids grids = FeatureGrids.Open(Write(("a.jpg", Tensor.From(values, shape)), ("b", Tensor.Zeros(shape))));
        Assert.Equal(new(rows, columns, features), grids.Shape);
        float[] read = new float[values.Length];
        grids.Find("a.jpg")!.CopyTo(read);
        Assert.Equal(values, read);
        Assert.NotNull(grids.Find("b.png"));
        Assert.Null(grids.Find("c.jpg"));
        Assert.Throws<ArgumentException>(() => grids.Find("b")!.CopyTo(new float[1]));
    }

    [Fact]
    public void What_is_no_grid_is_refused_in_a_line()
    {
        Refused("holds no tensor", Write());
        Refused("'b' has 1 by 3 places of 2 features, but 'a' has 2 by 2 places of 2 features", Write(("a", Tensor.Zeros([4, 2])), ("b", Tensor.Zeros([3, 2]))));
        Refused("expected floating-point numbers, [rows, columns, features]", Write(("a", Tensor.Zeros([1, 2, 2, 2]))));
        Refused("expected floating-point numbers", Write(("a", Tensor.Zeros([5]))));
        SafetensorsWriter integers = new();
        integers.Add("a", new long[] { 3, 4 });
        integers.Save(folder["features.safetensors"]);
        Refused("'a' is I64", folder["features.safetensors"]);
        using FeatureGrids infinite = FeatureGrids.Open(Write(("a", Tensor.From([1, 2, float.NaN, 4], [2, 2]))));
        Assert.Contains("'a': feature 0 of place 1 is NaN", Assert.Throws<InvalidDataException>(() => infinite.Find("a")!.CopyTo(new float[4])).Message, StringComparison.Ordinal);
    }

    static void Refused(string expected, string path)
    {
        string message = Assert.Throws<InvalidDataException>(() => FeatureGrids.Open(path)).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    string Write(params (string Name, Tensor Values)[] tensors)
    {
        string path = folder[$"{Guid.NewGuid()}.safetensors"];
        SafetensorsWriter writer = new();
        foreach ((string name, Tensor values) in tensors)
        {
            writer.Add(name, values);
        }

        writer.Save(path);
        return path;
    }
}
