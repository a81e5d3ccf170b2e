using System.Collections;
using Unroll.Tensors;

namespace Unroll.Tasks.Captioning;

/// <summary>A picture and what may be said of it.</summary>
/// <param name="Subject">The picture, or features that stand for it.</param>
/// <param name="Captions">Captions that people, or the program that drew it, gave; one or more.</param>
/// <param name="Places">Where it is known: for each word of the first caption the boxes of what it names, none for a word that names nothing; else empty.</param>
public sealed record CaptionedPicture(CaptionSubject Subject, IReadOnlyList<string> Captions, IReadOnlyList<IReadOnlyList<PictureBox>> Places)
{
    /// <summary>The subject, where it is a picture.</summary>
    /// <exception cref="InvalidOperationException">It is a feature grid.</exception>
    public Picture Picture => Subject as Picture ?? throw new InvalidOperationException("The subject is a feature grid, not a picture.");
}

/// <summary>Pictures with captions.</summary>
public sealed class CaptionDataset : IReadOnlyList<CaptionedPicture>
{
    readonly IReadOnlyList<CaptionedPicture> pictures;

    /// <summary>Pictures that are in memory, or made when they are asked for.</summary>
    /// <param name="origin">Where they come from, for messages.</param>
    /// <param name="pictures">The pictures, each with one caption or more.</param>
    public CaptionDataset(string origin, IReadOnlyList<CaptionedPicture> pictures) => (Origin, this.pictures) = (origin, pictures);

    /// <summary>Where the pictures come from.</summary>
    public string Origin { get; }

    /// <inheritdoc/>
    public int Count => pictures.Count;

    /// <inheritdoc/>
    public CaptionedPicture this[int index] => pictures[index];

    /// <summary>Holds out a share of the pictures.</summary>
    /// <param name="share">Above 0 and below 1.</param>
    /// <param name="seed">The same seed holds out the same pictures.</param>
    public (CaptionDataset Training, CaptionDataset HeldOut) Split(double share, ulong seed)
    {
        if (share is not (> 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(share), share, "A share is above 0 and below 1.");
        int[] order = [.. Enumerable.Range(0, Count)];
        new RandomSource(seed).Stream("split").Shuffle<int>(order);
        int held = (int)Math.Round(share * Count);
        return (Part(order[held..]), Part(order[..held]));

        CaptionDataset Part(int[] positions) => new(Origin, [.. positions.Order().Select(position => pictures[position])]);
    }

    /// <inheritdoc/>
    public IEnumerator<CaptionedPicture> GetEnumerator() => pictures.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => $"CaptionDataset({Origin}: {Count} pictures)";
}
