using Unroll.Cli.Runs;
using Unroll.Tasks.Translation;

namespace Unroll.Cli.Tasks.Translation;

/// <summary>A translator to train.</summary>
/// <param name="Data">What it learns from, and what is held out.</param>
/// <param name="Options">The network and its training.</param>
sealed record TranslationRequest(RequestedData Data, TranslatorOptions Options) : TrainingRequest(Data)
{
    internal override string Task => TranslationTask.TaskName;

    internal override TrainingRequest Here(int? threads) => this with
    {
        // The parts first: their words may name two files each.
        Data = Data with { Validation = Here(Data.Validation), Test = Here(Data.Test), Sources = Data.Here().Sources, Folder = Directory.GetCurrentDirectory() },
        Options = Options with { Threads = threads ?? Options.Threads },
    };

    internal override TrainingWork Open() => new TranslationWork(this);

    HeldOut Here(HeldOut part) => Data.Folder == Directory.GetCurrentDirectory() || part.Path is null
        ? part
        : part with { Path = string.Join(PairSource.Between, PairSource.FilesOf(part.Path).Select(Data.Full)) };
}
