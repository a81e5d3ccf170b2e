using System.Text.Json;
using Unroll.Cli.Output;
using Unroll.Training;

namespace Unroll.Cli.Runs;

/// <summary>What a task does in a training run, in this order: load, train, measure, save, and say what came out.</summary>
abstract class TrainingWork
{
    /// <summary>Whether every epoch ends with a validation; known once the data is loaded.</summary>
    internal abstract bool Validates { get; }

    /// <summary>Reads the data and says what it found.</summary>
    /// <exception cref="InvalidDataException">The data is at fault.</exception>
    /// <exception cref="OperationCanceledException">A download was interrupted.</exception>
    internal abstract void Load(CancellationToken cancellationToken);

    /// <summary>Trains, from the folder's checkpoint where there is one.</summary>
    /// <exception cref="OperationCanceledException">Training was stopped; the checkpoint is saved.</exception>
    internal abstract TrainingResult Train(string checkpoints, IProgress<TrainingProgress> progress, CancellationToken cancellationToken);

    /// <summary>Measures the finished model on what was held out, and saves it.</summary>
    internal abstract void MeasureAndSave(string folder);

    /// <summary>What a validation came to, in a few words: "accuracy 91.2 %".</summary>
    internal abstract string Describe(Validation validation);

    /// <summary>How good the model is, for a person.</summary>
    internal abstract void PrintMeasurement(Page page);

    /// <summary>How much there was to learn from and to measure on, for a program.</summary>
    internal abstract void WriteParts(Utf8JsonWriter json);

    /// <summary>How good the model is, for a program: metrics, baselines and what else the task knows.</summary>
    internal abstract void WriteMeasurement(Utf8JsonWriter json);

    /// <summary>Command lines to try next, each complete.</summary>
    internal abstract IReadOnlyList<string> NextCommands(string folder);
}
