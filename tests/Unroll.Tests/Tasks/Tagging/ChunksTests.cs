using Unroll.Tasks.Tagging;

namespace Unroll.Tests.Tasks.Tagging;

/// <summary>Spans worked out by hand from conlleval's rules.</summary>
public sealed class ChunksTests
{
    [Theory]
    [InlineData("B-x I-x O B-x", "x0-2 x3-4")]
    [InlineData("I-x I-x O I-x", "x0-2 x3-4")]
    [InlineData("B-x B-x I-x", "x0-1 x1-3")]
    [InlineData("B-x I-y I-y", "x0-1 y1-3")]
    [InlineData("I-x I-y O", "x0-1 y1-2")]
    [InlineData("I-x B-x", "x0-1 x1-2")]
    [InlineData("O O", "")]
    [InlineData("", "")]
    [InlineData("B-x", "x0-1")]
    [InlineData("O B-a-b I-a-b", "a-b1-3")]
    [InlineData("B-x I-x E-x S-x O S-y S-y", "x0-3 x3-4 y5-6 y6-7")]
    [InlineData("E-x I-x", "x0-1 x1-2")]
    [InlineData("O E-x E-x", "x1-2 x2-3")]
    [InlineData("B-x E-x I-x O", "x0-2 x2-3")]
    [InlineData("S-x I-x", "x0-1 x1-2")]
    [InlineData("B-x S-x", "x0-1 x1-2")]
    public void Spans_are_those_that_conlleval_finds(string tags, string expected) => Assert.Equal(expected, string.Join(' ',
        Chunks.Of(tags.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(chunk => $"{chunk.Type}{chunk.Start}-{chunk.End}")));

    [Fact]
    public void Precision_recall_and_F1_count_spans_whose_type_and_ends_are_right()
    {
        TaggingCounts counts = new(["O", "B-x", "I-x", "B-y", "I-y"]);
        //          x0-2        y3-4   x4-5   there; found x0-2 (right), y3-5 (too long): 1 of 2 found, 1 of 3 there.
        counts.Add(["B-x", "I-x", "O", "B-y", "B-x"], ["B-x", "I-x", "O", "B-y", "I-y"], _ => false);
        // A span without B is one all the same: 1 of 1 found, 1 of 1 there; a sentence's end ends it.
        counts.Add(["O", "B-x"], ["O", "I-x"], i => i == 1);
        counts.Add(["B-x"], ["O"], _ => true);
        TaggingReport report = counts.Report(loss: 0.5);

        Assert.Equal(new("", 2.0 / 3, 2.0 / 5, 4.0 / 8, Support: 5, Found: 3, Correct: 2), report.Spans);
        Assert.Equal([new("x", 1, 2.0 / 4, 4.0 / 6, Support: 4, Found: 2, Correct: 2), new("y", 0, 0, 0, Support: 1, Found: 1, Correct: 0)], report.SpanTypes);
        Assert.Equal(5.0 / 8, report.Accuracy);
        Assert.Equal((0.0, 2L, 8L), (report.UnseenAccuracy, report.UnseenWords, report.Words));
        Assert.Equal(report.Spans!.F1, report.Score);
        Assert.Equal(1, report.Confusion[1][2]);
    }

    [Fact]
    public void Tags_without_spans_are_judged_by_accuracy()
    {
        TaggingCounts counts = new(["NOUN", "VERB"]);
        counts.Add(["NOUN", "VERB", "NOUN"], ["NOUN", "NOUN", "NOUN"], _ => false);
        TaggingReport report = counts.Report(loss: null);
        Assert.Null(report.Spans);
        Assert.Null(report.UnseenAccuracy);
        Assert.Equal(2.0 / 3, report.Score);
        Assert.Equal(new("NOUN", 2.0 / 3, 1, 4.0 / 5, Support: 2), report.Tags[0]);
    }
}
