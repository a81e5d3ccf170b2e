using System.Xml.Linq;
using Unroll.Inspection;
using Unroll.Inspection.Grids;
using Unroll.Tensors;
using Unroll.Tests.Text;

namespace Unroll.Tests.Inspection;

/// <summary>The problems of the experiments, and that a run is a function of its seed.</summary>
public sealed class GridExperimentTests
{
    [Fact]
    public void An_addition_asks_for_the_sum_of_the_two_numbers_it_shows()
    {
        const int digits = 4;
        AdditionProblem problem = new(digits);
        RandomSource random = new(seed: 5);
        for (int i = 0; i < 50; i++)
        {
            (int[] read, int[] answer) = problem.Sample(random);
            Assert.Equal(problem.Symbols - 1, read[0]);
            Assert.Equal(problem.Symbols - 1, read[1 + digits]);
            Assert.All(read[(2 + 2 * digits)..], symbol => Assert.Equal(problem.Symbols - 1, symbol));
            Assert.Equal(Number(read[1..(1 + digits)]) + Number(read[(2 + digits)..(2 + 2 * digits)]), Number(answer));
            Assert.Equal(problem.AnswerLength, answer.Length);
        }

        static int Number(int[] digits) => digits.Aggregate(0, (number, digit) => 10 * number + digit);
    }

    [Fact]
    public void A_memorization_asks_for_what_it_shows()
    {
        (int[] read, int[] answer) = new MemorizationProblem(length: 6, alphabet: 9).Sample(new(seed: 5));
        Assert.Equal(read[..6], answer);
        Assert.All(answer, symbol => Assert.InRange(symbol, 0, 8));
        Assert.All(read[6..], symbol => Assert.Equal(9, symbol));
    }

    [Theory]
    [InlineData("parity")]
    [InlineData("addition")]
    [InlineData("memorization")]
    public void The_same_seed_gives_the_same_curves_with_any_number_of_threads(string name)
    {
        GridExperiment experiment = GridExperiment.All.Single(one => one.Name == name);
        GridExperimentOptions options = experiment.Defaults with { ProblemSize = 2, Depth = 2, HiddenSize = 9, BatchSize = 7, Steps = 5, StepsPerPoint = 2 };
        ExperimentResult one = experiment.Run(options with { Threads = 1 }), two = experiment.Run(options with { Threads = 2 }), other = experiment.Run(options with { Seed = 2 });
        Assert.Equal(one.Curves.SelectMany(curve => curve.Points), two.Curves.SelectMany(curve => curve.Points));
        Assert.NotEqual(one.Curves.SelectMany(curve => curve.Points), other.Curves.SelectMany(curve => curve.Points));
        Assert.Equal([14, 28, 35], one.Curves[0].Points.Select(point => point.Samples));
    }

    [Fact]
    public void A_run_stops_when_it_is_asked_to()
    {
        GridExperiment parity = GridExperiment.All[0];
        Assert.Throws<OperationCanceledException>(() => parity.Run(parity.Defaults, cancellationToken: new(canceled: true)));
    }

    [Fact]
    public void After_an_interruption_only_the_other_networks_are_trained()
    {
        using TemporaryFolder folder = new();
        string unfinished = Path.Combine(folder.Path, "parity.svg.unfinished");
        GridExperiment parity = GridExperiment.All[0];
        GridExperimentOptions options = parity.Defaults with { ProblemSize = 2, Depth = 2, HiddenSize = 9, BatchSize = 7, Steps = 5, StepsPerPoint = 2 };
        using CancellationTokenSource stop = new();
        Watch second = new(progress =>
        {
            if (progress.Number == 2)
            {
                stop.Cancel();
            }
        });
        List<string> trained = [];

        Assert.Throws<OperationCanceledException>(() => parity.Run(options, second, unfinished, stop.Token));
        Assert.Equal(2, File.ReadAllLines(unfinished).Length);
        InvalidDataException other = Assert.Throws<InvalidDataException>(() => parity.Run(options with { Seed = 2 }, unfinished: unfinished));
        Assert.Equal($"{unfinished}: this was begun as another experiment or with other options; delete it to begin anew, or choose another picture with -o.", other.Message);
        ExperimentResult resumed = parity.Run(options with { Threads = 2 }, new Watch(progress => trained.Add(progress.Network)), unfinished);

        Assert.Equal(["tanh network", "ReLU network"], trained.Distinct());
        ExperimentResult whole = parity.Run(options);
        Assert.Equal(whole.Curves.Select(curve => curve.Name), resumed.Curves.Select(curve => curve.Name));
        Assert.Equal(whole.Curves.SelectMany(curve => curve.Points), resumed.Curves.SelectMany(curve => curve.Points));
        // Whoever makes something of them deletes them.
        Assert.Equal(4, File.ReadAllLines(unfinished).Length);
    }

    sealed class Watch(Action<ExperimentProgress> see) : IProgress<ExperimentProgress>
    {
        public void Report(ExperimentProgress value) => see(value);
    }

    [Fact]
    public void The_grid_learns_the_parity_of_three_bits()
    {
        GridExperiment parity = GridExperiment.All[0];
        ExperimentResult result = parity.Run(parity.Defaults with { ProblemSize = 3, Depth = 3, HiddenSize = 16, BatchSize = 16, Steps = 600, StepsPerPoint = 100, LearningRate = 0.01f });
        Assert.Equal(1, result.Curves[0].Points[^1].Score);
    }

    [Fact]
    public void A_chart_has_every_curve_on_one_axis_of_samples()
    {
        LineChart chart = CurveChart.Of(new("a", "share right", ScoreScale.Share,
        [
            new("first", 1234, [new(100, 0.7, 0.5), new(2000, 0.1, 0.987)]),
            new("second", 5, [new(100, double.NaN, double.NaN), new(1000, 0.7, 0.25)]),
        ]));
        Assert.Equal(["first", "second"], chart.Series.Select(series => series.Name));
        Assert.Equal(new ChartPoint(1000, 0.25, 0.25, 0.25), Assert.Single(chart.Series[1].Points));
        Assert.Equal(0, chart.X.Ticks[0].Value);
        Assert.Equal(2000, chart.X.Ticks[^1].Value);
        Assert.Equal("Share right", chart.Y.Title);
        XElement.Parse(chart.ToSvg());
    }

    [Fact]
    public void Patches_that_do_not_divide_an_image_are_refused()
    {
        GridExperiment digits = GridExperiment.All.Single(one => one.Name == "digits");
        InvalidDataException refusal = Assert.Throws<InvalidDataException>(() => digits.Run(digits.Defaults with { ProblemSize = 5 }));
        Assert.Equal("patches of 5 pixels do not divide 28; choose 1, 2, 4, 7, 14 or 28.", refusal.Message);
    }
}
