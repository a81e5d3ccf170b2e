namespace Unroll.Kernels;

/// <summary>
/// A filter bank moved over images [images, channels, height, width], as products with a row for each place it stops at. Images are taken
/// a few at a time, as many as their shape says, so that their patches stay in the cache and sums keep one order.
/// </summary>
static unsafe class ImageConvolution
{
    // Four megabytes of patches.
    const int MostPatchFloats = 1 << 20;

    /// <summary>y[image, output, location] = Σ w[output, …] · patch + bias[output]; an empty bias adds nothing.</summary>
    public static void Forward(
        ReadOnlySpan<float> x, ReadOnlySpan<float> w, ReadOnlySpan<float> bias, Span<float> y, PatchGrid grid, int images, int outputs, ThreadTeam team)
    {
        for (int start = 0; start < images; start += ImagesAtOnce(grid))
        {
            using Workspace workspace = Workspace.Open();
            int count = Math.Min(ImagesAtOnce(grid), images - start), rows = count * grid.Locations;
            Span<float> patches = Taken(workspace, (long)rows * grid.PatchLength), product = Taken(workspace, (long)rows * outputs);
            ImagePatches.Gather(x[(start * grid.ImageLength)..], patches, grid, count, team);
            Gemm.MultiplyTransposedB(patches, w, product, rows, grid.PatchLength, outputs, Write.Replace, team);
            if (!bias.IsEmpty)
                Reductions.AddToRows(bias, product);
            ImageRows.ToImages(product, y[(start * outputs * grid.Locations)..], Order(grid, count, outputs), Write.Replace, team);
        }
    }

    /// <summary>Adds to the gradients; an empty one is not wanted.</summary>
    public static void Backward(
        ReadOnlySpan<float> x, ReadOnlySpan<float> w, ReadOnlySpan<float> dy, Span<float> dx, Span<float> dw, Span<float> dbias,
        PatchGrid grid, int images, int outputs, ThreadTeam team)
    {
        for (int start = 0; start < images; start += ImagesAtOnce(grid))
        {
            using Workspace workspace = Workspace.Open();
            int count = Math.Min(ImagesAtOnce(grid), images - start), rows = count * grid.Locations;
            Span<float> patches = Taken(workspace, (long)rows * grid.PatchLength), gradient = Taken(workspace, (long)rows * outputs);
            ImageRows.FromImages(dy[(start * outputs * grid.Locations)..], gradient, Order(grid, count, outputs), Write.Replace, team);
            if (!dbias.IsEmpty)
                Reductions.AddColumnSums(gradient, dbias);
            if (!dw.IsEmpty)
            {
                ImagePatches.Gather(x[(start * grid.ImageLength)..], patches, grid, count, team);
                Gemm.MultiplyTransposedA(gradient, patches, dw, outputs, rows, grid.PatchLength, Write.Add, team);
            }
            if (!dx.IsEmpty)
            {
                Gemm.Multiply(gradient, w, patches, rows, outputs, grid.PatchLength, Write.Replace, team);
                ImagePatches.ScatterAdd(patches, dx[(start * grid.ImageLength)..], grid, count, team);
            }
        }
    }

    static int ImagesAtOnce(PatchGrid grid) => (int)Math.Clamp(MostPatchFloats / Math.Max(1, (long)grid.Locations * grid.PatchLength), 1, 1024);

    static ImageRowOrder Order(PatchGrid grid, int images, int outputs) => new(images, outputs, grid.Locations, LocationMajor: false);

    static Span<float> Taken(Workspace workspace, long count) => new(workspace.Take(count), checked((int)count));
}
