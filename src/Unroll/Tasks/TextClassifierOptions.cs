using Unroll.Layers;
using Unroll.Text;
using Unroll.Training;

namespace Unroll.Tasks;

/// <summary>What a text classifier is made of and how it is trained.</summary>
/// <param name="Cell">The recurrent cell.</param>
/// <param name="HiddenSize">Size of the hidden state of each layer and direction; 1 or more.</param>
/// <param name="Layers">Recurrent layers; 1 or more.</param>
/// <param name="Bidirectional">Whether a second cell reads the text from its end.</param>
/// <param name="EmbeddingSize">Length of a token's vector; 1 or more.</param>
/// <param name="Pooling">How the vectors of the tokens become one.</param>
/// <param name="Dropout">Share of numbers dropped after the embedding, between layers and before the classifier while training; in [0, 1).</param>
/// <param name="WordDropout">Share of tokens replaced by the unknown token while training; in [0, 1).</param>
/// <param name="LabelSmoothing">Share of the target spread over all classes; in [0, 1].</param>
/// <param name="BalanceClasses">Whether rare classes weigh more, so that every class weighs the same in total.</param>
/// <param name="BatchSize">Texts a training step; 1 or more.</param>
/// <param name="LearningRate">Largest step size of Adam; above 0.</param>
/// <param name="Epochs">Passes over the training set at most; 1 or more.</param>
/// <param name="Patience">Epochs without a better validation accuracy after which training stops; 1 or more.</param>
/// <param name="ClipNorm">Largest norm of the gradient; above 0.</param>
/// <param name="Tokenizer">How a text is cut into tokens.</param>
/// <param name="MinimumFrequency">How often a token must occur in the training set to get a vector of its own; 1 or more.</param>
/// <param name="MaximumVocabulary">Tokens with vectors of their own at most; 1 or more.</param>
/// <param name="MaximumTokens">Tokens of a text that are read at most, from its beginning; 1 or more.</param>
/// <param name="Seed">The same seed gives the same bits.</param>
/// <param name="Threads">Threads used; null for every core. The result does not depend on it.</param>
/// <param name="InspectEverySteps">Steps between two looks into the recurrent layers, 1 or more; null for none. The result does not depend on it.</param>
/// <param name="BudgetSeconds">Seconds after which training ends, validations included, above 0; null for no limit. Only an epoch whose validation
/// ends in time counts. The result then depends on how fast the machine is.</param>
public sealed record TextClassifierOptions(
    CellKind Cell = CellKind.Lstm,
    int HiddenSize = 128,
    int Layers = 1,
    bool Bidirectional = true,
    int EmbeddingSize = 128,
    Pooling Pooling = Pooling.MeanMax,
    float Dropout = 0.5f,
    float WordDropout = 0.3f,
    float LabelSmoothing = 0,
    bool BalanceClasses = false,
    int BatchSize = 32,
    float LearningRate = 1.5e-3f,
    int Epochs = 6,
    int Patience = 3,
    float ClipNorm = 5,
    TokenizerDescription? Tokenizer = null,
    int MinimumFrequency = 1,
    int MaximumVocabulary = 50_000,
    int MaximumTokens = 400,
    ulong Seed = 1,
    int? Threads = null,
    int? InspectEverySteps = null,
    double? BudgetSeconds = null)
{
    /// <summary>Size of the hidden state; 1 or more.</summary>
    public int HiddenSize { get; init => field = Limits.AtLeastOne(value, nameof(HiddenSize)); } = Limits.AtLeastOne(HiddenSize, nameof(HiddenSize));

    /// <summary>Recurrent layers; 1 or more.</summary>
    public int Layers { get; init => field = Limits.AtLeastOne(value, nameof(Layers)); } = Limits.AtLeastOne(Layers, nameof(Layers));

    /// <summary>Length of a token's vector; 1 or more.</summary>
    public int EmbeddingSize { get; init => field = Limits.AtLeastOne(value, nameof(EmbeddingSize)); } = Limits.AtLeastOne(EmbeddingSize, nameof(EmbeddingSize));

    /// <summary>Share of numbers dropped; in [0, 1).</summary>
    public float Dropout { get; init => field = Limits.BelowOne(value, nameof(Dropout)); } = Limits.BelowOne(Dropout, nameof(Dropout));

    /// <summary>Share of tokens replaced by the unknown token; in [0, 1).</summary>
    public float WordDropout { get; init => field = Limits.BelowOne(value, nameof(WordDropout)); } = Limits.BelowOne(WordDropout, nameof(WordDropout));

    /// <summary>Texts a training step; 1 or more.</summary>
    public int BatchSize { get; init => field = Limits.AtLeastOne(value, nameof(BatchSize)); } = Limits.AtLeastOne(BatchSize, nameof(BatchSize));

    /// <summary>Largest step size of Adam; above 0.</summary>
    public float LearningRate { get; init => field = Limits.AboveZero(value, nameof(LearningRate)); } = Limits.AboveZero(LearningRate, nameof(LearningRate));

    /// <summary>Passes over the training set at most; 1 or more.</summary>
    public int Epochs { get; init => field = Limits.AtLeastOne(value, nameof(Epochs)); } = Limits.AtLeastOne(Epochs, nameof(Epochs));

    /// <summary>Epochs without a better validation accuracy after which training stops; 1 or more.</summary>
    public int Patience { get; init => field = Limits.AtLeastOne(value, nameof(Patience)); } = Limits.AtLeastOne(Patience, nameof(Patience));

    /// <summary>Largest norm of the gradient; above 0.</summary>
    public float ClipNorm { get; init => field = Limits.AboveZero(value, nameof(ClipNorm)); } = Limits.AboveZero(ClipNorm, nameof(ClipNorm));

    /// <summary>How often a token must occur; 1 or more.</summary>
    public int MinimumFrequency { get; init => field = Limits.AtLeastOne(value, nameof(MinimumFrequency)); } = Limits.AtLeastOne(MinimumFrequency, nameof(MinimumFrequency));

    /// <summary>Tokens with vectors of their own at most; 1 or more.</summary>
    public int MaximumVocabulary { get; init => field = Limits.AtLeastOne(value, nameof(MaximumVocabulary)); } = Limits.AtLeastOne(MaximumVocabulary, nameof(MaximumVocabulary));

    /// <summary>Tokens of a text that are read at most; 1 or more.</summary>
    public int MaximumTokens { get; init => field = Limits.AtLeastOne(value, nameof(MaximumTokens)); } = Limits.AtLeastOne(MaximumTokens, nameof(MaximumTokens));

    /// <summary>Steps between two looks into the recurrent layers, 1 or more; null for none.</summary>
    public int? InspectEverySteps { get; init => field = value is { } steps ? Limits.AtLeastOne(steps, nameof(InspectEverySteps)) : null; } =
        InspectEverySteps is { } every ? Limits.AtLeastOne(every, nameof(InspectEverySteps)) : null;

    /// <summary>Seconds after which training ends, above 0; null for no limit.</summary>
    public double? BudgetSeconds { get; init => field = value is { } seconds ? Limits.AboveZero(seconds, nameof(BudgetSeconds)) : null; } =
        BudgetSeconds is { } budget ? Limits.AboveZero(budget, nameof(BudgetSeconds)) : null;
}
