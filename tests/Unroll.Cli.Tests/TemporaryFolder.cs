namespace Unroll.Cli.Tests;

/// <summary>A folder that is gone after the test.</summary>
sealed class TemporaryFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("unroll-cli-").FullName;

    /// <summary>The path of a file in the folder.</summary>
    internal string this[string name] => System.IO.Path.Combine(Path, name);

    internal void Write(string name, string content) => File.WriteAllText(this[name], content);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
