using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Tests.Layers;

/// <summary>The grid over rows, columns and depth.</summary>
public sealed class GridImageTests
{
    const int Inputs = 3, Size = 4, Rows = 2, Columns = 3, Images = 2, Levels = 2;

    public static TheoryData<bool, bool, GridTransform> Grids => new()
    {
        { true, true, GridTransform.Lstm },
        { false, false, GridTransform.Lstm },
        { false, true, GridTransform.Relu },
    };

    [Theory, MemberData(nameof(Grids))]
    public void Every_place_and_level_crosses_a_block_of_the_paper(bool tied, bool priority, GridTransform transform)
    {
        GridImage grid = new(Inputs, Size, Levels, new(seed: 7), new(tied, priority, transform));
        Tensor x = Samples.Leaf([Rows * Columns * Images, Inputs]);

        Tensor y = grid.Forward(x, Rows, Columns);

        for (int image = 0; image < Images; image++)
        {
            (double[] H, double[]? M)[,] rising = new (double[], double[]?)[Rows, Columns];
            for (int place = 0; place < Rows * Columns; place++)
            {
                rising[place / Columns, place % Columns] = Entering(grid, Row(x, place * Images + image), transform == GridTransform.Lstm);
            }

            for (int level = 0; level < Levels; level++)
            {
                GridByFormula block = new(grid, $"depth.blocks.{(tied ? 0 : level)}.", [new(Size, transform, priority), new(Size), new(Size)]);
                (double[] H, double[]? M)[,] down = new (double[], double[]?)[Rows, Columns], across = new (double[], double[]?)[Rows, Columns];
                (double[], double[]?) edge = (new double[Size], new double[Size]);
                for (int row = 0; row < Rows; row++)
                {
                    for (int column = 0; column < Columns; column++)
                    {
                        (double[] H, double[]? M)[] after = block.Cross(
                            [rising[row, column], row == 0 ? edge : down[row - 1, column], column == 0 ? edge : across[row, column - 1]]);
                        (rising[row, column], down[row, column], across[row, column]) = (after[0], after[1], after[2]);
                    }
                }
            }

            for (int place = 0; place < Rows * Columns; place++)
            {
                double[] expected = rising[place / Columns, place % Columns].H, actual = Row(y, place * Images + image);
                for (int unit = 0; unit < Size; unit++)
                {
                    Assert.Equal(expected[unit], actual[unit], tolerance: 3e-6);
                }
            }
        }
    }

    [Theory, MemberData(nameof(Grids))]
    public void Gradients_match_the_reference(bool tied, bool priority, GridTransform transform)
    {
        GridImage grid = new(Inputs, Size, Levels, new(seed: 7), new(tied, priority, transform));
        Tensor x = Samples.Leaf([Rows * Columns * Images, Inputs]);
        GradientCheck.Run(() => grid.Forward(x, Rows, Columns), [x, .. grid.Parameters], mostPerLeaf: 12).Require();
    }

    // The input 2·4·(3 + 1), a block 3·4·4·(12 + 2).
    [Theory]
    [InlineData(true, 32 + 672)]
    [InlineData(false, 32 + 5 * 672)]
    public void A_block_has_three_dimensions_of_four_gates(bool tied, int expected) =>
        Assert.Equal(expected, new GridImage(Inputs, Size, levels: 5, new(seed: 7), new(TiesDepth: tied)).ParameterCount);

    [Fact]
    public void Rows_that_are_no_whole_images_are_refused() => Assert.Equal(
        "GridImage: x: expected [images · 2 · 3, 3], got [7, 3]; give each place of each image a row.",
        Assert.Throws<ShapeMismatchException>(() => new GridImage(Inputs, Size, Levels, new(seed: 7)).Forward(Tensor.Zeros([7, 3]), Rows, Columns)).Message);

    static (double[] H, double[]? M) Entering(GridImage grid, double[] x, bool hasMemory)
    {
        float[] weight = Of("weight"), bias = Of("bias");
        double[] both = [.. bias.Select((b, row) => b + x.Select((value, column) => weight[row * x.Length + column] * value).Sum())];
        return (both[..Size], hasMemory ? both[Size..] : null);

        float[] Of(string name) => grid.NamedParameters.Single(pair => pair.Name == $"depth.input.{name}").Parameter.Values.ToArray();
    }

    static double[] Row(Tensor tensor, int row) =>
        Array.ConvertAll(tensor.Values.Slice(row * tensor.Shape[1], tensor.Shape[1]).ToArray(), value => (double)value);
}
