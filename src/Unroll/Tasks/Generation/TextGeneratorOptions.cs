using Unroll.Layers;
using Unroll.Text;
using Unroll.Training;

namespace Unroll.Tasks.Generation;

/// <summary>What a text generator is made of and how it is trained.</summary>
/// <param name="Tokenizer">How the text is cut into tokens; null for characters. Words are learned line by line, each line ended by a token of its own.</param>
/// <param name="Cell">The recurrent cell.</param>
/// <param name="HiddenSize">Size of the hidden state of each layer; 1 or more.</param>
/// <param name="Layers">Recurrent layers; 1 or more.</param>
/// <param name="EmbeddingSize">Length of a token's vector; 1 or more.</param>
/// <param name="TiesWeights">Whether the output's weights are the tokens' vectors; the last layer then has the embedding size.</param>
/// <param name="EmbeddingDropout">Share of the tokens whose vectors are zero for a whole step; in [0, 1).</param>
/// <param name="InputDropout">Share of the vectors' numbers dropped before the first layer; in [0, 1).</param>
/// <param name="LayerDropout">Share dropped between layers; in [0, 1).</param>
/// <param name="OutputDropout">Share dropped after the last layer; in [0, 1).</param>
/// <param name="HiddenWeightDropout">Share of the weights from a hidden state to the next dropped; in [0, 1).</param>
/// <param name="LocksDropout">Whether input, layer and output dropout drop the same features at every token of a chunk.</param>
/// <param name="ActivationPenalty">α: added to the loss is α times the mean square of the dropped outputs; 0 or more.</param>
/// <param name="ChangePenalty">β: added to the loss is β times the mean square of the outputs' change from token to token; 0 or more.</param>
/// <param name="BatchSize">Places of the text that are read at the same time; 1 or more.</param>
/// <param name="ChunkLength">Tokens read from each place a training step; gradients go back no further, the state goes on. 1 or more.</param>
/// <param name="Optimizer">What changes the weights.</param>
/// <param name="LearningRate">Its largest step size; above 0.</param>
/// <param name="Schedule">How the step size changes.</param>
/// <param name="WeightDecay">Pull of the weights towards 0; 0 or more.</param>
/// <param name="Epochs">Passes over the text at most; 1 or more.</param>
/// <param name="Patience">Epochs without a better validation loss after which training stops; 1 or more.</param>
/// <param name="ClipNorm">Largest norm of the gradient; above 0.</param>
/// <param name="MinimumFrequency">How often a token must occur to get a vector of its own; 1 or more.</param>
/// <param name="MaximumVocabulary">Tokens with vectors of their own at most; 1 or more.</param>
/// <param name="Merges">Byte pairs that become tokens, where the tokenizer is Bpe, which is then learned from the text; 0 or more.</param>
/// <param name="Seed">The same seed gives the same bits.</param>
/// <param name="Threads">Threads used; null for every core. The result does not depend on it.</param>
/// <param name="InspectEverySteps">Steps between two looks into the recurrent layers, 1 or more; null for none. The result does not depend on it.</param>
public sealed record TextGeneratorOptions(
    TokenizerDescription? Tokenizer = null,
    CellKind Cell = CellKind.Lstm,
    int HiddenSize = 256,
    int Layers = 2,
    int EmbeddingSize = 128,
    bool TiesWeights = false,
    float EmbeddingDropout = 0,
    float InputDropout = 0,
    float LayerDropout = 0.2f,
    float OutputDropout = 0.2f,
    float HiddenWeightDropout = 0,
    bool LocksDropout = false,
    float ActivationPenalty = 0,
    float ChangePenalty = 0,
    int BatchSize = 32,
    int ChunkLength = 64,
    OptimizerKind Optimizer = OptimizerKind.Adam,
    float LearningRate = 3e-3f,
    ScheduleKind Schedule = ScheduleKind.Cosine,
    float WeightDecay = 0,
    int Epochs = 10,
    int Patience = 3,
    float ClipNorm = 1,
    int MinimumFrequency = 1,
    int MaximumVocabulary = 20_000,
    int Merges = 4000,
    ulong Seed = 1,
    int? Threads = null,
    int? InspectEverySteps = null)
{
    /// <summary>Size of the hidden state of each layer; 1 or more.</summary>
    public int HiddenSize { get; init => field = Limits.AtLeastOne(value, nameof(HiddenSize)); } = Limits.AtLeastOne(HiddenSize, nameof(HiddenSize));

    /// <summary>Recurrent layers; 1 or more.</summary>
    public int Layers { get; init => field = Limits.AtLeastOne(value, nameof(Layers)); } = Limits.AtLeastOne(Layers, nameof(Layers));

    /// <summary>Length of a token's vector; 1 or more.</summary>
    public int EmbeddingSize { get; init => field = Limits.AtLeastOne(value, nameof(EmbeddingSize)); } = Limits.AtLeastOne(EmbeddingSize, nameof(EmbeddingSize));

    /// <summary>Share of the tokens whose vectors are zero for a whole step; in [0, 1).</summary>
    public float EmbeddingDropout { get; init => field = Limits.BelowOne(value, nameof(EmbeddingDropout)); } = Limits.BelowOne(EmbeddingDropout, nameof(EmbeddingDropout));

    /// <summary>Share of the vectors' numbers dropped before the first layer; in [0, 1).</summary>
    public float InputDropout { get; init => field = Limits.BelowOne(value, nameof(InputDropout)); } = Limits.BelowOne(InputDropout, nameof(InputDropout));

    /// <summary>Share dropped between layers; in [0, 1).</summary>
    public float LayerDropout { get; init => field = Limits.BelowOne(value, nameof(LayerDropout)); } = Limits.BelowOne(LayerDropout, nameof(LayerDropout));

    /// <summary>Share dropped after the last layer; in [0, 1).</summary>
    public float OutputDropout { get; init => field = Limits.BelowOne(value, nameof(OutputDropout)); } = Limits.BelowOne(OutputDropout, nameof(OutputDropout));

    /// <summary>Share of the weights from a hidden state to the next dropped; in [0, 1).</summary>
    public float HiddenWeightDropout { get; init => field = Limits.BelowOne(value, nameof(HiddenWeightDropout)); } = Limits.BelowOne(HiddenWeightDropout, nameof(HiddenWeightDropout));

    /// <summary>α of the activation penalty; 0 or more.</summary>
    public float ActivationPenalty { get; init => field = Limits.AtLeastZero(value, nameof(ActivationPenalty)); } = Limits.AtLeastZero(ActivationPenalty, nameof(ActivationPenalty));

    /// <summary>β of the change penalty; 0 or more.</summary>
    public float ChangePenalty { get; init => field = Limits.AtLeastZero(value, nameof(ChangePenalty)); } = Limits.AtLeastZero(ChangePenalty, nameof(ChangePenalty));

    /// <summary>Places of the text that are read at the same time; 1 or more.</summary>
    public int BatchSize { get; init => field = Limits.AtLeastOne(value, nameof(BatchSize)); } = Limits.AtLeastOne(BatchSize, nameof(BatchSize));

    /// <summary>Tokens read from each place a training step; 1 or more.</summary>
    public int ChunkLength { get; init => field = Limits.AtLeastOne(value, nameof(ChunkLength)); } = Limits.AtLeastOne(ChunkLength, nameof(ChunkLength));

    /// <summary>Largest step size; above 0.</summary>
    public float LearningRate { get; init => field = Limits.AboveZero(value, nameof(LearningRate)); } = Limits.AboveZero(LearningRate, nameof(LearningRate));

    /// <summary>Pull of the weights towards 0; 0 or more.</summary>
    public float WeightDecay { get; init => field = Limits.AtLeastZero(value, nameof(WeightDecay)); } = Limits.AtLeastZero(WeightDecay, nameof(WeightDecay));

    /// <summary>Passes over the text at most; 1 or more.</summary>
    public int Epochs { get; init => field = Limits.AtLeastOne(value, nameof(Epochs)); } = Limits.AtLeastOne(Epochs, nameof(Epochs));

    /// <summary>Epochs without a better validation loss after which training stops; 1 or more.</summary>
    public int Patience { get; init => field = Limits.AtLeastOne(value, nameof(Patience)); } = Limits.AtLeastOne(Patience, nameof(Patience));

    /// <summary>Largest norm of the gradient; above 0.</summary>
    public float ClipNorm { get; init => field = Limits.AboveZero(value, nameof(ClipNorm)); } = Limits.AboveZero(ClipNorm, nameof(ClipNorm));

    /// <summary>How often a token must occur to get a vector of its own; 1 or more.</summary>
    public int MinimumFrequency { get; init => field = Limits.AtLeastOne(value, nameof(MinimumFrequency)); } = Limits.AtLeastOne(MinimumFrequency, nameof(MinimumFrequency));

    /// <summary>Tokens with vectors of their own at most; 1 or more.</summary>
    public int MaximumVocabulary { get; init => field = Limits.AtLeastOne(value, nameof(MaximumVocabulary)); } = Limits.AtLeastOne(MaximumVocabulary, nameof(MaximumVocabulary));

    /// <summary>Byte pairs that become tokens; 0 or more.</summary>
    public int Merges { get; init => field = Limits.AtLeastZero(value, nameof(Merges)); } = Limits.AtLeastZero(Merges, nameof(Merges));

    /// <summary>Steps between two looks into the recurrent layers, 1 or more; null for none.</summary>
    public int? InspectEverySteps { get; init => field = value is { } steps ? Limits.AtLeastOne(steps, nameof(InspectEverySteps)) : null; } =
        InspectEverySteps is { } every ? Limits.AtLeastOne(every, nameof(InspectEverySteps)) : null;
}
