namespace Unroll.Training;

/// <summary>A loss or a gradient became NaN or infinite; the message says where, in one line.</summary>
public sealed class NonFiniteLossException : ArithmeticException
{
    internal NonFiniteLossException(string message, long step, int epoch, int batch, NonFiniteFinding finding, string? checkpointPath)
        : base(message) =>
        (Step, Epoch, Batch, Operation, Parameter, CheckpointPath) = (step, epoch, batch, finding.Operation, finding.Parameter, checkpointPath);

    /// <summary>The step's number, 1 for the run's first.</summary>
    public long Step { get; }

    /// <summary>The epoch, 1 for the first.</summary>
    public int Epoch { get; }

    /// <summary>The batch within the epoch, 1 for the first.</summary>
    public int Batch { get; }

    /// <summary>The first operation at fault; null where none is.</summary>
    public string? Operation { get; }

    /// <summary>The first parameter at fault; null where none is.</summary>
    public string? Parameter { get; }

    /// <summary>The last good checkpoint; null where there is none.</summary>
    public string? CheckpointPath { get; }
}
