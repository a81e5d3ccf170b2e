namespace Unroll.Training;

/// <summary>Whether a larger or a smaller value of a metric is the better one.</summary>
public enum MetricGoal
{
    /// <summary>Accuracy, F1, BLEU.</summary>
    Maximize,

    /// <summary>Loss, perplexity, error rate.</summary>
    Minimize,
}

/// <summary>Lowers the learning rate when a metric has stopped improving, as PyTorch's <c>ReduceLROnPlateau</c>.</summary>
/// <remarks>An improvement is one of more than a share <c>threshold</c> of the best so far, with PyTorch's defaults (mode rel).</remarks>
/// <param name="goal">Which way the metric gets better.</param>
/// <param name="factor">What a reduction multiplies the rate by, between 0 and 1.</param>
/// <param name="patience">Reports without improvement that are let pass; the next one reduces the rate.</param>
/// <param name="threshold">Share of the best value that an improvement must exceed.</param>
/// <param name="cooldown">Reports after a reduction in which bad ones do not count.</param>
/// <param name="lowestRate">The rate never goes below.</param>
/// <exception cref="ArgumentOutOfRangeException">factor is not between 0 and 1.</exception>
public sealed class Plateau(
    MetricGoal goal, double factor = 0.1, int patience = 10, double threshold = 1e-4, int cooldown = 0, double lowestRate = 0)
{
    // PyTorch changes no rate by less.
    const double SmallestChange = 1e-8;

    readonly double factor = Limits.BetweenZeroAndOne(factor, nameof(factor));

    PlateauState state = new(Best: null, BadReports: 0, CooldownLeft: 0);

    /// <summary>All that the next report depends on.</summary>
    internal PlateauState State
    {
        get => state;
        set => state = value;
    }

    /// <summary>Reports the metric's newest value.</summary>
    /// <param name="metric">The value.</param>
    /// <param name="rate">The rate in force.</param>
    /// <returns>The rate from now on.</returns>
    public double Report(double metric, double rate)
    {
        (double? best, int bad, int cooling) = state;
        bool isBetter = IsBetter(metric, best);
        bad = isBetter ? 0 : bad + 1;
        if (cooling > 0)
        {
            (cooling, bad) = (cooling - 1, 0);
        }

        bool isTime = bad > patience;
        state = new(isBetter ? metric : best, isTime ? 0 : bad, isTime ? cooldown : cooling);
        double reduced = Math.Max(rate * factor, lowestRate);
        return isTime && rate - reduced > SmallestChange ? reduced : rate;
    }

    bool IsBetter(double metric, double? best) => best is not { } value
        ? !double.IsNaN(metric)
        : goal == MetricGoal.Minimize ? metric < value * (1 - threshold) : metric > value * (1 + threshold);
}

/// <summary>What a <see cref="Plateau"/> remembers.</summary>
/// <param name="Best">The best value so far; null before the first.</param>
/// <param name="BadReports">Reports since without improvement.</param>
/// <param name="CooldownLeft">Reports in which bad ones do not count.</param>
sealed record PlateauState(double? Best, int BadReports, int CooldownLeft);
