using System.Diagnostics;

namespace Unroll.Kernels;

/// <summary>Positive numbers kept as their logarithms, where a long product neither vanishes nor overflows.</summary>
static class LogSpace
{
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

    /// <summary>
    /// A step of h' = a∘h + b for some rows. The sum of what was added since the beginning is kept as its logarithm, and so is the share
    /// that is left of the first state, which may be negative: h' = e^sum + e^left · first.
    /// </summary>
    /// <param name="logs">ln a and ln b of each row side by side, [rows, 2 · width].</param>
    /// <param name="first">The state before the first step, [rows, width].</param>
    /// <param name="sum">ln of what was added, −∞ for nothing, [rows, width]; read and written.</param>
    /// <param name="left">ln of the product of all a, [rows, width]; read and written.</param>
    /// <param name="y">h', [rows, width].</param>
    /// <param name="width">Units.</param>
    public static void Step(ReadOnlySpan<float> logs, ReadOnlySpan<float> first, Span<float> sum, Span<float> left, Span<float> y, int width)
    {
        // ln(eᵘ + eᵛ) = max(u, v) + ln(1 + e^−|u − v|); y holds the exponents for as long as that takes.
        for (int i = 0; i < y.Length; i++)
        {
            int at = i / width * 2 * width + i % width;
            float kept = sum[i] + logs[at], added = logs[at + width];
            left[i] += logs[at];
            sum[i] = MathF.Max(kept, added);
            y[i] = -MathF.Abs(kept - added);
        }

        Elementwise.Exp(y, y);
        for (int i = 0; i < y.Length; i++)
            sum[i] += MathF.Log(1 + y[i]);
        Elementwise.Exp(sum, y);
        for (int i = 0; i < y.Length; i++)
            y[i] += first[i] == 0 ? 0 : MathF.Exp(left[i]) * first[i];
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
        for (int i = 0; i < dh.Length; i++)
        {
            int at = i / width * 2 * width + i % width;
            float d = dh[i] + (dy.IsEmpty ? 0 : dy[i]);
            dh[i] = d * factors[at];
            dlogs[at] += dh[i] * before[i];
            dlogs[at + width] += d * factors[at + width];
        }
    }
}
