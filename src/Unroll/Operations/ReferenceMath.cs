namespace Unroll.Operations;

/// <summary>Functions of the double-precision references that <see cref="Math"/> lacks.</summary>
static class ReferenceMath
{
    internal static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    internal static double LogSumExp(IEnumerable<double> values)
    {
        double[] all = [.. values];
        double largest = all.Max();
        return largest + Math.Log(all.Sum(value => Math.Exp(value - largest)));
    }

    /// <summary>e^x / Σ e^x, in place; nothing where there is nothing.</summary>
    internal static void Softmax(Span<double> x)
    {
        double logarithm = x.IsEmpty ? 0 : LogSumExp(x.ToArray());
        foreach (ref double value in x)
        {
            value = Math.Exp(value - logarithm);
        }
    }
}
