using Unroll.Formats;
using Unroll.Training;

namespace Unroll.Tests.Training;

public sealed class LearningRatesTests
{
    const double BaseRate = 0.1;

    // The golden rates are rounded to float32.
    const double Tolerance = 6e-8;

    [Theory]
    [InlineData("step")]
    [InlineData("exponential")]
    [InlineData("cosine")]
    [InlineData("linear_warmup")]
    [InlineData("one_cycle")]
    public void A_schedule_is_PyTorchs(string name)
    {
        using SafetensorsReader golden = Golden();
        ReadOnlySpan<float> rates = golden.Read($"{name}.rates").Values;
        for (int step = 0; step < 20; step++)
        {
            double rate = name switch
            {
                "step" => LearningRates.Step(BaseRate, step, period: 6, factor: 0.5),
                "exponential" => LearningRates.Exponential(BaseRate, step, factor: 0.9),
                "cosine" => LearningRates.Cosine(BaseRate, step, steps: 20, lowest: 0.01),
                "linear_warmup" => LearningRates.Linear(BaseRate, step, steps: 8, startFactor: 0.2, endFactor: 1),
                _ => LearningRates.OneCycle(peak: 0.5, step, steps: 20),
            };
            Assert.Equal(rates[step], rate, rates[step] * Tolerance);
        }
    }

    [Fact]
    public void A_plateau_lowers_the_rate_as_PyTorchs_does_and_can_be_interrupted()
    {
        using SafetensorsReader golden = Golden();
        ReadOnlySpan<float> rates = golden.Read("plateau.rates").Values, losses = golden.Read("plateau.losses").Values;
        double rate = BaseRate;
        PlateauState? state = null;
        for (int step = 0; step < 20; step++)
        {
            Assert.Equal(rates[step], rate, rates[step] * Tolerance);
            Plateau plateau = new(MetricGoal.Minimize, factor: 0.5, patience: 2, threshold: 1e-4, cooldown: 1, lowestRate: 0.02);
            plateau.State = state ?? plateau.State;
            rate = plateau.Report(losses[step], rate);
            state = plateau.State;
        }
    }

    [Fact]
    public void A_metric_to_be_raised_improves_upwards()
    {
        Plateau plateau = new(MetricGoal.Maximize, factor: 0.5, patience: 0);

        Assert.Equal(1, plateau.Report(0.8, rate: 1));
        Assert.Equal(1, plateau.Report(0.9, rate: 1));
        Assert.Equal(0.5, plateau.Report(0.85, rate: 1));
        Assert.Equal(0.5, plateau.Report(double.NaN, rate: 1));
    }

    [Fact]
    public void Rates_stay_where_they_ended_when_a_run_goes_on()
    {
        Assert.Equal(0.01, LearningRates.Cosine(1, step: 500, steps: 20, lowest: 0.01), 1e-12);
        Assert.Equal(0.5, LearningRates.Linear(1, step: 500, steps: 20, startFactor: 1, endFactor: 0.5), 1e-12);
        Assert.Equal(1.0 / 25 / 1e4, LearningRates.OneCycle(1, step: 500, steps: 20), 1e-12);
        Assert.All(Enumerable.Range(0, 4), step => Assert.True(double.IsFinite(LearningRates.OneCycle(1, step, steps: 2, riseShare: 0.5))));
    }

    static SafetensorsReader Golden() => new(Path.Combine(AppContext.BaseDirectory, "Golden", "schedules.safetensors"));
}
