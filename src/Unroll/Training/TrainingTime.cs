namespace Unroll.Training;

/// <summary>Where the time of a run's last sitting went.</summary>
/// <param name="Batching">Making batches of encoded data.</param>
/// <param name="Forward">Computing losses.</param>
/// <param name="Backward">Computing gradients.</param>
/// <param name="Optimizing">Clipping gradients and changing parameters.</param>
/// <param name="Validating">Judging the network after each epoch.</param>
/// <param name="Keeping">Checkpoints, history, looking into steps, and telling whoever listens.</param>
public sealed record TrainingTime(
    TimeSpan Batching, TimeSpan Forward, TimeSpan Backward, TimeSpan Optimizing, TimeSpan Validating, TimeSpan Keeping);

/// <summary>What a training loop is at.</summary>
enum TrainingPhase
{
    Batching,
    Forward,
    Backward,
    Optimizing,
    Validating,
    Keeping,
}

/// <summary>A stop watch with a hand for each phase: whatever has passed since the last look is charged to one of them.</summary>
sealed class PhaseWatch(TimeProvider clock)
{
    readonly TimeSpan[] spent = new TimeSpan[Enum.GetValues<TrainingPhase>().Length];
    long last = clock.GetTimestamp();

    internal TrainingTime Time => new(
        spent[(int)TrainingPhase.Batching], spent[(int)TrainingPhase.Forward], spent[(int)TrainingPhase.Backward],
        spent[(int)TrainingPhase.Optimizing], spent[(int)TrainingPhase.Validating], spent[(int)TrainingPhase.Keeping]);

    internal void Charge(TrainingPhase phase)
    {
        long now = clock.GetTimestamp();
        spent[(int)phase] += clock.GetElapsedTime(last, now);
        last = now;
    }
}
