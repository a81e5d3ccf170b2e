namespace Unroll.Tensors;

/// <summary>
/// Compares the gradients that operations compute with finite differences of their double-precision references, so that
/// float32 rounding cannot hide a wrong term; and the float32 results with the references on the way.
/// </summary>
/// <remarks>
/// The computation is recorded once; its tape is then replayed in double with one number of one leaf moved by ±h. With
/// h = 10⁻⁵ the central difference is good to about 10 digits, so what is compared is the float32 gradient's own 6.
/// </remarks>
public static class GradientCheck
{
    const double Step = 1e-5;

    /// <summary>Checks a computation at one point.</summary>
    /// <param name="compute">Builds the result from the leaves; called once. Any shape: a random weighting of its numbers is differentiated.</param>
    /// <param name="leaves">The tensors whose gradients are checked; each must need a gradient. Their gradients are cleared first.</param>
    /// <param name="tolerance">Allowed difference as a share of the largest gradient of the leaf. The default leaves room for float32
    /// sums of some thousand terms and still catches 1 % of error in a term that makes up a hundredth of the largest gradient.</param>
    /// <param name="mostPerLeaf">Numbers checked in each leaf; a larger leaf is sampled evenly.</param>
    /// <returns>The largest differences found, per leaf, and of the float32 result.</returns>
    /// <exception cref="ArgumentException">A leaf does not need a gradient, or no gradient reached it.</exception>
    public static GradientCheckReport Run(Func<Tensor> compute, IReadOnlyList<Tensor> leaves, double tolerance = 2e-5, int mostPerLeaf = 200)
    {
        foreach (Tensor leaf in leaves)
        {
            if (!leaf.NeedsGradient)
            {
                throw new ArgumentException($"GradientCheck: leaf {leaf} does not need a gradient; make it with needsGradient: true.", nameof(leaves));
            }

            leaf.ClearGradient();
        }

        Tensor result = compute();
        float[] weights = RandomWeights(result.Shape.Count);
        Tape tape = Tape.Of(result);
        weights.CopyTo(result.GradientSum);
        tape.Backward();

        ReferenceValues values = new();
        double forwardDifference = ForwardDifference(tape, values);
        List<GradientDifference> differences = [];
        foreach (Tensor leaf in leaves)
        {
            differences.Add(Compare(leaf, tape, values, result, weights, mostPerLeaf));
        }

        return new(differences, forwardDifference, tolerance);
    }

    static GradientDifference Compare(Tensor leaf, Tape tape, ReferenceValues values, Tensor result, float[] weights, int most)
    {
        float[] computed = leaf.Gradient.IsEmpty ? new float[leaf.Shape.Count] : leaf.Gradient.ToArray();
        double[] numbers = values[leaf];
        int count = Math.Min(most, numbers.Length);
        GradientDifference worst = new(leaf, Index: 0, Computed: 0, Expected: 0, Largest: 0);
        double largest = 0, worstDifference = -1;
        foreach (float gradient in computed)
        {
            largest = Math.Max(largest, Math.Abs(gradient));
        }

        for (int i = 0; i < count; i++)
        {
            int index = (int)((long)i * numbers.Length / count);
            double expected = Slope(numbers, index, tape, values, result, weights);
            largest = Math.Max(largest, Math.Abs(expected));
            double difference = Math.Abs(computed[index] - expected);
            if (difference > worstDifference || double.IsNaN(difference))
            {
                worstDifference = double.IsNaN(difference) ? double.PositiveInfinity : difference;
                worst = new(leaf, index, computed[index], expected, Largest: 0);
            }
        }

        return worst with { Largest = largest };
    }

    static double Slope(double[] numbers, int index, Tape tape, ReferenceValues values, Tensor result, float[] weights)
    {
        double original = numbers[index];
        numbers[index] = original + Step;
        double above = WeightedResult(tape, values, result, weights);
        numbers[index] = original - Step;
        double below = WeightedResult(tape, values, result, weights);
        numbers[index] = original;
        return (above - below) / (2 * Step);
    }

    static double WeightedResult(Tape tape, ReferenceValues values, Tensor result, float[] weights)
    {
        foreach (Operation operation in tape.Operations)
        {
            operation.Reference(values);
        }

        double sum = 0;
        double[] numbers = values[result];
        for (int i = 0; i < numbers.Length; i++)
        {
            sum += weights[i] * numbers[i];
        }

        return sum;
    }

    // The largest difference between a float32 output and its reference, as a share of the largest number that went in or
    // came out: a sum whose terms cancel is as exact as its terms, not as its result.
    static double ForwardDifference(Tape tape, ReferenceValues values)
    {
        double worst = 0;
        foreach (Operation operation in tape.Operations)
        {
            operation.Reference(values);
            double largest = 1e-30;
            foreach (Tensor input in operation.Inputs)
            {
                foreach (double number in values[input])
                {
                    largest = Math.Max(largest, Math.Abs(number));
                }
            }

            foreach (Tensor output in operation.Outputs)
            {
                double difference = 0;
                double[] expected = values[output];
                ReadOnlySpan<float> computed = output.Values;
                for (int i = 0; i < expected.Length; i++)
                {
                    largest = Math.Max(largest, Math.Abs(expected[i]));
                    difference = Math.Max(difference, Math.Abs(expected[i] - computed[i]));
                }

                worst = Math.Max(worst, difference / largest);
            }
        }

        return worst;
    }

    static float[] RandomWeights(int count)
    {
        RandomSource random = new(seed: 20260711);
        float[] weights = new float[count];
        foreach (ref float weight in weights.AsSpan())
        {
            weight = random.NextUniform(0.5f, 1.5f) * (random.NextInt(2) * 2 - 1);
        }

        return weights;
    }
}
