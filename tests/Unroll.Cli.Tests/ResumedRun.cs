namespace Unroll.Cli.Tests;

/// <summary>A training run that is interrupted once and goes on.</summary>
static class ResumedRun
{
    /// <summary>Runs it whole and in two sittings, the second begun from another folder; both must leave the same files, to the byte.</summary>
    /// <param name="from">Where the run is begun.</param>
    /// <param name="run">The tool's arguments, without -o.</param>
    /// <param name="folder">Where both models go.</param>
    /// <param name="until">What the first sitting says before it is interrupted.</param>
    /// <param name="files">Files of the model that are compared beside its weights.</param>
    internal static void AssertEndsAsTheWhole(string from, IReadOnlyList<string> run, TemporaryFolder folder, string until = "epoch 1:", params IReadOnlyList<string> files)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs POSIX signals");
        Assert.Equal(0, ToolProcess.Run(from, [.. run, "-o", folder["whole"]]).ExitCode);
        using ToolProcess tool = ToolProcess.Begin(from, [.. run, "-o", folder["broken"]]);
        tool.WaitFor(until);
        tool.Signal("INT");
        Assert.Equal(130, tool.WaitForEnd().ExitCode);
        Assert.Equal(0, ToolProcess.Run(Path.GetTempPath(), "train", "--resume", folder["broken"]).ExitCode);
        foreach (string file in (string[])["model.safetensors", .. files])
        {
            Assert.Equal(File.ReadAllBytes(folder[$"whole/{file}"]), File.ReadAllBytes(folder[$"broken/{file}"]));
        }
    }
}
