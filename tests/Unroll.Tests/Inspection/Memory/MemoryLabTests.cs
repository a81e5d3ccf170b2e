using System.Xml.Linq;
using Unroll.Inspection.Memory;
using Unroll.Layers;

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
