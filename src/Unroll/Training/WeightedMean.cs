namespace Unroll.Training;

/// <summary>A mean over items that arrive in groups, each group with its own mean: the loss of an epoch from the losses of its batches.</summary>
/// <param name="Sum">Sum over the items.</param>
/// <param name="Count">Items so far.</param>
public readonly record struct WeightedMean(double Sum, long Count)
{
    /// <summary>Sum / count; NaN before the first item.</summary>
    public double Value => Count == 0 ? double.NaN : Sum / Count;

    /// <summary>The mean with a group more.</summary>
    /// <param name="mean">The group's mean.</param>
    /// <param name="count">Its items, 0 or more.</param>
    public WeightedMean Plus(double mean, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return count == 0 ? this : new(Sum + mean * count, Count + count);
    }
}
