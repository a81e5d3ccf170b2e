using System.Runtime.CompilerServices;

namespace Unroll.Tensors;

/// <summary>The sizes of a tensor's axes, outermost first: <c>[batch, hidden]</c>. Rank 0 is a single number.</summary>
/// <remarks>Up to four axes are held in place, so the usual shapes cost no allocation.</remarks>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public readonly struct Shape : IEquatable<Shape>
{
    const int InPlace = 4;

    readonly int rank, size0, size1, size2, size3;
    readonly int[]? more;

    Shape(ReadOnlySpan<int> sizes)
    {
        rank = sizes.Length;
        long count = 1;
        foreach (int size in sizes)
        {
            if (size < 0)
            {
                throw new ArgumentOutOfRangeException(nameof(sizes), size, $"A size is 0 or more; got [{string.Join(", ", sizes.ToArray())}].");
            }

            count = Math.Min(count * size, int.MaxValue + 1L);
        }

        if (count > int.MaxValue)
        {
            throw new ArgumentException($"A tensor holds at most {int.MaxValue} numbers; [{string.Join(", ", sizes.ToArray())}] is more.", nameof(sizes));
        }

        Count = (int)count;
        if (rank > InPlace)
        {
            more = sizes.ToArray();
            return;
        }

        size0 = rank > 0 ? sizes[0] : 0;
        size1 = rank > 1 ? sizes[1] : 0;
        size2 = rank > 2 ? sizes[2] : 0;
        size3 = rank > 3 ? sizes[3] : 0;
    }

    /// <summary>Makes a shape from its sizes; a collection expression calls this.</summary>
    /// <param name="sizes">Each 0 or more; their product at most 2³¹ − 1.</param>
    /// <exception cref="ArgumentException">A size is negative or the product is too large.</exception>
    public static Shape Create(ReadOnlySpan<int> sizes) => new(sizes);

    /// <summary>Number of axes.</summary>
    public int Rank => rank;

    /// <summary>Number of axes; the name that list patterns ask for.</summary>
    public int Length => rank;

    /// <summary>Number of elements: the product of the sizes, 1 for rank 0.</summary>
    public int Count { get; }

    /// <summary>The size of one axis.</summary>
    /// <param name="axis">0 for the outermost.</param>
    public int this[int axis]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)axis, (uint)rank, nameof(axis));
            return more is null ? axis switch { 0 => size0, 1 => size1, 2 => size2, _ => size3 } : more[axis];
        }
    }

    /// <summary>The innermost size; 1 for rank 0.</summary>
    public int LastSize => rank == 0 ? 1 : this[rank - 1];

    /// <summary>How many runs of <see cref="LastSize"/> elements there are: the product of all but the innermost size.</summary>
    public int RowCount
    {
        get
        {
            int rows = 1;
            for (int axis = 0; axis < rank - 1; axis++)
            {
                rows *= this[axis];
            }

            return rows;
        }
    }

    /// <summary>The same shape with another innermost size.</summary>
    /// <param name="size">The new innermost size.</param>
    public Shape WithLastSize(int size)
    {
        int[] sizes = ToArray();
        sizes[^1] = size;
        return new(sizes);
    }

    /// <summary>The sizes as an array of their own.</summary>
    public int[] ToArray()
    {
        int[] sizes = new int[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            sizes[axis] = this[axis];
        }

        return sizes;
    }

    /// <summary>The sizes, outermost first.</summary>
    public IEnumerator<int> GetEnumerator()
    {
        for (int axis = 0; axis < rank; axis++)
        {
            yield return this[axis];
        }
    }

    /// <inheritdoc/>
    public bool Equals(Shape other)
    {
        if (rank != other.rank)
        {
            return false;
        }

        for (int axis = 0; axis < rank; axis++)
        {
            if (this[axis] != other[axis])
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(rank, Count, rank > 0 ? this[0] : 0, LastSize);

    /// <summary>Whether both have the same sizes in the same order.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether the sizes differ.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <summary>The sizes in brackets: <c>[12, 64]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", ToArray())}]";
}
