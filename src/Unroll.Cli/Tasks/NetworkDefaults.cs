namespace Unroll.Cli.Tasks;

/// <summary>What the options that all tasks share are when nothing is said; null for an option that means nothing to a task.</summary>
/// <param name="HiddenSize">Units in each layer and direction.</param>
/// <param name="Layers">Recurrent layers.</param>
/// <param name="Bidirectional">Whether texts are read from their end too.</param>
/// <param name="EmbeddingSize">Numbers that stand for a token.</param>
/// <param name="Dropout">Share of values dropped while training.</param>
/// <param name="BatchSize">Sequences in a step.</param>
/// <param name="LearningRate">Step size of the optimizer.</param>
/// <param name="Epochs">Passes over the data at most.</param>
sealed record NetworkDefaults(
    int? HiddenSize, int? Layers, bool? Bidirectional, int? EmbeddingSize, float? Dropout, int? BatchSize, float? LearningRate, int? Epochs);
