using System.Diagnostics;

namespace Unroll.Kernels;

/// <summary>Whether a result replaces what was there or is added to it.</summary>
enum Write
{
    Replace,
    Add,
}

/// <summary>
/// Products of row-major float32 matrices. Each element of the result is summed in the order of the inner dimension,
/// so neither the vector width nor the team changes a bit of it. Operands must not overlap the result.
/// </summary>
static unsafe class Gemm
{
    /// <summary>c[m, n] = a[m, k] · b[k, n].</summary>
    public static void Multiply(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, int m, int k, int n, Write write, ThreadTeam team)
    {
        Debug.Assert(a.Length >= (long)m * k && b.Length >= (long)k * n && c.Length >= (long)m * n);
        fixed (float* pa = a, pb = b, pc = c)
            Multiply(new() { A = pa, RowStride = k, StepStride = 1 }, pb, n, transposed: false, pc, m, k, n, write, team);
    }

    /// <summary>c[m, n] = a[m, k] · bᵀ with b[n, k]: a linear layer, whose weights are [outputs, inputs].</summary>
    public static void MultiplyTransposedB(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, int m, int k, int n, Write write, ThreadTeam team)
    {
        Debug.Assert(a.Length >= (long)m * k && b.Length >= (long)n * k && c.Length >= (long)m * n);
        fixed (float* pa = a, pb = b, pc = c)
            Multiply(new() { A = pa, RowStride = k, StepStride = 1 }, pb, k, transposed: true, pc, m, k, n, write, team);
    }

    /// <summary>c[m, n] = aᵀ · b with a[k, m] and b[k, n]: the gradient of weights from k rows.</summary>
    public static void MultiplyTransposedA(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, int m, int k, int n, Write write, ThreadTeam team)
    {
        Debug.Assert(a.Length >= (long)k * m && b.Length >= (long)k * n && c.Length >= (long)m * n);
        fixed (float* pa = a, pb = b, pc = c)
            Multiply(new() { A = pa, RowStride = 1, StepStride = m }, pb, n, transposed: false, pc, m, k, n, write, team);
    }

    /// <summary>Floats of the packed form for a matrix of k rows and n columns.</summary>
    public static int PackedLength(int k, int n) => Panels.Length(k, n);

    /// <summary>Packs b[k, n] for <see cref="MultiplyPacked"/>, which saves doing so in every product.</summary>
    public static void Pack(ReadOnlySpan<float> b, Span<float> packed, int k, int n, ThreadTeam team)
    {
        Debug.Assert(b.Length >= (long)k * n && packed.Length >= PackedLength(k, n));
        fixed (float* pb = b, target = packed)
            Pack(pb, n, transposed: false, target, k, n, team);
    }

    /// <summary>Packs bᵀ for <see cref="MultiplyPacked"/>, where b is [n, k].</summary>
    public static void PackTransposed(ReadOnlySpan<float> b, Span<float> packed, int k, int n, ThreadTeam team)
    {
        Debug.Assert(b.Length >= (long)k * n && packed.Length >= PackedLength(k, n));
        fixed (float* pb = b, target = packed)
            Pack(pb, k, transposed: true, target, k, n, team);
    }

    /// <summary>c[m, n] = a[m, k] · b, where b of [k, n] was packed before.</summary>
    public static void MultiplyPacked(
        ReadOnlySpan<float> a, ReadOnlySpan<float> packed, Span<float> c, int m, int k, int n, Write write, ThreadTeam team)
    {
        Debug.Assert(a.Length >= (long)m * k && packed.Length >= PackedLength(k, n) && c.Length >= (long)m * n);
        fixed (float* pa = a, pb = packed, pc = c)
            PanelProduct.Run(Part.Rows(pa, k, pb, k), pc, n, m, n, write, team);
    }

    static void Multiply(
        Part part, float* b, int stride, bool transposed, float* c, int m, int k, int n, Write write, ThreadTeam team)
    {
        if (m == 0 || n == 0)
            return;
        using Workspace workspace = Workspace.Open();
        part.B = workspace.Take(Panels.Length(k, n));
        part.PanelStride = part.ToNext = (nint)k * Panels.Width;
        part.Steps = k;
        Pack(b, stride, transposed, part.B, k, n, team);
        PanelProduct.Run(part, c, n, m, n, write, team);
    }

    static void Pack(float* source, int stride, bool transposed, float* target, int k, int n, ThreadTeam team)
    {
        PackArguments arguments = new() { Source = source, Stride = stride, Transposed = transposed, Target = target, Steps = k, Columns = n };
        int panels = Panels.Count(n);
        arguments.Pieces = (long)k * n < 32 * 1024 ? 1 : Math.Min(panels, 4 * team.Size);
        Dispatch.Run<Packing, PackArguments>(&arguments, arguments.Pieces, team);
    }

    struct PackArguments
    {
        public float* Source, Target;
        public int Stride, Steps, Columns, Pieces;
        public bool Transposed;
    }

    readonly struct Packing : IKernel<PackArguments>
    {
        public static void Run<L, V>(PackArguments* arguments, int piece) where L : struct, ILanes<V> where V : unmanaged
        {
            (int steps, int columns, nint stride) = (arguments->Steps, arguments->Columns, arguments->Stride);
            int panels = Panels.Count(columns);
            int end = Split.Start(panels, arguments->Pieces, piece + 1);
            for (int panel = Split.Start(panels, arguments->Pieces, piece); panel < end; panel++)
            {
                int column = panel * Panels.Width, width = Math.Min(Panels.Width, columns - column);
                float* target = arguments->Target + (nint)panel * steps * Panels.Width;
                if (arguments->Transposed)
                    Panels.PackTransposed(arguments->Source + column * stride, stride, steps, width, target);
                else
                    Panels.PackRows(arguments->Source + column, stride, steps, width, target);
            }
        }
    }
}
