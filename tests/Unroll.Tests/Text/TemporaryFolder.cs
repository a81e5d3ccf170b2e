using System.IO.Compression;
using System.Text;

namespace Unroll.Tests.Text;

/// <summary>A folder of a test's own files, deleted with it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("unroll-").FullName;

    public string Write(string name, string content) => Write(name, Encoding.UTF8.GetBytes(content));

    public string Write(string name, byte[] content)
    {
        string path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public static byte[] Gzip(string content)
    {
        using MemoryStream result = new();
        using (GZipStream gzip = new(result, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(content));
        return result.ToArray();
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
