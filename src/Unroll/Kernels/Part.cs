namespace Unroll.Kernels;

/// <summary>
/// A stretch of the inner dimension of a product: rows of A, panels of B. A product may be a sum over several parts
/// that lie apart, such as inputs and hidden state, or the gates of a layer.
/// </summary>
unsafe struct Part
{
    /// <summary>Element (row, step) lies at row * RowStride + step * StepStride.</summary>
    public float* A;
    public nint RowStride;
    public nint StepStride;

    /// <summary>Element (step, column) of panel p lies at p * PanelStride + step * 32 + column.</summary>
    public float* B;
    public nint PanelStride;
    public int Steps;

    /// <summary>From a panel's first element to what is read after it: another panel, or the same one's next steps.</summary>
    public nint ToNext;

    /// <summary>The whole of a packed matrix, with rows of A that are contiguous.</summary>
    public static Part Rows(float* a, nint rowStride, float* panels, int steps) => new()
    {
        A = a,
        RowStride = rowStride,
        StepStride = 1,
        B = panels,
        PanelStride = (nint)steps * Panels.Width,
        Steps = steps,
        ToNext = (nint)steps * Panels.Width,
    };

    /// <summary>So many steps of this part from one on.</summary>
    public readonly Part Slice(int first, int steps) => this with
    {
        A = A + first * StepStride,
        B = B + (nint)first * Panels.Width,
        Steps = steps,
        ToNext = (nint)steps * Panels.Width,
    };
}
