namespace Unroll.Layers;

/// <summary>What a grid block does along one of its dimensions. H are all its incoming hidden vectors side by side.</summary>
public enum GridTransform
{
    /// <summary>An LSTM: (h', m') = LSTM(H, m).</summary>
    Lstm,

    /// <summary>h' = V·H + b.</summary>
    Identity,

    /// <summary>h' = tanh(V·H + b).</summary>
    Tanh,

    /// <summary>h' = max(V·H + b, 0).</summary>
    Relu,
}

/// <summary>One dimension of a <see cref="GridBlock"/>.</summary>
/// <param name="Size">Width of the hidden and of the memory vector that travel along it; 1 or more.</param>
/// <param name="Transform">What becomes of them in a block.</param>
/// <param name="HasPriority">Computed after the dimensions without priority, and sees their new hidden vectors instead of the old ones.</param>
public sealed record GridDimension(int Size, GridTransform Transform = GridTransform.Lstm, bool HasPriority = false)
{
    /// <summary>Width of the vectors; 1 or more.</summary>
    public int Size { get; init => field = Checked(value); } = Checked(Size);

    static int Checked(int size) => size >= 1 ? size
        : throw new ArgumentOutOfRangeException(nameof(size), size, "A dimension of a grid has a size of 1 or more.");
}
