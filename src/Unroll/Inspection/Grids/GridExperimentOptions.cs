using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Inspection.Grids;

/// <summary>How large an experiment with grids is.</summary>
/// <param name="ProblemSize">What the experiment calls its size: bits, digits, symbols; 1 or more.</param>
/// <param name="Depth">Levels of the deep networks; 1 or more.</param>
/// <param name="HiddenSize">Width of their hidden vectors; 1 or more.</param>
/// <param name="BatchSize">Samples in a step; 1 or more.</param>
/// <param name="Steps">Steps each network is trained for at most; 1 or more.</param>
/// <param name="StepsPerPoint">Steps between two points of the curve; 1 or more.</param>
/// <param name="LearningRate">Step size of Adam; above 0.</param>
/// <param name="Seed">The same seed gives the same curves, to the bit.</param>
/// <param name="Threads">Threads; null for every core. The curves do not depend on it.</param>
public sealed record GridExperimentOptions(
    int ProblemSize, int Depth, int HiddenSize, int BatchSize, int Steps, int StepsPerPoint, float LearningRate = 1e-3f, ulong Seed = 1, int? Threads = null)
{
    /// <summary>The experiment's size; 1 or more.</summary>
    public int ProblemSize { get; init => field = Limits.AtLeastOne(value, nameof(ProblemSize)); } = Limits.AtLeastOne(ProblemSize, nameof(ProblemSize));

    /// <summary>Levels; 1 or more.</summary>
    public int Depth { get; init => field = Limits.AtLeastOne(value, nameof(Depth)); } = Limits.AtLeastOne(Depth, nameof(Depth));

    /// <summary>Width; 1 or more.</summary>
    public int HiddenSize { get; init => field = Limits.AtLeastOne(value, nameof(HiddenSize)); } = Limits.AtLeastOne(HiddenSize, nameof(HiddenSize));

    /// <summary>Samples in a step; 1 or more.</summary>
    public int BatchSize { get; init => field = Limits.AtLeastOne(value, nameof(BatchSize)); } = Limits.AtLeastOne(BatchSize, nameof(BatchSize));

    /// <summary>Steps at most; 1 or more.</summary>
    public int Steps { get; init => field = Limits.AtLeastOne(value, nameof(Steps)); } = Limits.AtLeastOne(Steps, nameof(Steps));

    /// <summary>Steps between two points; 1 or more.</summary>
    public int StepsPerPoint { get; init => field = Limits.AtLeastOne(value, nameof(StepsPerPoint)); } = Limits.AtLeastOne(StepsPerPoint, nameof(StepsPerPoint));

    /// <summary>Step size; above 0.</summary>
    public float LearningRate { get; init => field = Limits.AboveZero(value, nameof(LearningRate)); } = Limits.AboveZero(LearningRate, nameof(LearningRate));

    /// <summary>Where first weights come from.</summary>
    internal RandomSource Weights => new RandomSource(Seed).Stream("weights");

    /// <summary>Where the test samples come from.</summary>
    internal RandomSource Test => new RandomSource(Seed).Stream("test");

    /// <summary>Where the samples of a step come from; the same for every network that competes.</summary>
    internal RandomSource Training(int step) => new RandomSource(Seed).Stream("training").Stream(step);
}
