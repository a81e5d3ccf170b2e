namespace Unroll.Cli.Output;

/// <summary>Says on a terminal what is being waited for, until it is there.</summary>
sealed class Waiting : IDisposable
{
    readonly LiveLine line = new();

    internal Waiting(string what) => line.Show(width => what.Length <= width ? what : what[..width]);

    public void Dispose() => line.Clear();
}
