using Unroll.Cli.Runs;
using Unroll.Tasks;

namespace Unroll.Cli.Tasks.Classification;

/// <summary>A classifier to train.</summary>
/// <param name="Data">What it learns from, and what is held out.</param>
/// <param name="Text">Columns of the text; null: guessed.</param>
/// <param name="Label">Column of the class; null: guessed.</param>
/// <param name="Vectors">File of pretrained vectors; null: none.</param>
/// <param name="Options">The network and its training.</param>
sealed record ClassificationRequest(
    RequestedData Data, IReadOnlyList<string>? Text, string? Label, string? Vectors, TextClassifierOptions Options) : TrainingRequest(Data)
{
    internal override string Task => ClassificationTask.TaskName;

    internal override TrainingRequest Here(int? threads) => this with
    {
        Data = Data.Here(),
        Vectors = Vectors is { } vectors ? Path.GetFullPath(vectors, Data.Folder) : null,
        Options = Options with { Threads = threads ?? Options.Threads },
    };

    internal override TrainingWork Open() => new ClassificationWork(this);
}
