using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>What attention gives: for every query the weighted sum of its source's values, and the weights.</summary>
/// <param name="Context">[queries, value width]; zeros where the source is empty.</param>
/// <param name="Weights">One number for each query and token of its source, where the layout says; those of a query sum to 1.</param>
public readonly record struct Attended(Tensor Context, Tensor Weights);

/// <summary>Attention over packed source sequences: all queries at once, whether they are one step of a decoder or a whole target.</summary>
public static class SequenceAttention
{
    extension(Tensor queries)
    {
        /// <summary>
        /// Attention with the score q · k: Luong et al. (2015), "dot". With keys W·m it is their "general", q · W·m.
        /// </summary>
        /// <param name="keys">[source tokens, width], where this tensor is [queries, width].</param>
        /// <param name="values">What is summed, [source tokens, value width].</param>
        /// <param name="layout">Which query looks at which source.</param>
        /// <exception cref="ShapeMismatchException">The shapes do not fit one another or the layout.</exception>
        public Attended AttendDot(Tensor keys, Tensor values, AttentionLayout layout)
        {
            DotAttention operation = new(queries, keys, values, layout);
            Operation.Run(operation);
            return operation.Result;
        }

        /// <summary>
        /// Attention with the score v · tanh(q + k), where q and k are already W·s and U·m: Bahdanau, Cho and Bengio (2015).
        /// </summary>
        /// <param name="keys">[source tokens, width], where this tensor is [queries, width].</param>
        /// <param name="values">What is summed, [source tokens, value width].</param>
        /// <param name="vector">v, [width].</param>
        /// <param name="layout">Which query looks at which source.</param>
        /// <exception cref="ShapeMismatchException">The shapes do not fit one another or the layout.</exception>
        public Attended AttendAdditive(Tensor keys, Tensor values, Tensor vector, AttentionLayout layout)
        {
            AdditiveAttention operation = new(queries, keys, values, vector, layout);
            Operation.Run(operation);
            return operation.Result;
        }
    }
}

/// <summary>s_j = q · k_j, w = softmax(s), c = Σ_j w_j v_j; with dw_j = dc · v_j: ds_j = w_j (dw_j − Σ w dw), dq = Σ ds_j k_j, dk_j = ds_j q, dv_j = w_j dc.</summary>
sealed class DotAttention(Tensor queries, Tensor keys, Tensor values, AttentionLayout layout)
    : PackedAttention<DotScore>(queries, keys, values, vector: null, layout)
{
    private protected override double ReferenceScore(ReadOnlySpan<double> q, ReadOnlySpan<double> k, ReadOnlySpan<double> v)
    {
        double sum = 0;
        for (int i = 0; i < q.Length; i++)
        {
            sum += q[i] * k[i];
        }

        return sum;
    }
}

/// <summary>s_j = v · tanh(q + k_j), the rest as in <see cref="DotAttention"/>; with t = tanh(q + k_j): dq, dk_j += ds_j · v∘(1 − t²), dv += ds_j · t.</summary>
sealed class AdditiveAttention(Tensor queries, Tensor keys, Tensor values, Tensor vector, AttentionLayout layout)
    : PackedAttention<AdditiveScore>(queries, keys, values, vector, layout)
{
    private protected override double ReferenceScore(ReadOnlySpan<double> q, ReadOnlySpan<double> k, ReadOnlySpan<double> v)
    {
        double sum = 0;
        for (int i = 0; i < q.Length; i++)
        {
            sum += v[i] * Math.Tanh(q[i] + k[i]);
        }

        return sum;
    }
}
