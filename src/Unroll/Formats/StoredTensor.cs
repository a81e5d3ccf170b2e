using Unroll.Tensors;

namespace Unroll.Formats;

/// <summary>Where a tensor's elements lie in a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">The sizes of its axes.</param>
/// <param name="Begin">First byte, counted from where the file's data begin.</param>
/// <param name="End">First byte behind its last element.</param>
sealed record StoredTensor(string Name, StoredType Type, Shape Shape, long Begin, long End)
{
    /// <summary>For each axis how many elements lie between neighbours, 0 or more; null where the elements lie side by side, row-major.</summary>
    internal IReadOnlyList<long>? Strides { get; init; }

    /// <summary>Whether the most significant byte of an element comes first.</summary>
    internal bool IsBigEndian { get; init; }

    /// <summary>Brings elements that lie apart into row-major order.</summary>
    /// <param name="source">The bytes from <see cref="Begin"/> to <see cref="End"/>.</param>
    /// <param name="destination">Room for every element.</param>
    internal void Gather(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int size = Type.Size();
        int[] index = new int[Shape.Rank];
        long place = 0;
        for (int element = 0; element < Shape.Count; element++)
        {
            source.Slice((int)(place * size), size).CopyTo(destination[(element * size)..]);

            // The index counts like a clock: the last axis fastest, each carries into the one before.
            for (int axis = index.Length - 1; axis >= 0; axis--)
            {
                place += Strides![axis];
                if (++index[axis] < Shape[axis])
                {
                    break;
                }

                place -= index[axis] * Strides[axis];
                index[axis] = 0;
            }
        }
    }
}
