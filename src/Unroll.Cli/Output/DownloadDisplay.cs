namespace Unroll.Cli.Output;

/// <summary>A download as it goes, on a terminal.</summary>
/// <param name="name">What is downloaded.</param>
sealed class DownloadDisplay(string name) : IProgress<long>, IDisposable
{
    readonly LiveLine line = new();

    public void Report(long value) => line.Show(_ => $"{name}: {Figures.Short(value)} bytes");

    public void Dispose() => line.Clear();
}
