namespace Unroll.Kernels;

/// <summary>The order in which a layer reads its sequences.</summary>
enum ReadingDirection
{
    Forward,
    Reverse,
}

/// <summary>
/// Where the tokens of a packed batch lie: step t has Live[t] rows from row Offsets[t] on, and Live never grows. Row r of
/// each step belongs to sequence r; sequences that have no token stand at the end.
/// </summary>
readonly ref struct PackedSteps(ReadOnlySpan<int> live, ReadOnlySpan<int> offsets, int batchSize)
{
    public ReadOnlySpan<int> Live { get; } = live;
    public ReadOnlySpan<int> Offsets { get; } = offsets;
    public int BatchSize { get; } = batchSize;
}

/// <summary>One direction of one recurrent layer over a packed batch. An empty span means zeros, or not wanted.</summary>
ref struct RecurrentForward
{
    public PackedSteps Steps;
    public ReadingDirection Direction;
    public int Inputs, Hidden;

    /// <summary>Inputs, [tokens, Inputs]; rows are XStride apart.</summary>
    public ReadOnlySpan<float> X;
    public int XStride;

    /// <summary>Weights and biases as <see cref="RecurrentWeights"/> packs them.</summary>
    public ReadOnlySpan<float> InputWeights, HiddenWeights, Biases;

    /// <summary>States before the first token of each sequence, [batch, Hidden].</summary>
    public ReadOnlySpan<float> InitialHidden, InitialCell;

    /// <summary>Written: outputs, [tokens, Hidden]; rows are YStride apart.</summary>
    public Span<float> Y;
    public int YStride;

    /// <summary>Written: states after the last token read, [batch, Hidden].</summary>
    public Span<float> FinalHidden, FinalCell;

    /// <summary>Written where not empty: what the way back needs, <see cref="Recurrence.SavedLength"/> floats.</summary>
    public Span<float> Saved;
}

/// <summary>One direction of one recurrent layer on the way back; all gradients are added to what is there.</summary>
ref struct RecurrentBackward
{
    public PackedSteps Steps;
    public ReadingDirection Direction;
    public int Inputs, Hidden;

    /// <summary>As on the way forward.</summary>
    public ReadOnlySpan<float> X, InitialHidden, InitialCell, Y;
    public int XStride, YStride;

    /// <summary>What the way forward saved; overwritten.</summary>
    public Span<float> Saved;

    /// <summary>Weights packed for the way back; those of the inputs only where <see cref="Dx"/> is wanted.</summary>
    public ReadOnlySpan<float> InputWeights, HiddenWeights;

    /// <summary>Gradient of the outputs, [tokens, Hidden], rows DyStride apart; and of the final states, [batch, Hidden].</summary>
    public ReadOnlySpan<float> Dy, DfinalHidden, DfinalCell;
    public int DyStride;

    /// <summary>Written where not empty: [tokens, Inputs], rows DxStride apart.</summary>
    public Span<float> Dx;
    public int DxStride;

    /// <summary>Written where not empty, in PyTorch's layout.</summary>
    public Span<float> DinputWeights, DhiddenWeights, DinputBias, DhiddenBias;

    /// <summary>Written where not empty: [batch, Hidden].</summary>
    public Span<float> DinitialHidden, DinitialCell;
}
