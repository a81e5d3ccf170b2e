[assembly: AssemblyFixture(typeof(Unroll.Cli.Tests.TrainedModel))]

namespace Unroll.Cli.Tests;

/// <summary>A model that several tests use, trained once by the tool.</summary>
public sealed class TrainedModel : IDisposable
{
    readonly TemporaryFolder folder = new();

    public TrainedModel()
    {
        folder.Write("reviews.csv", Reviews.Table(160));
        Result = ToolProcess.Run(folder.Path, ["train", "reviews.csv", "-o", "sentiment", "--learning-rate", "0.05", "--batch-size", "8", "--epochs", "8", "--json", .. Reviews.Small]);
        Assert.Equal(0, Result.ExitCode);
    }

    /// <summary>What training printed.</summary>
    internal ToolResult Result { get; }

    /// <summary>The folder that holds reviews.csv and the model sentiment.</summary>
    internal string Folder => folder.Path;

    /// <summary>The model.</summary>
    internal string Path => folder["sentiment"];

    public void Dispose() => folder.Dispose();
}
