namespace Unroll.Operations;

/// <summary>Functions of the double-precision references that <see cref="Math"/> lacks.</summary>
static class ReferenceMath
{
    internal static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>e^x / Σ e^x, in place.</summary>
    internal static void Softmax(Span<double> x)
    {
        double largest = double.NegativeInfinity, sum = 0;
        foreach (double value in x)
        {
            largest = Math.Max(largest, value);
        }

        foreach (ref double value in x)
        {
            value = Math.Exp(value - largest);
            sum += value;
        }

        foreach (ref double value in x)
        {
            value /= sum;
        }
    }
}
