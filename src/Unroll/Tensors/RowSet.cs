namespace Unroll.Tensors;

/// <summary>A set of row numbers that costs what its members cost: adding is constant time, clearing follows the members.</summary>
sealed class RowSet(int rowCount)
{
    bool[]? contains;
    int[] members = [];
    int count;
    bool isSorted = true;

    internal void Add(ReadOnlySpan<int> rows)
    {
        contains ??= new bool[rowCount];
        foreach (int row in rows)
        {
            if (contains[row])
            {
                continue;
            }

            contains[row] = true;
            if (count == members.Length)
            {
                Array.Resize(ref members, Math.Max(16, count * 2));
            }

            members[count++] = row;
            isSorted = false;
        }
    }

    internal ReadOnlySpan<int> Sorted()
    {
        if (!isSorted)
        {
            members.AsSpan(0, count).Sort();
            isSorted = true;
        }

        return members.AsSpan(0, count);
    }

    internal void Clear()
    {
        foreach (int row in members.AsSpan(0, count))
        {
            contains![row] = false;
        }

        count = 0;
        isSorted = true;
    }
}
