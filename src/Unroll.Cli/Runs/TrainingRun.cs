using Unroll.Cli.Input;
using Unroll.Cli.Output;
using Unroll.Tasks;
using Unroll.Text;

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
        TrainingData data = TrainingData.Load(request);
        DataText.Print(data);
        ProgressDisplay progress = new(validates: data.Validation.Count > 0);
        if (Train(data, progress, interruption.Token) is not { } classifier)
        {
            Messages.Say("Interrupted; the checkpoint is saved. Go on with:");
            Messages.Say($"  {CommandName.Written("train", "--resume", folder.Model)}");
            return ExitCode.Interrupted;
        }
        classifier.Save(folder.Model);
        folder.Delete();
        TrainingOutcome outcome = TrainingOutcome.Measure(request.Data, data, classifier, progress.Last);
        OutcomeText.Print(outcome, folder.Model, ExampleText.From(data.Measured ?? data.Training), TestData());
        if (json) OutcomeJson.Print(outcome, folder.Model);
        return ExitCode.Done;
    }

    /// <summary>The finished classifier; null if the run was interrupted.</summary>
    TextClassifier? Train(TrainingData data, ProgressDisplay progress, CancellationToken cancellationToken)
    {
        try
        {
            TextDataset? validation = data.Validation.Count > 0 ? data.Validation : null;
            return TextClassifier.Train(data.Training, request.Options, validation, folder.Path, progress, cancellationToken);
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

    /// <summary>Data of its own that was tested with; null if the test part was cut off.</summary>
    string? TestData() => request.Test.Path ?? (request.Test.Share is null && DataSource.HasTestPart(request.Data) ? request.Data : null);
}
