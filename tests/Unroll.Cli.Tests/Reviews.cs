using System.Globalization;

namespace Unroll.Cli.Tests;

/// <summary>Small data that a small network learns in a second: the word good or bad decides.</summary>
static class Reviews
{
    /// <summary>Options for a network that is trained in no time.</summary>
    internal static readonly string[] Small = ["--hidden", "8", "--embedding", "8", "--dropout", "0", "--threads", "1"];

    /// <summary>A table of reviews.</summary>
    internal static string Table(int rows)
    {
        string[] things = ["film", "book", "song", "meal"];
        return "Review,Sentiment\n" + string.Concat(Enumerable.Range(0, rows).Select(i => string.Create(CultureInfo.InvariantCulture,
            $"this is quite a {(i % 2 == 0 ? "good" : "bad")} {things[i / 2 % 4]} about story {i % 7},{(i % 2 == 0 ? "positive" : "negative")}\n")));
    }
}
