namespace Unroll.Training;

/// <summary>Learning-rate schedules as functions of the step, with PyTorch's formulas. Step 0 is the first.</summary>
public static class LearningRates
{
    /// <summary>rate · factor^⌊step / period⌋, as <c>StepLR</c>.</summary>
    /// <param name="rate">At first.</param>
    /// <param name="step">0 for the first.</param>
    /// <param name="period">Steps until the next drop, 1 or more.</param>
    /// <param name="factor">What a drop multiplies by.</param>
    public static double Step(double rate, long step, long period, double factor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 1);
        return rate * Math.Pow(factor, step / period);
    }

    /// <summary>rate · factor^step, as <c>ExponentialLR</c>.</summary>
    /// <param name="rate">At first.</param>
    /// <param name="step">0 for the first.</param>
    /// <param name="factor">What each step multiplies by.</param>
    public static double Exponential(double rate, long step, double factor) => rate * Math.Pow(factor, step);

    /// <summary>lowest + (rate − lowest) · (1 + cos(π · step / steps)) / 2, as <c>CosineAnnealingLR</c>; stays at lowest afterwards.</summary>
    /// <param name="rate">At first.</param>
    /// <param name="step">0 for the first.</param>
    /// <param name="steps">Steps until the lowest, 1 or more.</param>
    /// <param name="lowest">At the end.</param>
    public static double Cosine(double rate, long step, long steps, double lowest = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        return lowest + (rate - lowest) * (1 + Math.Cos(Math.PI * Math.Min(step, steps) / steps)) / 2;
    }

    /// <summary>rate · (start + (end − start) · step / steps), as <c>LinearLR</c>; stays at end afterwards. Warm-up where start is below end, decay where above.</summary>
    /// <param name="rate">What the factors multiply.</param>
    /// <param name="step">0 for the first.</param>
    /// <param name="steps">Steps from start to end, 1 or more.</param>
    /// <param name="startFactor">At first.</param>
    /// <param name="endFactor">At the end.</param>
    public static double Linear(double rate, long step, long steps, double startFactor, double endFactor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        return rate * (startFactor + (endFactor - startFactor) * Math.Min(step, steps) / steps);
    }

    /// <summary>
    /// Up from peak / divisor to the peak in the first share of the steps, then down to peak / divisor / finalDivisor,
    /// both along half a cosine, as <c>OneCycleLR</c>.
    /// </summary>
    /// <param name="peak">The highest rate.</param>
    /// <param name="step">0 for the first.</param>
    /// <param name="steps">All steps, 2 or more; the last has the lowest rate.</param>
    /// <param name="riseShare">Share of the steps that go up, between 0 and 1.</param>
    /// <param name="divisor">Peak to first rate.</param>
    /// <param name="finalDivisor">First to last rate.</param>
    public static double OneCycle(double peak, long step, long steps, double riseShare = 0.3, double divisor = 25, double finalDivisor = 1e4)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 2);
        double first = peak / divisor, last = first / finalDivisor;
        double top = riseShare * steps - 1, end = steps - 1;
        return step <= top && top > 0
            ? HalfCosine(first, peak, step / top)
            : HalfCosine(peak, last, (Math.Min(step, end) - top) / (end - top));
    }

    static double HalfCosine(double from, double to, double share) => to + (from - to) * (1 + Math.Cos(Math.PI * share)) / 2;
}
