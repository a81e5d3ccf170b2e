namespace Unroll.Cli.Tests;

public sealed class InterruptionTests : IDisposable
{
    // Without validation a run has all its epochs, so it is long enough to be interrupted.
    static readonly string[] Endless = ["train", "reviews.csv", "--validation", "0", .. Reviews.Small, "--epochs"];
    static readonly string[] Long = [.. Endless, "60"];

    readonly TemporaryFolder folder = new();

    public InterruptionTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs POSIX signals");
        folder.Write("reviews.csv", Reviews.Table(400));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void An_interrupted_run_is_resumed_to_the_model_it_would_have_been(string signal)
    {
        Assert.Equal(0, ToolProcess.Run(folder.Path, [.. Long, "-o", "whole"]).ExitCode);
        using ToolProcess tool = ToolProcess.Begin(folder.Path, [.. Long, "-o", "broken"]);
        tool.WaitFor("epoch 2:");
        tool.Signal(signal);
        ToolResult interrupted = tool.WaitForEnd();
        Assert.Equal((130, ""), (interrupted.ExitCode, interrupted.Output));
        Assert.Equal("Interrupted; the checkpoint is saved. Go on with:", interrupted.ErrorLines[^2]);
        Assert.EndsWith(" train --resume broken", interrupted.ErrorLines[^1], StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["broken"]));

        ToolResult anew = ToolProcess.Run(folder.Path, [.. Long, "-o", "broken"]);
        Assert.Equal(1, anew.ExitCode);
        Assert.StartsWith("unroll: broken.unfinished holds a run that was interrupted; continue it with: ", Assert.Single(anew.ErrorLines), StringComparison.Ordinal);

        ToolResult tooEarly = ToolProcess.Run(folder.Path, "predict", "broken", "a text");
        Assert.StartsWith("unroll: broken: its training was interrupted or still goes on; continue it with: ", Assert.Single(tooEarly.ErrorLines), StringComparison.Ordinal);
        Assert.EndsWith(" train --resume broken", tooEarly.Error.TrimEnd(), StringComparison.Ordinal);

        // The paths of the run count from the folder it was begun in.
        ToolResult resumed = ToolProcess.Run(Path.GetTempPath(), "train", "--resume", folder["broken"], "--json");
        Assert.Equal(0, resumed.ExitCode);
        Assert.Contains("going on after step ", resumed.Error, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(folder["whole/model.safetensors"]), File.ReadAllBytes(folder["broken/model.safetensors"]));
        Assert.False(Directory.Exists(folder["broken.unfinished"]));
        Assert.StartsWith("unroll: broken: this run is finished", ToolProcess.Run(folder.Path, "train", "--resume", "broken").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupted_experiment_goes_on_with_the_networks_it_lacks()
    {
        string[] lab = ["lab", "grid", "parity", "--bits", "2", "--depth", "2", "--hidden", "64", "--batch-size", "16", "--steps", "100000", "-o", "parity.svg"];
        using ToolProcess tool = ToolProcess.Begin(folder.Path, lab);
        tool.WaitFor("2/3 tanh network");
        tool.Signal("INT");
        ToolResult interrupted = tool.WaitForEnd();

        Assert.Equal((130, ""), (interrupted.ExitCode, interrupted.Output));
        Assert.Equal("Interrupted; the finished networks are kept in parity.svg.unfinished. The same command goes on with the others.", interrupted.ErrorLines[^1]);
        Assert.Equal(2, File.ReadAllLines(folder["parity.svg.unfinished"]).Length);
        Assert.False(File.Exists(folder["parity.svg"]));
        ToolResult other = ToolProcess.Run(folder.Path, [.. lab[..^2], "--seed", "3", "-o", "parity.svg"]);
        Assert.Equal(1, other.ExitCode);
        Assert.StartsWith("unroll: parity.svg.unfinished: this was begun as another experiment or with other options; ", Assert.Single(other.ErrorLines), StringComparison.Ordinal);
    }

    // Every other moment falls somewhere from the process's start on, the rest shortly after a checkpoint, so that on a slow machine too
    // some work is lost and some is found again. Where each falls exactly differs from run to run.
    [Fact]
    public async Task A_run_that_is_killed_twenty_times_ends_with_the_model_it_would_have_been()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("DOTNET_EnableHWIntrinsic") == "0", "killing does not depend on the instructions, and without them this takes minutes");
        string[] run = [.. Endless, "800", "-o"];
        Assert.Equal(0, ToolProcess.Run(folder.Path, [.. run, "whole"]).ExitCode);
        string checkpoint = folder["broken.unfinished/checkpoint.safetensors"];
        int resumed = 0;
        for (int kill = 0; kill < 20; kill++)
        {
            string[] arguments = File.Exists(folder["broken.unfinished/run.json"]) ? ["train", "--resume", "broken"] : [.. run, "broken"];
            DateTime before = File.GetLastWriteTimeUtc(checkpoint);
            using ToolProcess tool = ToolProcess.Begin(folder.Path, arguments);
            if (kill % 2 == 1) tool.WaitUntil(() => File.GetLastWriteTimeUtc(checkpoint) != before, "no checkpoint was written");
            await Task.Delay(kill * 137 % (kill % 2 == 1 ? 100 : 600), TestContext.Current.CancellationToken);
            tool.Signal("KILL");
            resumed += tool.WaitForEnd().Error.Contains("going on after step ", StringComparison.Ordinal) ? 1 : 0;
        }

        Assert.True(resumed > 0, "No run had come as far as a checkpoint, so nothing was tested.");
        if (!Directory.Exists(folder["broken"]))
        {
            Assert.Equal(0, ToolProcess.Run(folder.Path, "train", "--resume", "broken").ExitCode);
        }

        Assert.Equal(File.ReadAllBytes(folder["whole/model.safetensors"]), File.ReadAllBytes(folder["broken/model.safetensors"]));
    }

    [Fact]
    public void A_model_stays_as_it_is_until_the_run_that_replaces_it_is_done_and_nobody_else_may_write_it()
    {
        Assert.Equal(0, ToolProcess.Run(folder.Path, ["train", "reviews.csv", "--epochs", "1", "-o", "model", .. Reviews.Small]).ExitCode);
        byte[] before = File.ReadAllBytes(folder["model/model.safetensors"]);
        using ToolProcess first = ToolProcess.Begin(folder.Path, [.. Endless, "100000", "-o", "model"]);
        first.WaitFor("epoch 1:");
        ToolResult second = ToolProcess.Run(folder.Path, [.. Long, "-o", "model"]);
        Assert.Equal((1, ""), (second.ExitCode, second.Output));
        Assert.StartsWith("unroll: model: another run is writing this folder", Assert.Single(second.ErrorLines), StringComparison.Ordinal);
        first.Signal("INT");
        Assert.Equal(130, first.WaitForEnd().ExitCode);
        Assert.Equal(before, File.ReadAllBytes(folder["model/model.safetensors"]));
    }

    [Fact]
    public void A_run_that_never_began_leaves_nothing_behind()
    {
        Assert.Equal(1, ToolProcess.Run(folder.Path, "train", "nothing.csv").ExitCode);
        Assert.Equal(["reviews.csv"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName));
        ToolResult resumed = ToolProcess.Run(folder.Path, "train", "--resume", "nothing");
        Assert.Equal(1, resumed.ExitCode);
        Assert.StartsWith("unroll: nothing: there is no interrupted run of this name", Assert.Single(resumed.ErrorLines), StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();
}
