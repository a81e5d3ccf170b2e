using Unroll.Cli.Runs;
using Unroll.Tasks.Generation;

namespace Unroll.Cli.Tasks.Generation;

/// <summary>A generator to train.</summary>
/// <param name="Data">What it learns from, and what is held out.</param>
/// <param name="Options">The network and its training.</param>
sealed record GenerationRequest(RequestedData Data, TextGeneratorOptions Options) : TrainingRequest(Data)
{
    internal override string Task => GenerationTask.TaskName;

    internal override TrainingRequest Here(int? threads) =>
        this with { Data = Data.Here(), Options = Options with { Threads = threads ?? Options.Threads } };

    internal override TrainingWork Open() => new GenerationWork(this);
}
