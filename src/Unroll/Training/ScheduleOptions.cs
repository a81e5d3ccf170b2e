namespace Unroll.Training;

/// <summary>The schedules that options can name.</summary>
public enum ScheduleKind
{
    /// <summary>Always the same.</summary>
    Constant,

    /// <summary>Times the factor every few epochs.</summary>
    Step,

    /// <summary>Times the factor over an epoch, a little at every step.</summary>
    Exponential,

    /// <summary>Half a cosine down to the lowest rate at the end of the run.</summary>
    Cosine,

    /// <summary>A straight line down to the lowest rate at the end of the run.</summary>
    Linear,

    /// <summary>Up in the first 30 % of the run and down in the rest, from 1/25 of the rate to 1/250,000; needs no warm-up.</summary>
    OneCycle,

    /// <summary>Times the factor when the validation has not improved for some epochs.</summary>
    Plateau,
}

/// <summary>How the learning rate changes during a run; the formulas are those of <see cref="LearningRates"/>.</summary>
/// <param name="Kind">The shape.</param>
/// <param name="WarmupSteps">Steps in which the rate rises in a straight line to its full height, before the shape begins; 0 or more.</param>
/// <param name="Factor">Of Step, Exponential and Plateau: above 0 and below 1.</param>
/// <param name="Epochs">Of Step: epochs until the next drop; of Plateau: epochs without improvement that are let pass; 1 or more.</param>
/// <param name="LowestRate">Of Cosine, Linear and Plateau: the rate never goes below; 0 or more.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
public sealed record ScheduleOptions(
    ScheduleKind Kind = ScheduleKind.Constant, int WarmupSteps = 0, double Factor = 0.5, int Epochs = 1, double LowestRate = 0)
{
    /// <summary>Steps in which the rate rises in a straight line to its full height; 0 or more.</summary>
    public int WarmupSteps { get; init => field = Limits.AtLeastZero(value, nameof(WarmupSteps)); } = Limits.AtLeastZero(WarmupSteps, nameof(WarmupSteps));

    /// <summary>Of Step, Exponential and Plateau: above 0 and below 1.</summary>
    public double Factor { get; init => field = Limits.BetweenZeroAndOne(value, nameof(Factor)); } = Limits.BetweenZeroAndOne(Factor, nameof(Factor));

    /// <summary>Of Step: epochs until the next drop; of Plateau: epochs without improvement that are let pass; 1 or more.</summary>
    public int Epochs { get; init => field = Limits.AtLeastOne(value, nameof(Epochs)); } = Limits.AtLeastOne(Epochs, nameof(Epochs));

    /// <summary>Of Cosine, Linear and Plateau: the rate never goes below; 0 or more.</summary>
    public double LowestRate { get; init => field = Limits.AtLeastZero(value, nameof(LowestRate)); } = Limits.AtLeastZero(LowestRate, nameof(LowestRate));

    /// <summary>The rate of a step.</summary>
    /// <param name="rate">The full height; what a plateau has left of it.</param>
    /// <param name="step">0 for the run's first.</param>
    /// <param name="stepsInEpoch">Steps of an epoch, 1 or more.</param>
    /// <param name="steps">Steps of the whole run, 1 or more.</param>
    public double RateAt(double rate, long step, long stepsInEpoch, long steps)
    {
        if (Kind == ScheduleKind.OneCycle)
        {
            return LearningRates.OneCycle(rate, step, Math.Max(2, steps));
        }

        if (step < WarmupSteps)
        {
            return rate * (step + 1) / WarmupSteps;
        }

        long since = step - WarmupSteps, rest = Math.Max(1, steps - WarmupSteps);
        return Kind switch
        {
            ScheduleKind.Constant or ScheduleKind.Plateau => rate,
            ScheduleKind.Step => LearningRates.Step(rate, since, Epochs * stepsInEpoch, Factor),
            ScheduleKind.Exponential => LearningRates.Exponential(rate, since, Math.Pow(Factor, 1.0 / stepsInEpoch)),
            ScheduleKind.Cosine => LearningRates.Cosine(rate, since, rest, Math.Min(LowestRate, rate)),
            ScheduleKind.Linear => LearningRates.Linear(rate, since, rest, startFactor: 1, endFactor: Math.Min(LowestRate / rate, 1)),
            _ => throw new InvalidOperationException($"Unknown schedule {Kind}."),
        };
    }
}
