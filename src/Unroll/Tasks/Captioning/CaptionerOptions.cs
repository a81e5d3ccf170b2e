using Unroll.Layers;
using Unroll.Training;

namespace Unroll.Tasks.Captioning;

/// <summary>How a captioner looks at a picture.</summary>
public enum CaptionAttention
{
    /// <summary>At every place, at some more than at others: deterministic "soft" attention, Xu et al. (2015), section 4.2.</summary>
    Soft,

    /// <summary>At one place for each word, drawn by chance while training and the likeliest afterwards: stochastic "hard" attention, section 4.1.</summary>
    Hard,
}

/// <summary>What says which epoch of a training was the best.</summary>
public enum CaptionSelection
{
    /// <summary>BLEU-4 of greedy captions, as in the paper.</summary>
    Bleu4,

    /// <summary>CIDEr of greedy captions: a sentence that suits many pictures a little, which BLEU may prefer while little is learned, counts for nothing.</summary>
    Cider,
}

/// <summary>What a captioner is made of and how it is trained.</summary>
/// <param name="Channels">Colours of a picture, 1 or more.</param>
/// <param name="Side">Height and width of a picture in pixels; can be halved as often as there are blocks.</param>
/// <param name="Filters">Filters of the encoder's first block, which double from block to block; 1 or more.</param>
/// <param name="Blocks">How often the encoder halves a picture; 1 or more. The grid that is attended to has side / 2^blocks cells each way.</param>
/// <param name="HiddenSize">Size of the decoder's state; 1 or more.</param>
/// <param name="EmbeddingSize">Length of a word's vector; 1 or more.</param>
/// <param name="Attention">How it looks at a picture.</param>
/// <param name="CoverageWeight">λ of the doubly stochastic regularisation (equation 14), which wants every place looked at about once a caption; 0 or more.
/// The paper takes 1 for photographs; what most of a picture shows nothing is better told by 0. Soft attention only.</param>
/// <param name="RewardWeight">λ_r: weight of the reward in the gradient of hard attention; 0 or more.</param>
/// <param name="EntropyWeight">λ_e: weight of the entropy of hard attention, which keeps it from settling too early; 0 or more.</param>
/// <param name="Dropout">Share of numbers dropped after words' vectors and before the output while training; in [0, 1).</param>
/// <param name="MinimumFrequency">How often a word must occur in training to be written; 1 or more.</param>
/// <param name="MaximumWords">Words of a caption that are read and written at most; 1 or more.</param>
/// <param name="BatchSize">Pictures a training step, each with its captions, at most eight at a time; 1 or more.</param>
/// <param name="LearningRate">Largest step size of Adam; above 0.</param>
/// <param name="Epochs">Passes over the training set at most; 1 or more.</param>
/// <param name="Patience">Epochs without a better validation after which training stops; 1 or more.</param>
/// <param name="ClipNorm">Largest norm of the gradient; above 0.</param>
/// <param name="Seed">The same seed gives the same bits.</param>
/// <param name="Threads">Threads used; null for every core. The result does not depend on it.</param>
/// <param name="InspectEverySteps">Steps between two looks into the recurrent layers, 1 or more; null for none. The result does not depend on it.</param>
/// <param name="Grid">Sizes of the feature grids that are read instead of pictures; null to read pictures, with an encoder that is trained along. With it Channels,
/// Side, Filters and Blocks mean nothing.</param>
/// <param name="Selection">What says which epoch was the best.</param>
/// <param name="Cell">The decoder's cell; the paper has an LSTM.</param>
/// <param name="Layers">Layers of the decoder, of which the last looks at the picture; 1 or more.</param>
public sealed record CaptionerOptions(
    int Channels = 3,
    int Side = 48,
    int Filters = 16,
    int Blocks = 3,
    int HiddenSize = 128,
    int EmbeddingSize = 64,
    CaptionAttention Attention = CaptionAttention.Soft,
    float CoverageWeight = 0,
    float RewardWeight = 1,
    float EntropyWeight = 0.01f,
    float Dropout = 0.1f,
    int MinimumFrequency = 1,
    int MaximumWords = 30,
    int BatchSize = 32,
    float LearningRate = 3e-3f,
    int Epochs = 20,
    int Patience = 4,
    float ClipNorm = 5,
    ulong Seed = 1,
    int? Threads = null,
    int? InspectEverySteps = null,
    GridShape? Grid = null,
    CaptionSelection Selection = CaptionSelection.Bleu4,
    CellKind Cell = CellKind.Lstm,
    int Layers = 1)
{
    /// <summary>Colours of a picture; 1 or more.</summary>
    public int Channels { get; init => field = Limits.AtLeastOne(value, nameof(Channels)); } = Limits.AtLeastOne(Channels, nameof(Channels));

    /// <summary>Height and width of a picture in pixels; 1 or more.</summary>
    public int Side { get; init => field = Limits.AtLeastOne(value, nameof(Side)); } = Limits.AtLeastOne(Side, nameof(Side));

    /// <summary>Filters of the encoder's first block; 1 or more.</summary>
    public int Filters { get; init => field = Limits.AtLeastOne(value, nameof(Filters)); } = Limits.AtLeastOne(Filters, nameof(Filters));

    /// <summary>How often the encoder halves a picture; 1 or more.</summary>
    public int Blocks { get; init => field = Limits.AtLeastOne(value, nameof(Blocks)); } = Limits.AtLeastOne(Blocks, nameof(Blocks));

    /// <summary>Size of the decoder's state; 1 or more.</summary>
    public int HiddenSize { get; init => field = Limits.AtLeastOne(value, nameof(HiddenSize)); } = Limits.AtLeastOne(HiddenSize, nameof(HiddenSize));

    /// <summary>Layers of the decoder; 1 or more.</summary>
    public int Layers { get; init => field = Limits.AtLeastOne(value, nameof(Layers)); } = Limits.AtLeastOne(Layers, nameof(Layers));

    /// <summary>Length of a word's vector; 1 or more.</summary>
    public int EmbeddingSize { get; init => field = Limits.AtLeastOne(value, nameof(EmbeddingSize)); } = Limits.AtLeastOne(EmbeddingSize, nameof(EmbeddingSize));

    /// <summary>λ of the doubly stochastic regularisation; 0 or more.</summary>
    public float CoverageWeight { get; init => field = Limits.AtLeastZero(value, nameof(CoverageWeight)); } = Limits.AtLeastZero(CoverageWeight, nameof(CoverageWeight));

    /// <summary>λ_r; 0 or more.</summary>
    public float RewardWeight { get; init => field = Limits.AtLeastZero(value, nameof(RewardWeight)); } = Limits.AtLeastZero(RewardWeight, nameof(RewardWeight));

    /// <summary>λ_e; 0 or more.</summary>
    public float EntropyWeight { get; init => field = Limits.AtLeastZero(value, nameof(EntropyWeight)); } = Limits.AtLeastZero(EntropyWeight, nameof(EntropyWeight));

    /// <summary>Share of numbers dropped; in [0, 1).</summary>
    public float Dropout { get; init => field = Limits.BelowOne(value, nameof(Dropout)); } = Limits.BelowOne(Dropout, nameof(Dropout));

    /// <summary>How often a word must occur; 1 or more.</summary>
    public int MinimumFrequency { get; init => field = Limits.AtLeastOne(value, nameof(MinimumFrequency)); } = Limits.AtLeastOne(MinimumFrequency, nameof(MinimumFrequency));

    /// <summary>Words of a caption at most; 1 or more.</summary>
    public int MaximumWords { get; init => field = Limits.AtLeastOne(value, nameof(MaximumWords)); } = Limits.AtLeastOne(MaximumWords, nameof(MaximumWords));

    /// <summary>Pictures a training step; 1 or more.</summary>
    public int BatchSize { get; init => field = Limits.AtLeastOne(value, nameof(BatchSize)); } = Limits.AtLeastOne(BatchSize, nameof(BatchSize));

    /// <summary>Largest step size of Adam; above 0.</summary>
    public float LearningRate { get; init => field = Limits.AboveZero(value, nameof(LearningRate)); } = Limits.AboveZero(LearningRate, nameof(LearningRate));

    /// <summary>Passes over the training set at most; 1 or more.</summary>
    public int Epochs { get; init => field = Limits.AtLeastOne(value, nameof(Epochs)); } = Limits.AtLeastOne(Epochs, nameof(Epochs));

    /// <summary>Epochs without a better validation after which training stops; 1 or more.</summary>
    public int Patience { get; init => field = Limits.AtLeastOne(value, nameof(Patience)); } = Limits.AtLeastOne(Patience, nameof(Patience));

    /// <summary>Largest norm of the gradient; above 0.</summary>
    public float ClipNorm { get; init => field = Limits.AboveZero(value, nameof(ClipNorm)); } = Limits.AboveZero(ClipNorm, nameof(ClipNorm));

    /// <summary>Steps between two looks into the recurrent layers, 1 or more; null for none.</summary>
    public int? InspectEverySteps { get; init => field = value is { } steps ? Limits.AtLeastOne(steps, nameof(InspectEverySteps)) : null; } =
        InspectEverySteps is { } every ? Limits.AtLeastOne(every, nameof(InspectEverySteps)) : null;
}
