using Unroll.Layers;

namespace Unroll.Cli.Tasks;

/// <summary>What a command line says about the network and its training; null where it says nothing.</summary>
/// <param name="Cell">The recurrent cell.</param>
/// <param name="HiddenSize">Units in each layer and direction.</param>
/// <param name="Layers">Recurrent layers.</param>
/// <param name="Bidirectional">Whether texts are read from their end too.</param>
/// <param name="EmbeddingSize">Numbers that stand for a token.</param>
/// <param name="Dropout">Share of values dropped while training.</param>
/// <param name="BatchSize">Sequences in a step.</param>
/// <param name="LearningRate">Step size of the optimizer.</param>
/// <param name="Epochs">Passes over the data at most.</param>
/// <param name="Seed">Start of all random numbers.</param>
/// <param name="Threads">Threads.</param>
/// <param name="InspectEverySteps">Steps between two looks into the recurrent layers.</param>
sealed record GivenSettings(
    CellKind? Cell, int? HiddenSize, int? Layers, bool? Bidirectional, int? EmbeddingSize, float? Dropout, int? BatchSize, float? LearningRate,
    int? Epochs, ulong? Seed, int? Threads, int? InspectEverySteps);
