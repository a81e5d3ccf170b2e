using Unroll.Layers;
using Unroll.Training;

namespace Unroll.Tasks.Translation;

/// <summary>The units that a translator reads and writes.</summary>
public enum TranslationUnit
{
    /// <summary>Byte pairs learned from the training texts: no word is unknown.</summary>
    Bpe,

    /// <summary>Whole words and marks, with their letter case; a word seen too rarely is unknown, and is copied from where the attention lies.</summary>
    Word,
}

/// <summary>What a translator is made of and how it is trained.</summary>
/// <param name="Cell">The recurrent cell of encoder and decoder.</param>
/// <param name="HiddenSize">Size of the decoder's state and, both directions together, of the encoder's; an even number, 2 or more.</param>
/// <param name="Layers">Recurrent layers of the encoder and of the decoder; 1 or more.</param>
/// <param name="EmbeddingSize">Length of a token's vector, which also scores the token at the output; 1 or more.</param>
/// <param name="Attention">How the decoder compares its state with the source's tokens.</param>
/// <param name="InputFeeding">Whether each step also reads what the step before made of its attention (Luong et al. 2015); training is then step by step and slower.</param>
/// <param name="Copy">Whether a word can be copied from the source instead of written (See et al. 2017).</param>
/// <param name="Unit">What texts are cut into.</param>
/// <param name="Merges">Byte pairs that are learned at most; 0 or more. Not used for words.</param>
/// <param name="SharedVocabulary">Whether both languages have one vocabulary and one set of vectors.</param>
/// <param name="MinimumFrequency">How often a unit must occur in training to get a vector of its own; 1 or more.</param>
/// <param name="MaximumVocabulary">Units with vectors of their own at most; 2 or more.</param>
/// <param name="LowerCase">Whether texts and translations are lower-cased.</param>
/// <param name="Dropout">Share of numbers dropped after embeddings, encoder, decoder and output while training; in [0, 1).</param>
/// <param name="LabelSmoothing">Share of the target spread over the vocabulary; in [0, 1).</param>
/// <param name="ScheduledSampling">Share of the decoder's inputs that are its own guesses by the end of training (Bengio et al. 2015), growing from 0; in [0, 1).</param>
/// <param name="BatchSize">Pairs a training step; 1 or more.</param>
/// <param name="LearningRate">Largest step size of Adam; above 0.</param>
/// <param name="Epochs">Passes over the training set at most; 1 or more.</param>
/// <param name="Patience">Epochs without a better validation after which training stops; 1 or more.</param>
/// <param name="ClipNorm">Largest norm of the gradient; above 0.</param>
/// <param name="MaximumTokens">Units of a text that are read at most, and of a translation that are written; 1 or more.</param>
/// <param name="Seed">The same seed gives the same bits.</param>
/// <param name="Threads">Threads used; null for every core. The result does not depend on it.</param>
/// <param name="InspectEverySteps">Steps between two looks into the recurrent layers, 1 or more; null for none. The result does not depend on it.</param>
public sealed record TranslatorOptions(
    CellKind Cell = CellKind.Lstm,
    int HiddenSize = 320,
    int Layers = 1,
    int EmbeddingSize = 256,
    AttentionKind Attention = AttentionKind.General,
    bool InputFeeding = false,
    bool Copy = false,
    TranslationUnit Unit = TranslationUnit.Bpe,
    int Merges = 4000,
    bool SharedVocabulary = true,
    int MinimumFrequency = 2,
    int MaximumVocabulary = 30_000,
    bool LowerCase = false,
    float Dropout = 0.3f,
    float LabelSmoothing = 0.1f,
    float ScheduledSampling = 0,
    int BatchSize = 64,
    float LearningRate = 2e-3f,
    int Epochs = 10,
    int Patience = 4,
    float ClipNorm = 5,
    int MaximumTokens = 120,
    ulong Seed = 1,
    int? Threads = null,
    int? InspectEverySteps = null)
{
    /// <summary>
    /// Options for the names of documented members (<see cref="Text.DotNetNamesDataset"/>): short targets that repeat words of the
    /// sentence, so letter case is dropped and words can be copied.
    /// </summary>
    public static TranslatorOptions ForDotNetNames { get; } = new(
        HiddenSize: 256, EmbeddingSize: 160, Copy: true, Merges: 4000, LowerCase: true, Epochs: 8);

    /// <summary>Size of the decoder's state; an even number, 2 or more.</summary>
    public int HiddenSize { get; init => field = Even(value, nameof(HiddenSize)); } = Even(HiddenSize, nameof(HiddenSize));

    /// <summary>Recurrent layers; 1 or more.</summary>
    public int Layers { get; init => field = AtLeast(1, value, nameof(Layers)); } = AtLeast(1, Layers, nameof(Layers));

    /// <summary>Length of a token's vector; 1 or more.</summary>
    public int EmbeddingSize { get; init => field = AtLeast(1, value, nameof(EmbeddingSize)); } = AtLeast(1, EmbeddingSize, nameof(EmbeddingSize));

    /// <summary>Byte pairs that are learned at most; 0 or more.</summary>
    public int Merges { get; init => field = AtLeast(0, value, nameof(Merges)); } = AtLeast(0, Merges, nameof(Merges));

    /// <summary>How often a unit must occur; 1 or more.</summary>
    public int MinimumFrequency { get; init => field = AtLeast(1, value, nameof(MinimumFrequency)); } = AtLeast(1, MinimumFrequency, nameof(MinimumFrequency));

    /// <summary>Units with vectors of their own at most; 2 or more.</summary>
    public int MaximumVocabulary { get; init => field = AtLeast(2, value, nameof(MaximumVocabulary)); } = AtLeast(2, MaximumVocabulary, nameof(MaximumVocabulary));

    /// <summary>Share of numbers dropped; in [0, 1).</summary>
    public float Dropout { get; init => field = Limits.BelowOne(value, nameof(Dropout)); } = Limits.BelowOne(Dropout, nameof(Dropout));

    /// <summary>Share of the target spread over the vocabulary; in [0, 1).</summary>
    public float LabelSmoothing { get; init => field = Limits.BelowOne(value, nameof(LabelSmoothing)); } = Limits.BelowOne(LabelSmoothing, nameof(LabelSmoothing));

    /// <summary>Share of the decoder's inputs that are its own guesses; in [0, 1).</summary>
    public float ScheduledSampling { get; init => field = Limits.BelowOne(value, nameof(ScheduledSampling)); } = Limits.BelowOne(ScheduledSampling, nameof(ScheduledSampling));

    /// <summary>Pairs a training step; 1 or more.</summary>
    public int BatchSize { get; init => field = AtLeast(1, value, nameof(BatchSize)); } = AtLeast(1, BatchSize, nameof(BatchSize));

    /// <summary>Largest step size of Adam; above 0.</summary>
    public float LearningRate { get; init => field = Limits.AboveZero(value, nameof(LearningRate)); } = Limits.AboveZero(LearningRate, nameof(LearningRate));

    /// <summary>Passes over the training set at most; 1 or more.</summary>
    public int Epochs { get; init => field = AtLeast(1, value, nameof(Epochs)); } = AtLeast(1, Epochs, nameof(Epochs));

    /// <summary>Epochs without a better validation after which training stops; 1 or more.</summary>
    public int Patience { get; init => field = AtLeast(1, value, nameof(Patience)); } = AtLeast(1, Patience, nameof(Patience));

    /// <summary>Largest norm of the gradient; above 0.</summary>
    public float ClipNorm { get; init => field = Limits.AboveZero(value, nameof(ClipNorm)); } = Limits.AboveZero(ClipNorm, nameof(ClipNorm));

    /// <summary>Units that are read and written at most; 1 or more.</summary>
    public int MaximumTokens { get; init => field = AtLeast(1, value, nameof(MaximumTokens)); } = AtLeast(1, MaximumTokens, nameof(MaximumTokens));

    /// <summary>Steps between two looks into the recurrent layers, 1 or more; null for none.</summary>
    public int? InspectEverySteps { get; init => field = value is { } steps ? Limits.AtLeastOne(steps, nameof(InspectEverySteps)) : null; } =
        InspectEverySteps is { } every ? Limits.AtLeastOne(every, nameof(InspectEverySteps)) : null;

    static int Even(int value, string name) => value >= 2 && value % 2 == 0 ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be even and 2 or more: the encoder's two directions share it.");

    static int AtLeast(int least, int value, string name) => value >= least ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be {least} or more.");
}
