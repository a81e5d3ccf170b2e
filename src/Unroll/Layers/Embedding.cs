using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>A learned vector for every token id.</summary>
public sealed class Embedding : Module
{
    readonly Parameter weight;

    /// <summary>Vectors from a normal distribution, as PyTorch's <c>Embedding</c> (deviation 1).</summary>
    /// <param name="vocabularySize">Number of ids, 1 or more.</param>
    /// <param name="size">Length of a vector, 1 or more.</param>
    /// <param name="random">Where the initial vectors come from.</param>
    /// <param name="standardDeviation">Of the initial numbers, 0 or more.</param>
    public Embedding(int vocabularySize, int size, RandomSource random, float standardDeviation = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(vocabularySize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(standardDeviation);
        (VocabularySize, Size) = (vocabularySize, size);
        weight = new Parameter("weight", [vocabularySize, size]).FillNormal(standardDeviation, random);
    }

    /// <summary>Number of ids.</summary>
    public int VocabularySize { get; }

    /// <summary>Length of a vector.</summary>
    public int Size { get; }

    /// <summary>[VocabularySize, Size]; set <see cref="Parameter.IsTrainable"/> to false to freeze the vectors.</summary>
    public Parameter Weight => weight;

    /// <summary>The vector of every real token.</summary>
    /// <param name="batch">Ids below VocabularySize.</param>
    /// <returns>Size features a token.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An id is not in the vocabulary.</exception>
    public Sequences Forward(TokenBatch batch) => new(weight.Lookup(batch.KeptIds), batch.Layout);

    /// <summary>Replaces the vectors of some tokens, such as pretrained ones.</summary>
    /// <param name="vectors">Id and vector; each vector has Size numbers.</param>
    /// <exception cref="ShapeMismatchException">A vector has another length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An id is not in the vocabulary.</exception>
    public void Load(IEnumerable<(int Id, float[] Vector)> vectors)
    {
        Span<float> table = weight.BeginChange();
        foreach ((int id, float[] vector) in vectors)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)id, (uint)VocabularySize, nameof(vectors));
            if (vector.Length != Size)
            {
                throw new ShapeMismatchException("Embedding.Load", $"vector of id {id}", $"[{Size}]", [vector.Length],
                    $"this layer was built with size: {Size}");
            }

            vector.CopyTo(table[(id * Size)..]);
        }
    }

    /// <summary>The sizes.</summary>
    public override string ToString() => $"Embedding({VocabularySize} ids → {Size})";
}
