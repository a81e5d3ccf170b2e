using System.Diagnostics;

namespace Unroll.Kernels;

/// <summary>Rows of a table [rows, width] by number.</summary>
static unsafe class EmbeddingKernels
{
    const int SmallLookup = 1 << 16;

    /// <summary>y[token] = table[indices[token]].</summary>
    public static void Gather(ReadOnlySpan<float> table, ReadOnlySpan<int> indices, Span<float> y, int width)
    {
        Debug.Assert(y.Length == indices.Length * width);
        for (int token = 0; token < indices.Length; token++)
            table.Slice(indices[token] * width, width).CopyTo(y[(token * width)..]);
    }

    /// <summary>dtable[indices[token]] += dy[token], tokens in order for each row whatever the team.</summary>
    public static void ScatterAdd(ReadOnlySpan<float> dy, ReadOnlySpan<int> indices, Span<float> dtable, int width, ThreadTeam team)
    {
        Debug.Assert(dy.Length == indices.Length * width);
        fixed (float* pdy = dy, table = dtable)
        fixed (int* pindices = indices)
        {
            Arguments arguments = new() { Dy = pdy, Table = table, Indices = pindices, Tokens = indices.Length, Width = width };
            arguments.Pieces = dy.Length < SmallLookup ? 1 : team.Size;
            Dispatch.Run<Scatter, Arguments>(&arguments, arguments.Pieces, team);
        }
    }

    struct Arguments
    {
        public float* Dy, Table;
        public int* Indices;
        public int Tokens, Width, Pieces;
    }

    // A table row belongs to one piece, which meets the row's tokens in their order.
    readonly struct Scatter : IKernel<Arguments>
    {
        public static void Run<L, V>(Arguments* arguments, int piece) where L : struct, ILanes<V> where V : unmanaged
        {
            (int width, int pieces) = (arguments->Width, arguments->Pieces);
            for (int token = 0; token < arguments->Tokens; token++)
            {
                int index = arguments->Indices[token];
                if (pieces > 1 && index % pieces != piece)
                    continue;
                float* source = arguments->Dy + (nint)token * width, target = arguments->Table + (nint)index * width;
                for (int i = 0; i < width; i += L.Count)
                {
                    V sum = L.Add(Partial.Load<L, V>(target + i, width - i), Partial.Load<L, V>(source + i, width - i));
                    Partial.Store<L, V>(target + i, sum, width - i);
                }
            }
        }
    }
}
