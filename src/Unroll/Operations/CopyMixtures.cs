using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>Writing a word of one's own or copying one from the source.</summary>
public static class CopyMixtures
{
    extension(Tensor logits)
    {
        /// <summary>
        /// ln(σ(z)·softmax(x)[v] + (1 − σ(z))·Σ of the attention to the source tokens that are v): the pointer-generator of
        /// See, Liu and Manning (2017).
        /// </summary>
        /// <param name="gate">z, [rows, 1], where this tensor x is [rows, vocabulary].</param>
        /// <param name="weights">The attention's weights; those of a row sum to 1.</param>
        /// <param name="layout">Which row looks at which source sequence.</param>
        /// <param name="sourceIds">What each source token is called in the target vocabulary, in packed order; −1 for what it lacks.</param>
        /// <returns>Log-probabilities, [rows, vocabulary]; they sum to 1 where every source token has an id.</returns>
        /// <exception cref="ShapeMismatchException">The shapes do not fit one another or the layout.</exception>
        public Tensor MixWithCopies(Tensor gate, Tensor weights, AttentionLayout layout, ReadOnlySpan<int> sourceIds) =>
            Operation.Run(new CopyMixture(logits, gate, weights, layout, sourceIds.ToArray()));
    }
}

/// <summary>
/// With g = σ(z), p = softmax(x), a_v the attention to tokens that are v: y_v = ln(g p_v + (1 − g) a_v). With r_v = g p_v / e^(y_v),
/// the share that was not copied: dln p_v = r_v dy_v, dz = Σ_v dy_v (r_v − g), da_v = dy_v (1 − r_v) / a_v.
/// </summary>
sealed class CopyMixture : Operation
{
    readonly Tensor logits, gate, weights;
    readonly AttentionLayout layout;
    readonly int[] ids;
    readonly int vocabulary;
    Memory<float> logarithms;

    internal CopyMixture(Tensor logits, Tensor gate, Tensor weights, AttentionLayout layout, int[] ids)
        : base(logits, gate, weights)
    {
        if (logits.Shape is not [var rows, var vocabulary] || rows != layout.QueryCount || gate.Shape.Count != rows)
        {
            throw ShapeMismatchException.Between(Name, logits.Shape, gate.Shape, $"the layout has {layout.QueryCount} rows; give one row of logits and one gate for each");
        }

        if (weights.Shape.Count != layout.WeightCount || ids.Length != layout.Source.TokenCount || ids.Any(id => id >= vocabulary))
        {
            throw new ShapeMismatchException(Name, nameof(weights), $"[{layout.WeightCount}] and {layout.Source.TokenCount} ids below {vocabulary}",
                weights.Shape, $"got {ids.Length} ids; use the weights and the layout of one attention");
        }

        (this.logits, this.gate, this.weights, this.layout, this.ids, this.vocabulary) = (logits, gate, weights, layout, ids, vocabulary);
        NewOutput(logits.Shape);
    }

    protected override void Forward()
    {
        logarithms = Allocate(logits.Shape.Count);
        Softmax.LogForward(logits.Values, logarithms.Span, vocabulary, Team);
        float[] copied = new float[vocabulary];
        for (int row = 0; row < layout.QueryCount; row++)
        {
            ReadOnlySpan<float> logs = logarithms.Span.Slice(row * vocabulary, vocabulary);
            Span<float> y = Output.WritableValues.Slice(row * vocabulary, vocabulary);
            (float logGate, float logRest) = LogGates(gate.Values[row]);
            for (int v = 0; v < vocabulary; v++)
            {
                y[v] = logGate + logs[v];
            }

            Gather(row, weights.Values, copied);
            foreach (int source in layout.SourceRowsOf(layout.SourceOf(row)))
            {
                if (ids[source] >= 0 && copied[ids[source]] > 0)
                {
                    y[ids[source]] = LogAdd(logGate + logs[ids[source]], logRest + MathF.Log(copied[ids[source]]));
                    copied[ids[source]] = 0;
                }
            }
        }
    }

    protected internal override void Backward()
    {
        float[] change = new float[vocabulary], copied = new float[vocabulary], ofCopy = new float[vocabulary];
        Span<float> dlogits = logits.NeedsGradient ? InputGradient.Of(logits) : [];
        for (int row = 0; row < layout.QueryCount; row++)
        {
            int start = row * vocabulary;
            ReadOnlySpan<float> dy = Output.Gradient.Slice(start, vocabulary), y = Output.Values.Slice(start, vocabulary);
            ReadOnlySpan<float> logs = logarithms.Span.Slice(start, vocabulary);
            float g = Sigmoid(gate.Values[row]);
            (float logGate, _) = LogGates(gate.Values[row]);
            Gather(row, weights.Values, copied);
            dy.CopyTo(change);
            double total = 0, dgate = 0;
            foreach (float value in dy)
            {
                total += value;
            }

            // Where nothing is copied, r is 1; only the source's words need a second look.
            dgate = total * (1 - g);
            foreach (int source in layout.SourceRowsOf(layout.SourceOf(row)))
            {
                int v = ids[source];
                if (v >= 0 && copied[v] > 0)
                {
                    float share = MathF.Exp(logGate + logs[v] - y[v]);
                    change[v] = share * dy[v];
                    ofCopy[v] = dy[v] * (1 - share) / copied[v];
                    dgate += dy[v] * (share - 1.0);
                    copied[v] = 0;
                }
            }

            AddTo(row, ofCopy, (float)dgate);
            if (!dlogits.IsEmpty)
            {
                Softmax.LogBackward(logs, change, dlogits.Slice(start, vocabulary), vocabulary, ThreadTeam.Single);
            }
        }
    }

    protected internal override void Reference(ReferenceValues values)
    {
        for (int row = 0; row < layout.QueryCount; row++)
        {
            double[] p = values[logits].AsSpan(row * vocabulary, vocabulary).ToArray();
            ReferenceMath.Softmax(p);
            double g = ReferenceMath.Sigmoid(values[gate][row]);
            double[] mixture = [.. p.Select(value => g * value)];
            ReadOnlySpan<int> sources = layout.SourceRowsOf(layout.SourceOf(row));
            Span<double> w = values[weights].AsSpan(layout.WeightsOf(row));
            for (int j = 0; j < sources.Length; j++)
            {
                if (ids[sources[j]] >= 0)
                {
                    mixture[ids[sources[j]]] += (1 - g) * w[j];
                }
            }

            for (int v = 0; v < vocabulary; v++)
            {
                values[Output][row * vocabulary + v] = Math.Log(mixture[v]);
            }
        }
    }

    /// <summary>Adds up the attention to each word; the entries of words that are not in the source stay 0.</summary>
    void Gather(int row, ReadOnlySpan<float> from, float[] copied)
    {
        ReadOnlySpan<int> sources = layout.SourceRowsOf(layout.SourceOf(row));
        ReadOnlySpan<float> w = from[layout.WeightsOf(row)];
        for (int j = 0; j < sources.Length; j++)
        {
            if (ids[sources[j]] >= 0)
            {
                copied[ids[sources[j]]] += w[j];
            }
        }
    }

    /// <summary>Hands a row's gradients to gate and weights, and leaves zeros behind.</summary>
    void AddTo(int row, float[] ofCopy, float dgate)
    {
        if (gate.NeedsGradient)
        {
            InputGradient.Of(gate)[row] += dgate;
        }

        ReadOnlySpan<int> sources = layout.SourceRowsOf(layout.SourceOf(row));
        Span<float> dweights = weights.NeedsGradient ? InputGradient.Of(weights)[layout.WeightsOf(row)] : [];
        for (int j = 0; j < dweights.Length; j++)
        {
            dweights[j] += ids[sources[j]] >= 0 ? ofCopy[ids[sources[j]]] : 0;
        }

        foreach (int source in sources)
        {
            if (ids[source] >= 0)
            {
                ofCopy[ids[source]] = 0;
            }
        }
    }

    /// <summary>ln σ(z) and ln(1 − σ(z)), exact for large z of either sign.</summary>
    static (float LogGate, float LogRest) LogGates(float z)
    {
        float logarithm = MathF.Log(1 + MathF.Exp(-MathF.Abs(z)));
        return (MathF.Min(z, 0) - logarithm, MathF.Min(-z, 0) - logarithm);
    }

    static float Sigmoid(float z) => 1 / (1 + MathF.Exp(-z));

    /// <summary>ln(eᵃ + eᵇ).</summary>
    static float LogAdd(float a, float b) => MathF.Max(a, b) + MathF.Log(1 + MathF.Exp(-MathF.Abs(a - b)));
}
