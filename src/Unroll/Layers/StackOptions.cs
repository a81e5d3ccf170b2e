namespace Unroll.Layers;

/// <summary>How the two directions of a bidirectional layer become one output.</summary>
public enum Merge
{
    /// <summary>Side by side: twice the width.</summary>
    Concatenate,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their product, element by element.</summary>
    Multiply,

    /// <summary>Their mean.</summary>
    Average,
}

/// <summary>How recurrent layers are stacked; the same for every cell.</summary>
/// <param name="Layers">Number of layers, 1 or more; ignored when HiddenSizes is given.</param>
/// <param name="Bidirectional">A second cell reads each sequence from its end.</param>
/// <param name="Merge">How the two directions become one output.</param>
/// <param name="Dropout">Share of each layer's outputs dropped before the next layer while training, in [0, 1).</param>
/// <param name="HiddenSizes">One hidden size a layer, where they differ.</param>
/// <param name="LocksDropout">Whether the dropout between layers drops the same features at every step of a sequence.</param>
/// <param name="HiddenWeightDropout">Share of the weights from a hidden state to the next dropped while training, the same at every step,
/// in [0, 1): DropConnect, Merity, Keskar and Socher (2018). Fused cells only.</param>
public sealed record StackOptions(
    int Layers = 1,
    bool Bidirectional = false,
    Merge Merge = Merge.Concatenate,
    float Dropout = 0,
    IReadOnlyList<int>? HiddenSizes = null,
    bool LocksDropout = false,
    float HiddenWeightDropout = 0)
{
    /// <summary>Number of layers, 1 or more.</summary>
    public int Layers { get; init => field = CheckLayers(value); } = HiddenSizes?.Count ?? CheckLayers(Layers);

    /// <summary>Share of outputs dropped between layers, in [0, 1).</summary>
    public float Dropout { get; init => field = CheckDropout(value); } = CheckDropout(Dropout);

    /// <summary>Share of the weights from a hidden state to the next dropped, in [0, 1).</summary>
    public float HiddenWeightDropout { get; init => field = CheckDropout(value); } = CheckDropout(HiddenWeightDropout);

    internal int Directions => Bidirectional ? 2 : 1;

    static int CheckLayers(int layers) => layers >= 1 ? layers
        : throw new ArgumentOutOfRangeException(nameof(layers), layers, "A recurrent network has 1 layer or more.");

    internal static float CheckDropout(float dropout) => dropout is >= 0 and < 1 ? dropout
        : throw new ArgumentOutOfRangeException(nameof(dropout), dropout, "A dropout rate is at least 0 and less than 1.");
}
