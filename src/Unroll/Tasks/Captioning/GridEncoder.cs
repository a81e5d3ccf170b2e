using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Tasks.Captioning;

/// <summary>Feature grids as annotation vectors: every vector is normalised and told where it stands by a learned vector.</summary>
sealed class GridEncoder : Module
{
    // Of the normalised features, which have deviation 1.
    const float PositionDeviation = 0.1f;

    readonly LayerNormalisation normalisation;
    readonly Parameter positions;

    internal GridEncoder(GridShape shape, RandomSource random)
    {
        normalisation = new(shape.Features);
        positions = new Parameter("positions", [shape.Rows * shape.Columns, shape.Features]).FillNormal(PositionDeviation, random);
    }

    internal LayerNormalisation Normalisation => normalisation;

    /// <summary>[places, features].</summary>
    internal Parameter Positions => positions;

    /// <summary>Annotation vectors of grids.</summary>
    /// <param name="grids">[places · grids, features], the first place of all grids first.</param>
    /// <returns>A sequence a grid: its places in reading order.</returns>
    internal Sequences Forward(Tensor grids)
    {
        int places = positions.Shape[0], count = grids.Shape[0] / places;
        int[] lengths = new int[count], cells = new int[grids.Shape[0]];
        Array.Fill(lengths, places);
        for (int row = 0; row < cells.Length; row++)
        {
            cells[row] = row / count;
        }

        return new(normalisation.Forward(grids) + positions.Lookup(cells), new(lengths));
    }
}
