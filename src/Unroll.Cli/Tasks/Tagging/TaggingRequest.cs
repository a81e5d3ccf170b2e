using Unroll.Cli.Runs;
using Unroll.Tasks.Tagging;
using Unroll.Text;

namespace Unroll.Cli.Tasks.Tagging;

/// <summary>A tagger to train.</summary>
/// <param name="Data">What it learns from, and what is held out.</param>
/// <param name="Columns">Which columns hold words and tags.</param>
/// <param name="Options">The network and its training.</param>
sealed record TaggingRequest(RequestedData Data, ColumnChoice Columns, SequenceTaggerOptions Options) : TrainingRequest(Data)
{
    internal override string Task => TaggingTask.TaskName;

    internal override TrainingRequest Here(int? threads) => this with { Data = Data.Here(), Options = Options with { Threads = threads ?? Options.Threads } };

    internal override TrainingWork Open() => new TaggingWork(this);
}
