using Unroll.Tensors;

namespace Unroll.Inspection.Memory;

/// <summary>The problems that ask how far back a network remembers.</summary>
public enum MemoryProblemKind
{
    /// <summary><see cref="TemporalOrderProblem"/>.</summary>
    TemporalOrder,

    /// <summary><see cref="AddingProblem"/>.</summary>
    Adding,

    /// <summary><see cref="CopyingProblem"/>.</summary>
    Copying,

    /// <summary><see cref="ParityProblem"/>.</summary>
    Parity,
}

/// <summary>Sequences of a problem with what is asked about them.</summary>
/// <param name="Inputs">What the network reads.</param>
/// <param name="AskedRows">The packed rows after which it is asked; it says nothing that counts elsewhere.</param>
/// <param name="Answers">The right answer for each of them: a class or a number.</param>
public sealed record MemorySample(Sequences Inputs, int[] AskedRows, float[] Answers);

/// <summary>
/// A synthetic problem whose answer depends on what stood far back, drawn anew without end, so that nothing can be learned by heart.
/// </summary>
public abstract class MemoryProblem
{
    /// <summary>Numbers the network reads at each token.</summary>
    public abstract int Features { get; }

    /// <summary>Numbers the network says at each token.</summary>
    public abstract int Outputs { get; }

    /// <summary>The accuracy of one who remembers nothing.</summary>
    public abstract double Chance { get; }

    /// <summary>Draws sequences.</summary>
    /// <param name="distance">How far back the network has to look, about; 10 or more.</param>
    /// <param name="count">How many, 1 or more.</param>
    /// <param name="random">Where they come from.</param>
    public abstract MemorySample Draw(int distance, int count, RandomSource random);

    /// <summary>How wrong the network is.</summary>
    /// <param name="said">[asked rows, Outputs].</param>
    /// <param name="sample">What was asked.</param>
    /// <returns>One number, shape [].</returns>
    public abstract Tensor Loss(Tensor said, MemorySample sample);

    /// <summary>How many answers are right.</summary>
    /// <param name="said">[asked rows, Outputs].</param>
    /// <param name="sample">What was asked.</param>
    public abstract int Hits(Tensor said, MemorySample sample);

    /// <summary>The problem of a kind.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The kind is unknown.</exception>
    public static MemoryProblem Create(MemoryProblemKind kind) => kind switch
    {
        MemoryProblemKind.TemporalOrder => new TemporalOrderProblem(),
        MemoryProblemKind.Adding => new AddingProblem(),
        MemoryProblemKind.Copying => new CopyingProblem(),
        MemoryProblemKind.Parity => new ParityProblem(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, $"Unknown problem; known are {string.Join(", ", Enum.GetNames<MemoryProblemKind>())}."),
    };
}
