namespace Unroll.Kernels;

/// <summary>
/// Any number of rows times one panel. Long chains are taken slice by slice: all tiles of rows read a slice while it lies in a near
/// cache, and fetch the next one meanwhile. An element's chain of multiply-adds goes on in the next slice where it stopped, so slices
/// do not change its bits.
/// </summary>
static unsafe class TileColumn
{
    // With AVX2 a slice of the panel is 32 KB. A tile of AVX-512 does twice the work on what it reads, so it may read from the second-level
    // cache, and shorter slices would only cost it the loading and storing of its sums.
    const int StepsWithAvx2 = 256, StepsAlongRows = 1024;

    // Where A is read across its rows every step is another cache line of it, which a slice of the panel shares the cache with.
    const int StepsAcrossRows = 192;

    /// <summary>
    /// As <see cref="Tile.Multiply{L, V}"/>, for any number of rows; <paramref name="nextSums"/>, where not null, are those that the next call adds to.
    /// </summary>
    public static void Multiply<L, V>(
        Part* parts, int partCount, int row, int rows, int panel, int columns, float* c, nint stride, bool add, float* nextSums = null)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        int whole, atOnce = parts->StepStride != 1 ? StepsAcrossRows : L.Count == 8 ? StepsWithAvx2 : StepsAlongRows;
        for (Part* part = parts, end = parts + partCount; part < end; part += whole, add = true)
        {
            whole = PartsOfSlice(part, end, atOnce);
            int cuts = Split.Parts(part->Steps, atOnce);
            if (whole > 1 || cuts <= 1)
            {
                Slice<L, V>(part, whole, row, rows, panel, columns, c, stride, add);
                continue;
            }
            for (int i = 0; i < cuts; i++)
            {
                PrefetchSums(nextSums, stride, Split.Start(rows, cuts, i), Split.Start(rows, cuts, i + 1));
                int first = Split.Start(part->Steps, cuts, i);
                Part slice = part->Slice(first, Split.Start(part->Steps, cuts, i + 1) - first);
                Slice<L, V>(&slice, 1, row, rows, panel, columns, c, stride, add || i > 0);
            }
        }
    }

    /// <summary>How many parts fit into one slice together; 1 where the first is longer than a slice.</summary>
    static int PartsOfSlice(Part* part, Part* end, int atOnce)
    {
        int steps = part->Steps, count = 1;
        for (Part* next = part + 1; next < end && steps + next->Steps <= atOnce; next++, count++)
            steps += next->Steps;
        return count;
    }

    static void Slice<L, V>(
        Part* parts, int partCount, int row, int rows, int panel, int columns, float* c, nint stride, bool add)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        int tiles = Split.Parts(rows, Tile.MaxRows<L, V>());
        if (tiles == 0)
            return;
        FetchShare fetch = FetchShare.First(tiles);
        for (int i = 0; i < tiles; i++, fetch = fetch.Next())
        {
            int first = Split.Start(rows, tiles, i), tileRows = Split.Start(rows, tiles, i + 1) - first;
            Tile.Multiply<L, V>(parts, partCount, row + first, tileRows, panel, columns, c + first * stride, stride, add, fetch);
        }
    }

    // Sums of many columns lie too far apart for the processor to guess which come next.
    static void PrefetchSums(float* sums, nint stride, int firstRow, int endRow)
    {
        for (int row = firstRow; row < endRow && sums != null; row++)
        {
            Prefetch.Far(sums + row * stride);
            Prefetch.Far(sums + row * stride + Prefetch.Line);
        }
    }
}
