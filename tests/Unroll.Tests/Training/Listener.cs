using Unroll.Training;

namespace Unroll.Tests.Training;

/// <summary>Keeps what a run tells of itself.</summary>
sealed class Listener : IProgress<TrainingProgress>
{
    internal List<TrainingProgress> Heard { get; } = [];

    public void Report(TrainingProgress value) => Heard.Add(value);
}
