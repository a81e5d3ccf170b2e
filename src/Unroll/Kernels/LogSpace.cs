using System.Diagnostics;

namespace Unroll.Kernels;

/// <summary>Positive numbers kept as their logarithms, where a long product neither vanishes nor overflows.</summary>
static class LogSpace
{
    // Numbers that are worked on at a time, in the first-level cache and on the stack.
    const int Slice = 512;

    /// <summary>ln σ(x) = −ln(1 + e⁻ˣ).</summary>
    public static float LogSigmoid(float x) => MathF.Min(x, 0) - MathF.Log(1 + MathF.Exp(-MathF.Abs(x)));

    /// <summary>y = ln σ(x); y may not be x.</summary>
    public static void LogSigmoid(ReadOnlySpan<float> x, Span<float> y)
    {
        Debug.Assert(x.Length == y.Length);
        for (int i = 0; i < x.Length; i++)
            y[i] = -MathF.Abs(x[i]);
        Elementwise.Exp(y, y);
        for (int i = 0; i < x.Length; i++)
            y[i] = MathF.Min(x[i], 0) - MathF.Log(1 + y[i]);
    }

    /// <summary>The first step of a sum for some rows: sum = ln b, left = ln a.</summary>
    /// <param name="logs">ln a and ln b of each row side by side, [rows, 2 · width].</param>
    /// <param name="sum">ln of what was added, [rows, width].</param>
    /// <param name="left">ln of the product of all a, [rows, width].</param>
    /// <param name="width">Units.</param>
    public static void Begin(ReadOnlySpan<float> logs, Span<float> sum, Span<float> left, int width)
    {
        for (int row = 0; row < sum.Length; row += width)
        {
            logs.Slice(2 * row, width).CopyTo(left[row..]);
            logs.Slice(2 * row + width, width).CopyTo(sum[row..]);
        }
    }

    /// <summary>A further step: sum' = ln(e^(sum + ln a) + b), left' = left + ln a.</summary>
    /// <param name="logs">ln a and ln b of each row side by side, [rows, 2 · width].</param>
    /// <param name="sumBefore">ln of what was added, [rows, width].</param>
    /// <param name="leftBefore">ln of the product of all a, [rows, width].</param>
    /// <param name="sum">The same after the step.</param>
    /// <param name="left">The same after the step.</param>
    /// <param name="width">Units.</param>
    public static void Continue(
        ReadOnlySpan<float> logs, ReadOnlySpan<float> sumBefore, ReadOnlySpan<float> leftBefore, Span<float> sum, Span<float> left, int width)
    {
        Span<float> exponents = stackalloc float[Math.Min(Slice, width)];
        for (int row = 0; row < sum.Length; row += width)
        {
            ReadOnlySpan<float> a = logs.Slice(2 * row, width), b = logs.Slice(2 * row + width, width);
            for (int start = 0; start < width; start += Slice)
            {
                // ln(eᵘ + eᵛ) = max(u, v) + ln(1 + e^−|u − v|).
                int count = Math.Min(Slice, width - start);
                for (int i = 0; i < count; i++)
                {
                    int at = row + start + i;
                    float kept = sumBefore[at] + a[start + i], added = b[start + i];
                    left[at] = leftBefore[at] + a[start + i];
                    sum[at] = MathF.Max(kept, added);
                    exponents[i] = -MathF.Abs(kept - added);
                }

                Elementwise.Exp(exponents[..count], exponents[..count]);
                for (int i = 0; i < count; i++)
                    sum[row + start + i] += MathF.Log(1 + exponents[i]);
            }
        }
    }

    /// <summary>h = e^sum + e^left · first, where first, which may be negative, is the state before the sums; h may be sum.</summary>
    public static void State(ReadOnlySpan<float> sum, ReadOnlySpan<float> left, ReadOnlySpan<float> first, Span<float> h)
    {
        Span<float> shares = stackalloc float[Slice];
        for (int start = 0; start < h.Length; start += Slice)
        {
            int count = Math.Min(Slice, h.Length - start);
            Elementwise.Exp(left.Slice(start, count), shares[..count]);
            Elementwise.Exp(sum.Slice(start, count), h.Slice(start, count));
            Elementwise.MultiplyAdd(shares[..count], first.Slice(start, count), h.Slice(start, count));
        }
    }

    /// <summary>A step of what a gradient g far ahead becomes on its way back: constant + factor · g.</summary>
    /// <param name="factors">a and b of each row side by side, [rows, 2 · width].</param>
    /// <param name="dy">Gradient of the outputs, [rows, width]; empty for none.</param>
    /// <param name="constant">[rows, width]; read and written.</param>
    /// <param name="factor">[rows, width]; read and written.</param>
    /// <param name="width">Units.</param>
    public static void PassBack(ReadOnlySpan<float> factors, ReadOnlySpan<float> dy, Span<float> constant, Span<float> factor, int width)
    {
        for (int row = 0; row < constant.Length; row += width)
        {
            for (int unit = 0; unit < width; unit++)
            {
                int i = row + unit;
                float a = factors[2 * row + unit];
                constant[i] = a * (constant[i] + (dy.IsEmpty ? 0 : dy[i]));
                factor[i] *= a;
            }
        }
    }

    /// <summary>The way back of a step: with d = dy + dh, d(ln a) += d·a·h, d(ln b) += d·b, and dh becomes d·a.</summary>
    /// <param name="factors">a and b of each row side by side, [rows, 2 · width].</param>
    /// <param name="before">h, [rows, width].</param>
    /// <param name="dy">Gradient of the outputs, [rows, width]; empty for none.</param>
    /// <param name="dh">Gradient of h', and on return of h, [rows, width].</param>
    /// <param name="dlogs">Gradient of the logarithms, added to, [rows, 2 · width].</param>
    /// <param name="width">Units.</param>
    public static void StepBackward(
        ReadOnlySpan<float> factors, ReadOnlySpan<float> before, ReadOnlySpan<float> dy, Span<float> dh, Span<float> dlogs, int width)
    {
        for (int row = 0; row < dh.Length; row += width)
        {
            for (int unit = 0; unit < width; unit++)
            {
                int i = row + unit, at = 2 * row + unit;
                float d = dh[i] + (dy.IsEmpty ? 0 : dy[i]);
                dh[i] = d * factors[at];
                dlogs[at] += dh[i] * before[i];
                dlogs[at + width] += d * factors[at + width];
            }
        }
    }
}
