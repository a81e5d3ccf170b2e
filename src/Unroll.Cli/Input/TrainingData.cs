using Unroll.Cli.Runs;
using Unroll.Text;

namespace Unroll.Cli.Input;

/// <summary>The parts of the data of a training run; no text is in two of them.</summary>
/// <param name="Training">What is learned from.</param>
/// <param name="Validation">What says when to stop; empty: nothing does.</param>
/// <param name="Test">What the finished model is measured on; empty: nothing is held out.</param>
sealed record TrainingData(TextDataset Training, TextDataset Validation, TextDataset Test)
{
    const double DefaultShare = 0.1;

    /// <summary>Reads the data and cuts off what is to be held out.</summary>
    /// <exception cref="InvalidDataException">The data is at fault.</exception>
    internal static TrainingData Load(TrainingRequest request)
    {
        TextDatasetOptions options = new(request.Text, request.Label);
        TextDataset data = DataSource.Load(request.Data, DataPart.Train, options);
        TextDatasetOptions same = options with { Classes = data.ClassNames };
        TextDataset? test = request.Test switch
        {
            { Path: { } path } => DataSource.Load(path, DataPart.Test, same),
            { Share: null } when DataSource.HasTestPart(request.Data) => DataSource.Load(request.Data, DataPart.Test, same),
            _ => null,
        };
        TextDataset? validation = request.Validation.Path is { } held ? DataSource.Load(held, DataPart.Validation, same) : null;
        TextSplit split = data.Split(
            validation: validation is null ? request.Validation.Share ?? DefaultShare : 0,
            test: test is null ? request.Test.Share ?? DefaultShare : 0,
            seed: request.Options.Seed);
        return new(split.Train, validation ?? split.Validation, test ?? split.Test);
    }
}
