using Unroll.Cli.Output;
using Unroll.Formats;
using Unroll.Formats.Onnx;

namespace Unroll.Cli.Onnx;

/// <summary>Models that ONNX Runtime has run before they become files. This folder is left out of builds without ONNX Runtime.</summary>
static class CheckedExport
{
    /// <summary>Runs and compares every part of a network, and only then writes the files.</summary>
    /// <param name="parts">The parts of a network.</param>
    /// <param name="file">The file that the user named.</param>
    /// <exception cref="InvalidDataException">ONNX Runtime refuses a part, or something else comes out of it.</exception>
    /// <exception cref="IOException">A file cannot be written; one line that names it.</exception>
    internal static IReadOnlyList<ExportedFile> Write(IReadOnlyList<OnnxExport> parts, string file)
    {
        List<(byte[] Bytes, ExportedFile Told)> compared = [];
        foreach (OnnxExport part in parts)
        {
            (string path, byte[] bytes) = (part.PathOf(file), part.Model.ToBytes());
            AtomicFile.RequireWritable(path);
            compared.Add((bytes, new(path, bytes.Length, part, RuntimeCheck.LargestDifference(part, bytes, path))));
        }
        foreach ((byte[] bytes, ExportedFile told) in compared) AtomicFile.Write(told.Path, stream => stream.Write(bytes));
        return [.. compared.Select(written => written.Told)];
    }
}
