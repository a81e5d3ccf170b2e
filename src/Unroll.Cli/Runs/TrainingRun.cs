using System.Diagnostics;
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
    readonly ProgressDisplay progress = new();

    /// <summary>Trains, measures, saves and reports.</summary>
    /// <returns>The exit code.</returns>
    internal int Execute(bool json)
    {
        using Interruption interruption = new();
        TrainingData data = TrainingData.Load(request);
        DataText.Print(data);
        Stopwatch time = Stopwatch.StartNew();
        if (Train(data, interruption.Token) is not { } classifier)
        {
            Messages.Say("Interrupted; the checkpoint is saved. Go on with:");
            Messages.Say($"  {CommandName.Written("train", "--resume", folder.Model)}");
            return ExitCode.Interrupted;
        }
        time.Stop();
        (string part, TextDataset measured) = data.Test.Count > 0 ? ("test", data.Test) : ("validation", data.Validation);
        TrainingOutcome outcome = new(request.Data, part, measured.Count, classifier.Evaluate(measured), BaselinesOf(data.Training, measured),
            progress.Epochs, progress.Tokens, time.Elapsed);
        classifier.Save(folder.Model);
        folder.Delete();
        OutcomeText.Print(outcome, folder.Model, ExampleText.From(measured), TestData());
        if (json) OutcomeJson.Print(outcome, folder.Model);
        return ExitCode.Done;
    }

    string? TestData() => request.Test.Path ?? (request.Test.Share is null && DataSource.HasTestPart(request.Data) ? request.Data : null);

    /// <summary>The finished classifier; null if the run was interrupted.</summary>
    TextClassifier? Train(TrainingData data, CancellationToken cancellationToken)
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

    static Baselines BaselinesOf(TextDataset training, TextDataset measured) => new(
        Majority: measured.Count == 0 ? 0 : (double)measured.ClassCounts[training.MajorityClass] / measured.Count,
        BagOfWords: BagOfWordsBaseline.Train(training).Accuracy(measured));
}
