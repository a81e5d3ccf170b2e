using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>What the kinds of attention share: softmax of scores, weighted sum, and the way back. Outputs are context and weights.</summary>
abstract class PackedAttention<TScore> : Operation
    where TScore : struct, IAttentionScore
{
    readonly Tensor queries, keys, values;
    readonly Tensor? vector;
    readonly AttentionLayout layout;

    private protected PackedAttention(Tensor queries, Tensor keys, Tensor values, Tensor? vector, AttentionLayout layout)
        : base(vector is null ? [queries, keys, values] : [queries, keys, values, vector])
    {
        (this.queries, this.keys, this.values, this.vector, this.layout) = (queries, keys, values, vector, layout);
        Require(queries, nameof(queries), layout.QueryCount, "give one row for each query of the layout");
        Require(keys, nameof(keys), layout.Source.TokenCount, "give one row for each token of the source");
        Require(values, nameof(values), layout.Source.TokenCount, "give one row for each token of the source");
        if (keys.Shape[1] != queries.Shape[1])
        {
            throw ShapeMismatchException.Between(Name, queries.Shape, keys.Shape, "queries and keys have one width; map one of them first");
        }

        if (vector is not null && vector.Shape.Count != queries.Shape[1])
        {
            throw ShapeMismatchException.Between(Name, queries.Shape, vector.Shape, "the vector of the score is as long as a query");
        }

        NewOutput([layout.QueryCount, values.Shape[1]]);
        NewOutput([layout.WeightCount]);
    }

    internal Attended Result => new(Outputs[0], Outputs[1]);

    /// <summary>The score of one query and key in double, written as the formula reads.</summary>
    private protected abstract double ReferenceScore(ReadOnlySpan<double> q, ReadOnlySpan<double> k, ReadOnlySpan<double> v);

    protected override void Forward() => Attention.Forward<TScore>(
        layout.Rows, queries.Values, keys.Values, vector is null ? [] : vector.Values, values.Values,
        Outputs[1].WritableValues, Outputs[0].WritableValues, queries.Shape[1], values.Shape[1], Team);

    protected internal override void Backward()
    {
        int width = queries.Shape[1];
        bool wantsVector = vector is { NeedsGradient: true };
        Span<float> dvector = wantsVector ? Allocate(layout.Source.BatchSize * width).Span : [];
        dvector.Clear();
        Attention.Backward<TScore>(
            layout.Rows, queries.Values, keys.Values, vector is null ? [] : vector.Values, values.Values, Outputs[1].Values,
            Outputs[0].HasGradient ? Outputs[0].Gradient : [], Outputs[1].HasGradient ? Outputs[1].Gradient : [],
            GradientOf(queries), GradientOf(keys), dvector, GradientOf(values), width, values.Shape[1], Team);
        if (wantsVector)
        {
            Reductions.AddColumnSums(dvector, InputGradient.Of(vector!));
        }
    }

    protected internal override void Reference(ReferenceValues values)
    {
        int width = queries.Shape[1], valueWidth = this.values.Shape[1];
        double[] context = values[Outputs[0]];
        Array.Clear(context);
        for (int query = 0; query < layout.QueryCount; query++)
        {
            ReadOnlySpan<int> rows = layout.SourceRowsOf(layout.SourceOf(query));
            Span<double> weights = values[Outputs[1]].AsSpan(layout.WeightsOf(query));
            for (int j = 0; j < rows.Length; j++)
            {
                weights[j] = ReferenceScore(values[queries].AsSpan(query * width, width), values[keys].AsSpan(rows[j] * width, width),
                    vector is null ? [] : values[vector]);
            }

            ReferenceMath.Softmax(weights);
            for (int j = 0; j < rows.Length; j++)
            {
                for (int i = 0; i < valueWidth; i++)
                {
                    context[query * valueWidth + i] += weights[j] * values[this.values][rows[j] * valueWidth + i];
                }
            }
        }
    }

    static Span<float> GradientOf(Tensor input) => input.NeedsGradient ? InputGradient.Of(input) : [];

    void Require(Tensor tensor, string name, int rows, string mend)
    {
        if (tensor.Shape is not [var actual, _] || actual != rows)
        {
            throw new ShapeMismatchException(Name, name, $"[{rows}, width]", tensor.Shape, mend);
        }
    }
}
