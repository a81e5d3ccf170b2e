namespace Unroll.Training;

/// <summary>How one class fared. A quotient whose denominator is 0 counts as 0.</summary>
/// <param name="Precision">Of the items that were called this class, the share that are.</param>
/// <param name="Recall">Of the items of this class, the share that were called so.</param>
/// <param name="F1">2 · precision · recall / (precision + recall).</param>
/// <param name="Support">How many items the class has.</param>
public sealed record ClassMetrics(double Precision, double Recall, double F1, long Support);

/// <summary>Counts of true class against predicted class, and what follows from them.</summary>
public sealed class ConfusionMatrix
{
    readonly long[] counts;

    /// <summary>Nothing counted yet.</summary>
    /// <param name="classes">Number of classes, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">classes is less than 1.</exception>
    public ConfusionMatrix(int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        Classes = classes;
        counts = new long[classes * classes];
    }

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>Items counted.</summary>
    public long Total => counts.Sum();

    /// <summary>Items whose class was predicted.</summary>
    public long Correct
    {
        get
        {
            long correct = 0;
            for (int label = 0; label < Classes; label++)
            {
                correct += this[label, label];
            }

            return correct;
        }
    }

    /// <summary>Correct / total; 0 where nothing was counted.</summary>
    public double Accuracy => Quotient(Correct, Total);

    /// <summary>The mean of the classes' F1, each class counting alike, those without items too.</summary>
    public double MacroF1
    {
        get
        {
            double sum = 0;
            for (int label = 0; label < Classes; label++)
            {
                sum += OfClass(label).F1;
            }

            return sum / Classes;
        }
    }

    /// <summary>Items of one class that were called another.</summary>
    /// <param name="label">The true class.</param>
    /// <param name="predicted">What it was called.</param>
    public long this[int label, int predicted] => counts[Index(label, predicted)];

    /// <summary>Counts one item.</summary>
    /// <param name="label">The true class, 0 to Classes − 1.</param>
    /// <param name="predicted">What it was called, 0 to Classes − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public void Add(int label, int predicted) => counts[Index(label, predicted)]++;

    /// <summary>Precision, recall and F1 of one class against all others.</summary>
    /// <param name="label">The class.</param>
    public ClassMetrics OfClass(int label)
    {
        long support = 0, called = 0;
        for (int other = 0; other < Classes; other++)
        {
            support += this[label, other];
            called += this[other, label];
        }

        // F1 from counts: the quotient 2·p·r / (p + r) without its roundings.
        long hits = this[label, label];
        return new(Quotient(hits, called), Quotient(hits, support), Quotient(2 * hits, support + called), support);
    }

    /// <summary>Accuracy and size.</summary>
    public override string ToString() => FormattableString.Invariant($"ConfusionMatrix ({Classes} classes, {Correct} of {Total} correct)");

    int Index(int label, int predicted)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)label, (uint)Classes, nameof(label));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)predicted, (uint)Classes, nameof(predicted));
        return label * Classes + predicted;
    }

    static double Quotient(long numerator, long denominator) => denominator == 0 ? 0 : (double)numerator / denominator;
}
