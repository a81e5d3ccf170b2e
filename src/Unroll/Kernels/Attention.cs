namespace Unroll.Kernels;

/// <summary>Which rows of queries read which rows of a packed source; a group is one source sequence.</summary>
readonly ref struct AttentionRows
{
    /// <summary>First entry of each group in <see cref="QueryRows"/>; one more than groups.</summary>
    public required ReadOnlySpan<int> QueryStarts { get; init; }

    /// <summary>The queries of group after group.</summary>
    public required ReadOnlySpan<int> QueryRows { get; init; }

    /// <summary>First entry of each group in <see cref="SourceRows"/>; one more than groups.</summary>
    public required ReadOnlySpan<int> SourceStarts { get; init; }

    /// <summary>The rows of keys and values of group after group, in reading order.</summary>
    public required ReadOnlySpan<int> SourceRows { get; init; }

    /// <summary>Where the weights of each query row begin.</summary>
    public required ReadOnlySpan<int> WeightStarts { get; init; }
}

/// <summary>
/// Attention: for every query, scores of the keys of its source sequence, their softmax, and the sum of the values so
/// weighted. A group belongs to one piece, so keys and values get their gradients in one order whatever the team.
/// </summary>
static unsafe class Attention
{
    const int SmallWork = 1 << 14;

    /// <summary>context[query] = Σ_j weight_j · values_j. Queries of empty groups get zeros.</summary>
    public static void Forward<TScore>(
        in AttentionRows rows, ReadOnlySpan<float> queries, ReadOnlySpan<float> keys, ReadOnlySpan<float> vector, ReadOnlySpan<float> values,
        Span<float> weights, Span<float> context, int width, int valueWidth, ThreadTeam team)
        where TScore : struct, IAttentionScore
    {
        fixed (int* queryStarts = rows.QueryStarts, queryRows = rows.QueryRows, sourceStarts = rows.SourceStarts)
        fixed (int* sourceRows = rows.SourceRows, weightStarts = rows.WeightStarts)
        fixed (float* q = queries, k = keys, u = vector, v = values, w = weights, c = context)
        {
            Arguments arguments = new()
            {
                QueryStarts = queryStarts, QueryRows = queryRows, SourceStarts = sourceStarts, SourceRows = sourceRows, WeightStarts = weightStarts,
                Queries = q, Keys = k, Vector = u, Values = v, Weights = w, Context = c, Width = width, ValueWidth = valueWidth,
            };
            Run<ForwardKernel<TScore>>(ref arguments, rows.QueryStarts.Length - 1, weights.Length, team);
        }
    }

    /// <summary>
    /// Adds the gradients of queries, keys and values, each where its span is not empty. dweights, which may be empty, is
    /// what the weights themselves are asked to change; dvector holds a row for each group, for the caller to add up.
    /// </summary>
    public static void Backward<TScore>(
        in AttentionRows rows, ReadOnlySpan<float> queries, ReadOnlySpan<float> keys, ReadOnlySpan<float> vector, ReadOnlySpan<float> values,
        ReadOnlySpan<float> weights, ReadOnlySpan<float> dcontext, ReadOnlySpan<float> dweights,
        Span<float> dqueries, Span<float> dkeys, Span<float> dvector, Span<float> dvalues, int width, int valueWidth, ThreadTeam team)
        where TScore : struct, IAttentionScore
    {
        fixed (int* queryStarts = rows.QueryStarts, queryRows = rows.QueryRows, sourceStarts = rows.SourceStarts)
        fixed (int* sourceRows = rows.SourceRows, weightStarts = rows.WeightStarts)
        fixed (float* q = queries, k = keys, u = vector, v = values, w = weights, dc = dcontext, dw = dweights)
        fixed (float* dq = dqueries, dk = dkeys, du = dvector, dv = dvalues)
        {
            Arguments arguments = new()
            {
                QueryStarts = queryStarts, QueryRows = queryRows, SourceStarts = sourceStarts, SourceRows = sourceRows, WeightStarts = weightStarts,
                Queries = q, Keys = k, Vector = u, Values = v, Weights = w, Width = width, ValueWidth = valueWidth,
                Dcontext = dc, Dweights = dw, Dqueries = dq, Dkeys = dk, Dvector = du, Dvalues = dv,
            };
            Run<BackwardKernel<TScore>>(ref arguments, rows.QueryStarts.Length - 1, weights.Length, team);
        }
    }

    /// <summary>y += factor · x.</summary>
    internal static void AddScaled<L, V>(float* x, float factor, float* y, int count) where L : struct, ILanes<V> where V : unmanaged
    {
        V scale = L.Broadcast(factor);
        for (int i = 0; i < count; i += L.Count)
            Partial.Store<L, V>(y + i, L.MultiplyAdd(Partial.Load<L, V>(x + i, count - i), scale, Partial.Load<L, V>(y + i, count - i)), count - i);
    }

    static void Run<TKernel>(ref Arguments arguments, int groups, int pairs, ThreadTeam team) where TKernel : struct, IKernel<Arguments>
    {
        arguments.Groups = groups;
        bool small = (long)pairs * (arguments.Width + arguments.ValueWidth) < SmallWork;
        arguments.Pieces = small ? Math.Min(groups, 1) : Math.Min(groups, 4 * team.Size);
        fixed (Arguments* pinned = &arguments)
            Dispatch.Run<TKernel, Arguments>(pinned, arguments.Pieces, team);
    }

    struct Arguments
    {
        public int* QueryStarts, QueryRows, SourceStarts, SourceRows, WeightStarts;
        public float* Queries, Keys, Vector, Values, Weights, Context;
        public float* Dcontext, Dweights, Dqueries, Dkeys, Dvector, Dvalues;
        public int Width, ValueWidth, Groups, Pieces;

        public readonly (int First, int End) GroupsOf(int piece) => (Split.Start(Groups, Pieces, piece), Split.Start(Groups, Pieces, piece + 1));
    }

    readonly struct ForwardKernel<TScore> : IKernel<Arguments> where TScore : struct, IAttentionScore
    {
        public static void Run<L, V>(Arguments* a, int piece) where L : struct, ILanes<V> where V : unmanaged
        {
            (int group, int end) = a->GroupsOf(piece);
            for (; group < end; group++)
            {
                int* source = a->SourceRows + a->SourceStarts[group];
                int count = a->SourceStarts[group + 1] - a->SourceStarts[group];
                for (int i = a->QueryStarts[group]; i < a->QueryStarts[group + 1]; i++)
                    Query<L, V>(a, a->QueryRows[i], source, count);
            }
        }

        static void Query<L, V>(Arguments* a, int query, int* source, int count) where L : struct, ILanes<V> where V : unmanaged
        {
            float* q = a->Queries + (nint)query * a->Width, w = a->Weights + a->WeightStarts[query];
            float* context = a->Context + (nint)query * a->ValueWidth;
            new Span<float>(context, a->ValueWidth).Clear();
            if (count == 0)
                return;
            for (int j = 0; j < count; j++)
                w[j] = TScore.Of<L, V>(q, a->Keys + (nint)source[j] * a->Width, a->Vector, a->Width);
            Softmax.Row<L, V>(w, w, count, out _);
            for (int j = 0; j < count; j++)
                AddScaled<L, V>(a->Values + (nint)source[j] * a->ValueWidth, w[j], context, a->ValueWidth);
        }
    }

    readonly struct BackwardKernel<TScore> : IKernel<Arguments> where TScore : struct, IAttentionScore
    {
        public static void Run<L, V>(Arguments* a, int piece) where L : struct, ILanes<V> where V : unmanaged
        {
            using Workspace workspace = Workspace.Open();
            (int group, int end) = a->GroupsOf(piece);
            for (; group < end; group++)
            {
                int* source = a->SourceRows + a->SourceStarts[group];
                int count = a->SourceStarts[group + 1] - a->SourceStarts[group];
                float* ds = workspace.Take(count), dvector = a->Dvector == null ? null : a->Dvector + (nint)group * a->Width;
                for (int i = a->QueryStarts[group]; i < a->QueryStarts[group + 1] && count > 0; i++)
                    Query<L, V>(a, a->QueryRows[i], source, count, ds, dvector);
            }
        }

        // With dw_j = dc · v_j: ds_j = w_j · (dw_j - Σ w · dw), and v_j gets w_j · dc.
        static void Query<L, V>(Arguments* a, int query, int* source, int count, float* ds, float* dvector)
            where L : struct, ILanes<V>
            where V : unmanaged
        {
            int width = a->Width, valueWidth = a->ValueWidth, first = a->WeightStarts[query];
            float* q = a->Queries + (nint)query * width, w = a->Weights + first;
            float* dc = a->Dcontext == null ? null : a->Dcontext + (nint)query * valueWidth;
            for (int j = 0; j < count; j++)
            {
                nint row = (nint)source[j] * valueWidth;
                ds[j] = a->Dweights == null ? 0 : a->Dweights[first + j];
                if (dc == null)
                    continue;
                ds[j] += RowSums.Dot<L, V>(dc, a->Values + row, valueWidth);
                if (a->Dvalues != null)
                    AddScaled<L, V>(dc, w[j], a->Dvalues + row, valueWidth);
            }
            float mean = RowSums.Dot<L, V>(w, ds, count);
            float* dq = a->Dqueries == null ? null : a->Dqueries + (nint)query * width;
            for (int j = 0; j < count; j++)
            {
                nint row = (nint)source[j] * width;
                TScore.Back<L, V>(w[j] * (ds[j] - mean), q, a->Keys + row, a->Vector, dq, a->Dkeys == null ? null : a->Dkeys + row, dvector, width);
            }
        }
    }
}
