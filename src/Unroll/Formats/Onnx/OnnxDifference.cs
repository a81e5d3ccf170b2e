namespace Unroll.Formats.Onnx;

/// <summary>How far what some program computed is from what was expected: |a − b|, of numbers beyond 1 as a share of their size, as float32 rounds.</summary>
public static class OnnxDifference
{
    /// <summary>The largest difference of two numbers at the same place; infinite where types, sizes or names differ or a number is missing.</summary>
    /// <param name="expected">What should have come out.</param>
    /// <param name="actual">What came out, in the same order.</param>
    public static double Largest(IReadOnlyList<OnnxTensor> expected, IReadOnlyList<OnnxTensor> actual) =>
        expected.Count != actual.Count ? double.PositiveInfinity : expected.Zip(actual, Largest).DefaultIfEmpty().Max();

    static double Largest(OnnxTensor expected, OnnxTensor actual)
    {
        if (expected.Name != actual.Name || expected.Type != actual.Type || !expected.Dimensions.SequenceEqual(actual.Dimensions))
        {
            return double.PositiveInfinity;
        }

        double largest = 0;
        for (int i = 0; i < expected.Count; i++)
        {
            double difference = expected.Type switch
            {
                OnnxType.Float => Between(expected.Floats[i], actual.Floats[i]),
                OnnxType.Int32 => Math.Abs((double)expected.Integers[i] - actual.Integers[i]),
                OnnxType.Int64 => Math.Abs((double)expected.LongIntegers[i] - actual.LongIntegers[i]),
                _ => double.PositiveInfinity,
            };
            largest = Math.Max(largest, difference);
        }

        return largest;
    }

    // Equal infinities do not differ; where only one is no number, they do.
    static double Between(float expected, float actual)
    {
        if (expected.Equals(actual))
        {
            return 0;
        }

        double difference = Math.Abs((double)expected - actual) / Math.Max(1, Math.Abs(expected));
        return double.IsNaN(difference) ? double.PositiveInfinity : difference;
    }
}
