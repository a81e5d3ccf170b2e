using Unroll.Cli.Input;
using Unroll.Cli.Output;
using Unroll.Tasks;

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
        TrainingData data = TrainingData.Load(request, interruption.Token);
        DataText.Print(data, request.Options);
        if (folder.HasCheckpoint) Page.Remarks.Say(folder.Position);
        ProgressDisplay progress = new(validates: data.Validation.Count > 0);
        if (Train(data, progress, interruption.Token) is not { } classifier)
        {
            Page.Remarks.Say("Interrupted; the checkpoint is saved. Go on with:");
            Page.Remarks.Command(CommandName.Written("train", "--resume", folder.Model));
            return ExitCode.Interrupted;
        }
        TrainingOutcome outcome = TrainingOutcome.Measure(request.Data, data, classifier);
        classifier.Save(folder.Model, outcome.Measurement?.Report);
        folder.Delete();
        OutcomeText.Print(outcome, folder.Model, ExampleText.From(data.Measured ?? data.Training), data.TestName);
        if (json) OutcomeJson.Print(outcome, folder.Model);
        return ExitCode.Done;
    }

    /// <summary>The finished classifier; null if the run was interrupted.</summary>
    TextClassifier? Train(TrainingData data, ProgressDisplay progress, CancellationToken cancellationToken)
    {
        try
        {
            return TextClassifier.Train(data.Training, request.Options, data.Validation, folder.Path, progress: progress, cancellationToken: cancellationToken);
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
}
