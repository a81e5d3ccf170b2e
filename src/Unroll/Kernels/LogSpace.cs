using System.Diagnostics;

namespace Unroll.Kernels;

/// <summary>Positive numbers kept as their logarithms, where a long product neither vanishes nor overflows.</summary>
static class LogSpace
{
    /// <summary>ln σ(x) = −ln(1 + e⁻ˣ).</summary>
    public static float LogSigmoid(float x) => MathF.Min(x, 0) - MathF.Log(1 + MathF.Exp(-MathF.Abs(x)));

    /// <summary>y = ln σ(x).</summary>
    public static void LogSigmoid(ReadOnlySpan<float> x, Span<float> y)
    {
        Debug.Assert(x.Length == y.Length);
        for (int i = 0; i < x.Length; i++)
            y[i] = LogSigmoid(x[i]);
    }

    /// <summary>ln(eᵃ + eᵇ); −∞ stands for 0.</summary>
    public static float AddExp(float a, float b)
    {
        float larger = MathF.Max(a, b);
        return float.IsNegativeInfinity(larger) ? larger : larger + MathF.Log(1 + MathF.Exp(MathF.Min(a, b) - larger));
    }

    /// <summary>
    /// A step of h' = a∘h + b for some rows. The sum of what was added since the beginning is kept as its logarithm, and so is the share
    /// that is left of the first state, which may be negative: h' = e^sum + e^left · first.
    /// </summary>
    /// <param name="logs">ln a and ln b of each row side by side, [rows, 2 · width].</param>
    /// <param name="first">The state before the first step, [rows, width].</param>
    /// <param name="sum">ln of what was added, [rows, width]; read and written.</param>
    /// <param name="left">ln of the product of all a, [rows, width]; read and written.</param>
    /// <param name="y">h', [rows, width].</param>
    /// <param name="width">Units.</param>
    public static void Step(ReadOnlySpan<float> logs, ReadOnlySpan<float> first, Span<float> sum, Span<float> left, Span<float> y, int width)
    {
        for (int i = 0; i < y.Length; i++)
        {
            int at = i / width * 2 * width + i % width;
            left[i] += logs[at];
            sum[i] = AddExp(sum[i] + logs[at], logs[at + width]);
            y[i] = MathF.Exp(sum[i]) + MathF.Exp(left[i]) * first[i];
        }
    }

    /// <summary>The way back of a step: with d = dy + dh, d(ln a) += d·a·h, d(ln b) += d·b, and dh becomes d·a.</summary>
    public static void StepBackward(
        ReadOnlySpan<float> logs, ReadOnlySpan<float> before, ReadOnlySpan<float> dy, Span<float> dh, Span<float> dlogs, int width)
    {
        for (int i = 0; i < dh.Length; i++)
        {
            int at = i / width * 2 * width + i % width;
            float d = dh[i] + (dy.IsEmpty ? 0 : dy[i]);
            dh[i] = d * MathF.Exp(logs[at]);
            dlogs[at] += dh[i] * before[i];
            dlogs[at + width] += d * MathF.Exp(logs[at + width]);
        }
    }
}
