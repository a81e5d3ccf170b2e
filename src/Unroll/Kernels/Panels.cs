using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unroll.Kernels;

/// <summary>
/// The packed form of a right-hand matrix [steps, columns]: blocks of 32 columns, each [steps, 32], so that a product
/// reads it front to back. Missing columns of the last panel are 0. The form is the same on every path.
/// </summary>
static unsafe class Panels
{
    public const int Width = 32;

    /// <summary>Panels that hold so many columns.</summary>
    public static int Count(int columns) => (columns + Width - 1) / Width;

    /// <summary>Floats that the panels of a matrix take.</summary>
    public static int Length(int steps, int columns) => checked(Count(columns) * Width * steps);

    /// <summary>panel[step, column] = source[step, column]: one panel from up to 32 columns of a row-major matrix.</summary>
    public static void PackRows(float* source, nint stride, int steps, int columns, float* panel)
    {
        for (int step = 0; step < steps; step++, source += stride, panel += Width)
        {
            if (columns == Width)
            {
                Unsafe.CopyBlockUnaligned(panel, source, Width * sizeof(float));
            }
            else
            {
                for (int column = 0; column < columns; column++)
                    panel[column] = source[column];
                new Span<float>(panel + columns, Width - columns).Clear();
            }
        }
    }

    /// <summary>panel[step, column] = source[column, step]: one panel from up to 32 rows of a row-major matrix.</summary>
    public static void PackTransposed(float* source, nint stride, int steps, int columns, float* panel)
    {
        if (columns < Width)
            new Span<float>(panel, steps * Width).Clear();
        int wholeColumns = columns & ~7, wholeSteps = InstructionSet.Best >= KernelPath.Avx2 ? steps & ~7 : 0;
        for (int step = 0; step < wholeSteps; step += 8)
        {
            for (int column = 0; column < wholeColumns; column += 8)
                Transpose8x8(source + column * stride + step, stride, panel + step * Width + column, Width);
        }
        CopyTransposed(source, stride, panel, wholeSteps, steps, 0, wholeColumns);
        CopyTransposed(source, stride, panel, 0, steps, wholeColumns, columns);
    }

    static void CopyTransposed(
        float* source, nint stride, float* panel, int firstStep, int endStep, int firstColumn, int endColumn)
    {
        for (int column = firstColumn; column < endColumn; column++)
        {
            for (int step = firstStep; step < endStep; step++)
                panel[step * Width + column] = source[column * stride + step];
        }
    }

    // Rows in pairs, then pairs of pairs, then the two 128-bit halves change places.
    static void Transpose8x8(float* source, nint stride, float* target, nint targetStride)
    {
        Vector256<float> r0 = Avx.LoadVector256(source), r1 = Avx.LoadVector256(source + stride);
        Vector256<float> r2 = Avx.LoadVector256(source + 2 * stride), r3 = Avx.LoadVector256(source + 3 * stride);
        Vector256<float> r4 = Avx.LoadVector256(source + 4 * stride), r5 = Avx.LoadVector256(source + 5 * stride);
        Vector256<float> r6 = Avx.LoadVector256(source + 6 * stride), r7 = Avx.LoadVector256(source + 7 * stride);
        (Vector256<float> q0, Vector256<float> q1, Vector256<float> q2, Vector256<float> q3) = Transpose4(r0, r1, r2, r3);
        (Vector256<float> q4, Vector256<float> q5, Vector256<float> q6, Vector256<float> q7) = Transpose4(r4, r5, r6, r7);
        Avx.Store(target, Avx.Permute2x128(q0, q4, 0x20));
        Avx.Store(target + targetStride, Avx.Permute2x128(q1, q5, 0x20));
        Avx.Store(target + 2 * targetStride, Avx.Permute2x128(q2, q6, 0x20));
        Avx.Store(target + 3 * targetStride, Avx.Permute2x128(q3, q7, 0x20));
        Avx.Store(target + 4 * targetStride, Avx.Permute2x128(q0, q4, 0x31));
        Avx.Store(target + 5 * targetStride, Avx.Permute2x128(q1, q5, 0x31));
        Avx.Store(target + 6 * targetStride, Avx.Permute2x128(q2, q6, 0x31));
        Avx.Store(target + 7 * targetStride, Avx.Permute2x128(q3, q7, 0x31));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static (Vector256<float>, Vector256<float>, Vector256<float>, Vector256<float>) Transpose4(
        Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d)
    {
        Vector256<float> ab = Avx.UnpackLow(a, b), abHigh = Avx.UnpackHigh(a, b);
        Vector256<float> cd = Avx.UnpackLow(c, d), cdHigh = Avx.UnpackHigh(c, d);
        return (Avx.Shuffle(ab, cd, 0x44), Avx.Shuffle(ab, cd, 0xEE),
            Avx.Shuffle(abHigh, cdHigh, 0x44), Avx.Shuffle(abHigh, cdHigh, 0xEE));
    }
}
