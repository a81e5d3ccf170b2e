using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using Unroll.Cli.Output;
using Unroll.Formats;
using Unroll.Tasks;
using Unroll.Training;

namespace Unroll.Cli.Runs;

/// <summary>A run from the data to the saved model, with all that is said on the way.</summary>
/// <param name="folder">Where checkpoints and model go.</param>
/// <param name="request">What to do.</param>
sealed class TrainingRun(RunFolder folder, TrainingRequest request)
{
    /// <summary>Trains, measures, saves and reports.</summary>
    /// <param name="json">Whether the result is for a program.</param>
    /// <returns>The exit code.</returns>
    internal int Execute(bool json)
    {
        using Interruption interruption = new();
        TrainingWork work = request.Open();
        Stopwatch watch = Stopwatch.StartNew();
        work.Load(interruption.Token);
        TimeSpan reading = watch.Elapsed;
        if (folder.HasCheckpoint) Page.Remarks.Say(folder.Position);
        if (Train(work, interruption.Token) is not { } training)
        {
            Page.Remarks.Say("Interrupted; the checkpoint is saved. Go on with:");
            Page.Remarks.Command(CommandName.Written("train", "--resume", folder.Model));
            return ExitCode.Interrupted;
        }
        TimeSpan trained = watch.Elapsed;
        work.MeasureAndSave(folder.Model);
        RunTime time = new(reading, trained - reading, watch.Elapsed - trained, training.Time);
        ArrayBufferWriter<byte> results = ResultsJson(work, training, time);
        Keep(results.WrittenMemory);
        folder.Delete();
        Print(work, training, time);
        if (json) JsonText.Print(results.WrittenSpan);
        return ExitCode.Done;
    }

    /// <summary>How the training went; null if it was interrupted.</summary>
    TrainingResult? Train(TrainingWork work, CancellationToken cancellationToken)
    {
        ProgressDisplay progress = new(work.Validates, work.Describe);
        try
        {
            return work.Train(folder.Path, progress, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        finally
        {
            progress.Clear();
        }
    }

    void Print(TrainingWork work, TrainingResult training, RunTime time)
    {
        Page page = Page.Remarks;
        work.PrintMeasurement(page);
        page.Heading("The run");
        page.PrintFacts(
        [
            ("time", Figures.Duration(training.Elapsed), Epochs(training)),
            ("speed", Figures.Short(training.TokensPerSecond), $"tokens a second, {Figures.Short(training.Tokens)} in all"),
            ("where it went", "", time.InWords),
        ]);
        page.Heading($"Saved in {folder.Model}. Next:");
        foreach (string command in work.NextCommands(folder.Model)) page.Command(command);
    }

    static string Epochs(TrainingResult training)
    {
        string early = training.Reason == StopReason.StoppedEarly ? ", stopped early" : "";
        string kept = training.BestEpoch is { } best && best < training.Epochs ? string.Create(CultureInfo.InvariantCulture, $"; the best, epoch {best}, is kept") : "";
        return Figures.Counted(training.Epochs, "epoch") + early + kept;
    }

    /// <summary>What was asked for and what came out stay with the model, for a report.</summary>
    void Keep(ReadOnlyMemory<byte> results)
    {
        request.Write(ModelFolder.RequestPathIn(folder.Model));
        AtomicFile.Write(ModelFolder.ResultsPathIn(folder.Model), stream => stream.Write(results.Span));
    }

    ArrayBufferWriter<byte> ResultsJson(TrainingWork work, TrainingResult training, RunTime time) => JsonText.Line(json =>
    {
        json.WriteString("task", request.Task);
        json.WriteString("model", folder.Model);
        json.WriteString("data", string.Join(' ', request.Data.Sources));
        work.WriteParts(json);
        work.WriteMeasurement(json);
        json.WriteNumber("epochs", training.Epochs);
        json.WriteNumber("tokens", training.Tokens);
        json.Number("seconds", training.Elapsed.TotalSeconds);
        json.Number("tokensPerSecond", training.TokensPerSecond);
        time.WriteTo(json);
        json.WriteString("version", Tool.Version);
    });
}
