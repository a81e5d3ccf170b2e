using System.Xml.Linq;
using Unroll.Inspection.Memory;
using Unroll.Layers;
using Unroll.Tests.Text;

namespace Unroll.Tests.Inspection.Memory;

public sealed class MemoryLabTests
{
    static readonly MemoryLabOptions Short = new(Cells: [CellKind.Gru, CellKind.Mgu], Distances: [10, 12], Seeds: 2, HiddenSize: 12, Steps: 60, LearningRate: 0.02);

    [Fact]
    public void Outcomes_come_cell_by_cell_and_do_not_depend_on_the_threads()
    {
        IReadOnlyList<MemoryOutcome> one = new MemoryLab(Short with { Threads = 1 }).Run(), many = new MemoryLab(Short with { Threads = 3 }).Run();

        Assert.Equal(one.Select(outcome => outcome with { Seconds = 0 }), many.Select(outcome => outcome with { Seconds = 0 }));
        Assert.Equal(Short.Cells.SelectMany(cell => new[] { (cell, 10, 1), (cell, 10, 2), (cell, 12, 1), (cell, 12, 2) }),
            one.Select(outcome => (outcome.Cell, outcome.Distance, outcome.Seed)));
    }

    [Fact]
    public void A_short_distance_is_learned()
    {
        MemoryOutcome outcome = Assert.Single(new MemoryLab(new(Cells: [CellKind.Gru], Distances: [10], Seeds: 1, Steps: 300)).Run());
        Assert.InRange(outcome.Accuracy, 0.98, 1);
        Assert.InRange(outcome.Steps, 50, 250);
    }

    [Fact]
    public void A_lab_that_is_stopped_says_so()
    {
        using CancellationTokenSource stop = new();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => new MemoryLab(Short).Run(cancellationToken: stop.Token));
    }

    [Fact]
    public void After_an_interruption_only_the_other_networks_are_trained()
    {
        using TemporaryFolder folder = new();
        string unfinished = Path.Combine(folder.Path, "memory.svg.unfinished");
        using CancellationTokenSource stop = new();
        List<MemoryOutcome> kept = [];
        IProgress<MemoryOutcome> three = new Watch(outcome =>
        {
            kept.Add(outcome);
            if (kept.Count == 3)
            {
                stop.Cancel();
            }
        });
        MemoryLabOptions options = Short with { Threads = 1 };

        Assert.Throws<OperationCanceledException>(() => new MemoryLab(options).Run(three, unfinished, stop.Token));
        Assert.Equal(4, File.ReadAllLines(unfinished).Length);
        InvalidDataException other = Assert.Throws<InvalidDataException>(() => new MemoryLab(options with { HiddenSize = 13 }).Run(unfinished: unfinished));
        Assert.Equal($"{unfinished}: this was begun with another problem or other options; delete it to begin anew, or choose another folder with -o.", other.Message);
        IReadOnlyList<MemoryOutcome> resumed = new MemoryLab(options with { Threads = 2 }).Run(unfinished: unfinished);

        Assert.Equal(new MemoryLab(options).Run().Select(outcome => outcome with { Seconds = 0 }), resumed.Select(outcome => outcome with { Seconds = 0 }));
        // To the tick the time that they took: they were not trained again.
        Assert.All(kept, outcome => Assert.Contains(outcome, resumed));
        // Whoever makes something of them deletes them.
        Assert.Equal(1 + resumed.Count, File.ReadAllLines(unfinished).Length);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("cell\t10\t1\t1\t60\t0.5")]
    [InlineData("gru\t10\t1\tall\t60\t0.5")]
    public void A_damaged_line_of_what_was_kept_is_named(string line)
    {
        using TemporaryFolder folder = new();
        string unfinished = Path.Combine(folder.Path, "memory.svg.unfinished");
        using CancellationTokenSource stop = new();
        Assert.Throws<OperationCanceledException>(() => new MemoryLab(Short with { Threads = 1 }).Run(new Watch(_ => stop.Cancel()), unfinished, stop.Token));
        File.AppendAllLines(unfinished, [line]);

        InvalidDataException damaged = Assert.Throws<InvalidDataException>(() => new MemoryLab(Short).Run(unfinished: unfinished));
        Assert.Equal($"{unfinished}, line 3: this is no finished run; delete the line to run it again.", damaged.Message);
    }

    sealed class Watch(Action<MemoryOutcome> see) : IProgress<MemoryOutcome>
    {
        public void Report(MemoryOutcome value) => see(value);
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new MemoryLabOptions(Distances: [20, 9]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MemoryLabOptions(Seeds: 0));
        Assert.Throws<ArgumentException>(() => new MemoryLabOptions(Cells: []));
    }

    [Fact]
    public void The_chart_has_a_line_for_each_cell_at_the_accuracies()
    {
        MemoryOutcome[] outcomes = [.. Short.Cells.SelectMany(cell => Short.Distances.Select(distance => new MemoryOutcome(cell, distance, 1, cell == CellKind.Gru ? 1 : 0.25, 1, 1)))];
        XElement svg = XElement.Parse(MemoryChart.Of(Short, outcomes).ToSvg());
        string[] said = [.. svg.Descendants().Where(element => element.Name.LocalName == "title").Skip(1).Select(element => element.Value)];
        Assert.Equal(["gru: 10, 1 (1 to 1)", "gru: 12, 1 (1 to 1)", "mgu: 10, 0.25 (0.25 to 0.25)", "mgu: 12, 0.25 (0.25 to 0.25)"], said);
    }
}
