using Unroll.Layers;
using Unroll.Training;

namespace Unroll.Tasks.Tagging;

/// <summary>What a sequence tagger is made of and how it is trained. The defaults were chosen on the validation part of UD English EWT.</summary>
/// <param name="Cell">The recurrent cell over the words.</param>
/// <param name="HiddenSize">Size of the hidden state of each layer and direction; 1 or more.</param>
/// <param name="Layers">Recurrent layers over the words; 1 or more.</param>
/// <param name="EmbeddingSize">Length of a word's vector; 1 or more.</param>
/// <param name="CharacterSize">Length of a character's vector; 1 or more.</param>
/// <param name="CharacterHiddenSize">Size of each direction's state when a word's characters are read; 1 or more.</param>
/// <param name="Dropout">Share of numbers dropped before, between and after the recurrent layers while training; in [0, 1).</param>
/// <param name="RareWordDropout">
/// a, 0 or more: while training, a word that occurs n times is replaced by the unknown word with probability a / (a + n), so that the network
/// learns what to do with words it has never seen (Kiperwasser and Goldberg 2016).
/// </param>
/// <param name="LowerCase">Whether words that differ in letter case share a vector; the characters tell them apart.</param>
/// <param name="BatchSize">Sentences a training step; 1 or more.</param>
/// <param name="LearningRate">Largest step size of Adam; above 0.</param>
/// <param name="Epochs">Passes over the training set at most; 1 or more.</param>
/// <param name="Patience">Epochs without a better validation after which training stops; 1 or more.</param>
/// <param name="ClipNorm">Largest norm of the gradient; above 0.</param>
/// <param name="MinimumFrequency">How often a word must occur in the training set to get a vector of its own; 1 or more.</param>
/// <param name="Seed">The same seed gives the same bits.</param>
/// <param name="Threads">Threads used; null for every core. The result does not depend on it.</param>
/// <param name="InspectEverySteps">Steps between two looks into the recurrent layers, 1 or more; null for none. The result does not depend on it.</param>
public sealed record SequenceTaggerOptions(
    CellKind Cell = CellKind.Lstm,
    int HiddenSize = 200,
    int Layers = 1,
    int EmbeddingSize = 100,
    int CharacterSize = 50,
    int CharacterHiddenSize = 100,
    float Dropout = 0.5f,
    float RareWordDropout = 1,
    bool LowerCase = true,
    int BatchSize = 32,
    float LearningRate = 2e-3f,
    int Epochs = 10,
    int Patience = 5,
    float ClipNorm = 5,
    int MinimumFrequency = 1,
    ulong Seed = 1,
    int? Threads = null,
    int? InspectEverySteps = null)
{
    /// <summary>Size of the hidden state; 1 or more.</summary>
    public int HiddenSize { get; init => field = Limits.AtLeastOne(value, nameof(HiddenSize)); } = Limits.AtLeastOne(HiddenSize, nameof(HiddenSize));

    /// <summary>Recurrent layers over the words; 1 or more.</summary>
    public int Layers { get; init => field = Limits.AtLeastOne(value, nameof(Layers)); } = Limits.AtLeastOne(Layers, nameof(Layers));

    /// <summary>Length of a word's vector; 1 or more.</summary>
    public int EmbeddingSize { get; init => field = Limits.AtLeastOne(value, nameof(EmbeddingSize)); } = Limits.AtLeastOne(EmbeddingSize, nameof(EmbeddingSize));

    /// <summary>Length of a character's vector; 1 or more.</summary>
    public int CharacterSize { get; init => field = Limits.AtLeastOne(value, nameof(CharacterSize)); } = Limits.AtLeastOne(CharacterSize, nameof(CharacterSize));

    /// <summary>Size of each direction's state over characters; 1 or more.</summary>
    public int CharacterHiddenSize { get; init => field = Limits.AtLeastOne(value, nameof(CharacterHiddenSize)); } =
        Limits.AtLeastOne(CharacterHiddenSize, nameof(CharacterHiddenSize));

    /// <summary>Share of numbers dropped; in [0, 1).</summary>
    public float Dropout { get; init => field = (float)Limits.BelowOne(value, nameof(Dropout)); } = (float)Limits.BelowOne(Dropout, nameof(Dropout));

    /// <summary>How readily rare words are replaced by the unknown one while training; 0 or more.</summary>
    public float RareWordDropout { get; init => field = (float)Limits.AtLeastZero(value, nameof(RareWordDropout)); } =
        (float)Limits.AtLeastZero(RareWordDropout, nameof(RareWordDropout));

    /// <summary>Sentences a training step; 1 or more.</summary>
    public int BatchSize { get; init => field = Limits.AtLeastOne(value, nameof(BatchSize)); } = Limits.AtLeastOne(BatchSize, nameof(BatchSize));

    /// <summary>Largest step size of Adam; above 0.</summary>
    public float LearningRate { get; init => field = (float)Limits.AboveZero(value, nameof(LearningRate)); } = (float)Limits.AboveZero(LearningRate, nameof(LearningRate));

    /// <summary>Passes over the training set at most; 1 or more.</summary>
    public int Epochs { get; init => field = Limits.AtLeastOne(value, nameof(Epochs)); } = Limits.AtLeastOne(Epochs, nameof(Epochs));

    /// <summary>Epochs without a better validation after which training stops; 1 or more.</summary>
    public int Patience { get; init => field = Limits.AtLeastOne(value, nameof(Patience)); } = Limits.AtLeastOne(Patience, nameof(Patience));

    /// <summary>Largest norm of the gradient; above 0.</summary>
    public float ClipNorm { get; init => field = (float)Limits.AboveZero(value, nameof(ClipNorm)); } = (float)Limits.AboveZero(ClipNorm, nameof(ClipNorm));

    /// <summary>How often a word must occur to get a vector of its own; 1 or more.</summary>
    public int MinimumFrequency { get; init => field = Limits.AtLeastOne(value, nameof(MinimumFrequency)); } = Limits.AtLeastOne(MinimumFrequency, nameof(MinimumFrequency));

    /// <summary>Steps between two looks into the recurrent layers, 1 or more; null for none.</summary>
    public int? InspectEverySteps { get; init => field = value is { } steps ? Limits.AtLeastOne(steps, nameof(InspectEverySteps)) : null; } =
        InspectEverySteps is { } every ? Limits.AtLeastOne(every, nameof(InspectEverySteps)) : null;
}
