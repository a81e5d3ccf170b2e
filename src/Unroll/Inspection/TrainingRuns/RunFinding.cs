namespace Unroll.Inspection.TrainingRuns;

/// <summary>What can be found about a run.</summary>
public enum RunFindingKind
{
    /// <summary>Nothing is out of the ordinary.</summary>
    Healthy,

    /// <summary>The steps were not looked into.</summary>
    NotInspected,

    /// <summary>Gradients fade away on their way back through time.</summary>
    VanishingGradient,

    /// <summary>Gradients grow on their way back through time.</summary>
    ExplodingGradient,

    /// <summary>Gates stand at their ends, where a gradient hardly passes.</summary>
    SaturatedGates,

    /// <summary>What a layer keeps is gone after a few tokens.</summary>
    ShortMemory,

    /// <summary>The steps hardly move the weights.</summary>
    UpdatesTooSmall,

    /// <summary>The steps move the weights too far.</summary>
    UpdatesTooLarge,

    /// <summary>The network learns its training data by heart.</summary>
    Overfitting,

    /// <summary>The training loss hardly falls.</summary>
    NoProgress,

    /// <summary>The last epoch was the best one.</summary>
    StillImproving,
}

/// <summary>How much a finding matters.</summary>
public enum RunFindingWeight
{
    /// <summary>All is well.</summary>
    Good,

    /// <summary>Worth knowing.</summary>
    Hint,

    /// <summary>It probably costs quality.</summary>
    Problem,
}

/// <summary>Something about a run that is worth a word.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Weight">How much it matters.</param>
/// <param name="What">What was seen, with figures.</param>
/// <param name="Mend">What to try; null where there is nothing to mend, or a finding before says it.</param>
public sealed record RunFinding(RunFindingKind Kind, RunFindingWeight Weight, string What, string? Mend = null);
