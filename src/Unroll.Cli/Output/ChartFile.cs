using System.Text;
using Unroll.Formats;
using Unroll.Inspection;

namespace Unroll.Cli.Output;

/// <summary>Charts in files.</summary>
static class ChartFile
{
    /// <summary>Makes a folder for results before any work is done for them.</summary>
    /// <returns>The folder.</returns>
    internal static string MakeFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{folder}: cannot be made a folder: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    /// <summary>The file beside a chart that keeps what it will show until all of it is there.</summary>
    internal static string Unfinished(string file) => file + ".unfinished";

    /// <summary>How many networks an interrupted command has finished; the first line of its file says what they have in common.</summary>
    internal static int Kept(string? file) => file is not null && File.Exists(Unfinished(file)) ? Math.Max(0, File.ReadLines(Unfinished(file)).Count() - 1) : 0;

    /// <summary>Says how many networks were there before, where any were.</summary>
    internal static void SayKept(int kept)
    {
        if (kept > 0) Page.Remarks.Say($"{Figures.Counted(kept, "network")} of these {(kept == 1 ? "was" : "were")} finished before the interruption.");
    }

    /// <summary>Says, after an interruption, what the same command will not have to do again.</summary>
    internal static int SayInterrupted(string? file)
    {
        Page.Remarks.Say(file is null ? "Interrupted; with -o the finished networks would have been kept."
            : File.Exists(Unfinished(file)) ? $"Interrupted; the finished networks are kept in {Unfinished(file)}. The same command goes on with the others."
            : "Interrupted; no network was finished.");
        return ExitCode.Interrupted;
    }

    /// <summary>Writes a chart, for which nothing need be kept from then on, and says where it is.</summary>
    internal static void Write(string file, LineChart chart)
    {
        try
        {
            AtomicFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(chart.ToSvg())));
            File.Delete(Unfinished(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{file}: cannot be written: {e.Message.ReplaceLineEndings(" ")}", e);
        }
        Page.Remarks.Say($"The chart is in {file}.");
    }
}
