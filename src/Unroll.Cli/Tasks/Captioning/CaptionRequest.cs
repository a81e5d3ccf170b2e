using Unroll.Cli.Runs;
using Unroll.Tasks.Captioning;
using Unroll.Tasks.Captioning.Scenes;

namespace Unroll.Cli.Tasks.Captioning;

/// <summary>A captioner to train.</summary>
/// <param name="Data">What it learns from; scenes bring their own held-out parts.</param>
/// <param name="Options">The network and its training; the sizes of feature grids come from their file.</param>
/// <param name="Scenes">Scenes drawn to learn from.</param>
/// <param name="Columns">Columns of the table of captions.</param>
/// <param name="Encoder">A network that makes feature grids of pictures; null where none does.</param>
sealed record CaptionRequest(RequestedData Data, CaptionerOptions Options, int Scenes, CaptionColumnNames Columns, EncoderChoice? Encoder) : TrainingRequest(Data)
{
    internal override string Task => CaptionTask.TaskName;

    internal override TrainingRequest Here(int? threads) => this with
    {
        Data = Data with { Sources = [.. Data.Sources.Select(source => source == SceneDataset.Name ? source : Data.Full(source))], Folder = Directory.GetCurrentDirectory() },
        Encoder = Encoder is null ? null : Encoder with { Path = Data.Full(Encoder.Path) },
        Options = Options with { Threads = threads ?? Options.Threads },
    };

    internal override TrainingWork Open() => new CaptionWork(this);
}
