namespace Unroll.Tensors;

/// <summary>A batch of vector sequences of different lengths, packed: what recurrent layers read and write.</summary>
public sealed class Sequences
{
    /// <summary>Pairs packed vectors with their layout.</summary>
    /// <param name="data">One row a real token, [tokens, features], in the layout's order.</param>
    /// <param name="layout">Where each token lies.</param>
    /// <exception cref="ShapeMismatchException">data has another number of rows than the layout has tokens.</exception>
    public Sequences(Tensor data, SequenceLayout layout)
    {
        if (data.Shape is not [var rows, _] || rows != layout.TokenCount)
        {
            throw new ShapeMismatchException("Sequences", nameof(data), $"[{layout.TokenCount}, features]", data.Shape,
                "packed data has one row for each token of its layout");
        }

        (Data, Layout) = (data, layout);
    }

    /// <summary>One row a real token, [tokens, features].</summary>
    public Tensor Data { get; }

    /// <summary>Where each token lies, and the caller's order.</summary>
    public SequenceLayout Layout { get; }

    /// <summary>Size of the vector at each token.</summary>
    public int Features => Data.Shape[1];

    /// <summary>The same tokens with other vectors: what a layer makes of a sequence.</summary>
    /// <param name="data">[tokens, other features].</param>
    public Sequences With(Tensor data) => new(data, Layout);

    /// <summary>Sizes in words.</summary>
    public override string ToString() => $"Sequences: {Layout}, {Features} features";
}
