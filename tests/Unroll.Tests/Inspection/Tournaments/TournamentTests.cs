using System.Xml.Linq;
using Unroll.Inspection.Tournaments;
using Unroll.Layers;
using Unroll.Tasks;
using Unroll.Tests.Formats;
using Unroll.Tests.Training;
using Unroll.Text;
using Unroll.Training;

namespace Unroll.Tests.Inspection.Tournaments;

public sealed class TournamentTests : IDisposable
{
    static readonly TextClassifierOptions Small = new(HiddenSize: 8, EmbeddingSize: 8, Epochs: 1, Threads: 1, Seed: 5);
    static readonly TextDataset Data = new("reviews", ["bad", "good"], Enumerable.Range(0, 40).Select(i => new LabeledText(i % 2 == 0 ? $"bad {i}" : $"good {i}", i % 2)));
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_cell_runs_with_every_seed_and_a_finished_run_is_not_made_again()
    {
        List<string> begun = [];
        IReadOnlyList<TournamentStanding> standings = Run([CellKind.Gru, CellKind.Mgu], seeds: 2, begun);
        Assert.Equal(["Gru 5", "Mgu 5", "Gru 6", "Mgu 6"], begun);
        begun.Clear();
        IReadOnlyList<TournamentStanding> again = Run([CellKind.Mgu, CellKind.Rnn, CellKind.Gru], seeds: 2, begun);

        Assert.Equal(["Rnn 5", "Rnn 6"], begun);
        Assert.Equal(standings[0].Runs, again[2].Runs);
        TextClassifier alone = TextClassifier.Train(Data, Small with { Cell = CellKind.Mgu, Seed = 6 }, Data);
        Assert.Equal(alone.Evaluate(Data).Loss, standings[1].Runs[1].Loss);
        Assert.Equal(alone.ParameterCount, standings[1].Parameters);
    }

    [Fact]
    public void An_interval_of_accuracies_stays_between_none_and_all()
    {
        TournamentStanding standing = new(CellKind.Gru, [Scored(0.8), Scored(1)]), poor = new(CellKind.Rnn, [Scored(0), Scored(0.1)]);
        Assert.Equal((1, 0), (standing.Interval!.Value.High, poor.Interval!.Value.Low));
        Assert.InRange(standing.Interval.Value.Low, 0, 0.8);

        static TournamentRun Scored(double accuracy) => new(CellKind.Gru, 1, accuracy, Loss: 1, Parameters: 10, Epochs: 1, Steps: 1, Seconds: 1);
    }

    [Fact]
    public void A_tournament_that_is_interrupted_keeps_its_finished_runs()
    {
        using CancellationTokenSource stop = new();
        Assert.ThrowsAny<OperationCanceledException>(() => Tournament(Small).Run([CellKind.Gru, CellKind.Rnn], 1, folder[""], (cell, _) =>
        {
            if (cell == CellKind.Rnn)
            {
                stop.Cancel();
            }

            return new Silence();
        }, stop.Token));

        List<string> begun = [];
        Run([CellKind.Gru, CellKind.Rnn], seeds: 1, begun);
        Assert.Equal(["Rnn 5"], begun);
    }

    [Fact]
    public void Runs_of_other_options_are_not_mixed_in()
    {
        Run([CellKind.Gru], seeds: 1, []);
        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => Tournament(Small with { HiddenSize = 9 }).Run([CellKind.Gru], 1, folder[""]));
        Assert.StartsWith($"{folder["results.jsonl"]}: this tournament was held on other data or with other options", exception.Message, StringComparison.Ordinal);
    }

    // Every report takes a second: after each of the two steps of an epoch, and after its validation. Epochs are validated after 2, 5 and 8 s.
    [Theory]
    [InlineData(7.5, 2)]
    [InlineData(2, 0)]
    public void Every_run_has_the_same_seconds_and_what_is_validated_in_time_is_measured(double seconds, int epochs)
    {
        ManualClock clock = new();
        TextClassifierOptions options = Small with { BatchSize = 20, Epochs = int.MaxValue, Patience = int.MaxValue, BudgetSeconds = seconds };
        IReadOnlyList<TournamentStanding> standings = new Tournament(Data, Data, Data, options) { Clock = clock }
            .Run([CellKind.Gru, CellKind.Mgu], 2, folder[""], (_, _) => new Ticking(clock));

        TournamentRun[] runs = [.. standings.SelectMany(standing => standing.Runs)];
        Assert.Equal(4, runs.Length);
        Assert.All(runs, run => Assert.Equal((epochs, Math.Ceiling(seconds)), (run.Epochs, run.Seconds)));
        Assert.All(standings, standing => Assert.Equal(epochs == 0 ? 2 : 0, standing.RunsWithoutEpoch.Count()));
    }

    // More threads take more steps in the same time.
    [Fact]
    public void Runs_of_another_time_or_with_other_threads_are_not_mixed_in()
    {
        TextClassifierOptions timed = Small with { BudgetSeconds = 1e6 };
        Tournament(timed).Run([CellKind.Gru], 1, folder[""]);

        Tournament(timed).Run([CellKind.Gru], 1, folder[""], (_, _) => throw new InvalidOperationException("There is nothing to train."));
        Assert.Throws<InvalidDataException>(() => Tournament(timed with { BudgetSeconds = 2e6 }).Run([CellKind.Gru], 1, folder[""]));
        Assert.Throws<InvalidDataException>(() => Tournament(timed with { Threads = 2 }).Run([CellKind.Gru], 1, folder[""]));
        Assert.Throws<InvalidDataException>(() => Tournament(Small).Run([CellKind.Gru], 1, folder[""]));
    }

    [Fact]
    public void A_damaged_line_is_named()
    {
        Run([CellKind.Gru], seeds: 1, []);
        File.AppendAllText(folder["results.jsonl"], "{\"cell\": 7\n");
        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => Run([CellKind.Gru], seeds: 1, []));
        Assert.StartsWith($"{folder["results.jsonl"]}, line 3: this is no finished run", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Charts_have_a_point_for_each_cell()
    {
        TournamentStanding[] standings = [Standing(CellKind.Lstm, 0.8, 0.9), Standing(CellKind.Gru, 0.7, 0.7)];
        foreach (string chart in new[] { TournamentCharts.AgainstTime(standings).ToSvg(), TournamentCharts.AgainstParameters(standings).ToSvg() })
        {
            Assert.Equal(["lstm", "gru"], XElement.Parse(chart).Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value).TakeLast(2));
        }

        static TournamentStanding Standing(CellKind cell, params double[] accuracies) => new(cell, [.. accuracies.Select((accuracy, i) => new TournamentRun(cell, (ulong)i, accuracy, 1, 100, 1, 4, 2 + i))]);
    }

    IReadOnlyList<TournamentStanding> Run(IReadOnlyList<CellKind> cells, int seeds, List<string> begun) => Tournament(Small).Run(cells, seeds, folder[""], (cell, seed) =>
    {
        begun.Add($"{cell} {seed}");
        return new Silence();
    });

    static Tournament Tournament(TextClassifierOptions options) => new(Data, Data, Data, options);

    /// <summary>A listener that takes a second for each report.</summary>
    sealed class Ticking(ManualClock clock) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => clock.Advance(TimeSpan.FromSeconds(1));
    }

    sealed class Silence : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
        }
    }
}
