using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>Tags of a sequence whose neighbours depend on one another: the loss and the probabilities of a linear-chain conditional random field.</summary>
/// <remarks>
/// Lafferty, McCallum and Pereira (2001). A path y through T tokens scores start[y_1] + Σ_t emission[t, y_t] + Σ_t transition[y_(t−1), y_t]
/// + end[y_T]; its probability is e^score divided by the sum Z of that over every path.
/// </remarks>
public static class ChainLikelihoods
{
    extension(Sequences emissions)
    {
        /// <summary>−log of the tags' probability, summed over the sequences and divided by the number of tokens: nats a token.</summary>
        /// <param name="tags">The tag of each token in packed order, 0 to tags − 1.</param>
        /// <param name="start">Scores of the first token's tags, [tags].</param>
        /// <param name="transition">Scores of a tag (row) followed by a tag (column), [tags, tags].</param>
        /// <param name="end">Scores of the last token's tags, [tags].</param>
        /// <returns>One number, shape []. The sequences have one feature a tag.</returns>
        /// <exception cref="ShapeMismatchException">The sizes do not fit, or there is no token.</exception>
        /// <exception cref="ArgumentOutOfRangeException">A tag does not exist.</exception>
        public Tensor ChainLoss(ReadOnlySpan<int> tags, Tensor start, Tensor transition, Tensor end) =>
            Operation.Run(new ChainLikelihood(emissions, tags.ToArray(), start, transition, end));

        /// <summary>How probable each tag of each token is, given the whole sequence; without a gradient.</summary>
        /// <param name="start">As for <see cref="ChainLoss"/>.</param>
        /// <param name="transition">As for <see cref="ChainLoss"/>.</param>
        /// <param name="end">As for <see cref="ChainLoss"/>.</param>
        /// <returns>[tokens, tags], row-major, in packed order; each row's sum is 1.</returns>
        /// <exception cref="ShapeMismatchException">The sizes do not fit.</exception>
        public float[] ChainProbabilities(Tensor start, Tensor transition, Tensor end)
        {
            int tags = emissions.Features;
            ChainInference inference = new(emissions, start, transition, end, PinnedMemory.Allocate);
            inference.Filter();
            float[] probabilities = new float[emissions.Data.Shape.Count];
            inference.Smooth((sequence, step, posterior) =>
            {
                Span<float> row = probabilities.AsSpan(emissions.Layout.Row(sequence, step) * tags, tags);
                for (int j = 0; j < tags; j++)
                {
                    row[j] = (float)posterior[j];
                }
            });
            return probabilities;
        }
    }
}

/// <summary>
/// L = Σ (log Z − score(tags)) / N over N tokens. With p the posterior of a token's tags and c the expected number of steps between two tags,
/// d emission[t, j] = (p_tj − [j = tag_t]) / N and d transition[i, j] = (c_ij − steps from i to j in the tags) / N; start and end likewise.
/// </summary>
sealed class ChainLikelihood : Operation
{
    readonly Tensor emissions, start, transition, end;
    readonly SequenceLayout layout;
    readonly int[] gold;
    readonly int tags;

    // What the way back needs: the filtered tags of every token.
    readonly ChainInference inference;

    internal ChainLikelihood(Sequences emissions, int[] gold, Tensor start, Tensor transition, Tensor end)
        : base(emissions.Data, start, transition, end)
    {
        (this.emissions, layout, tags) = (emissions.Data, emissions.Layout, emissions.Features);
        (this.gold, this.start, this.transition, this.end) = (gold, start, transition, end);
        if (gold.Length != layout.TokenCount || gold.Length == 0)
        {
            throw new ShapeMismatchException(Name, nameof(emissions), $"[{gold.Length}, tags] with one row or more", emissions.Data.Shape, "give one tag for each token");
        }

        inference = new(emissions, start, transition, end, Allocate);
        foreach (int tag in gold)
        {
            if ((uint)tag >= (uint)tags)
            {
                throw new ArgumentOutOfRangeException(nameof(gold), tag, $"Tag {tag} does not exist; there are {tags}, 0 to {tags - 1}.");
            }
        }

        NewOutput([]);
    }

    protected override void Forward()
    {
        double loss = inference.Filter();
        for (int sequence = 0; sequence < layout.BatchSize; sequence++)
        {
            loss -= GoldScore(sequence);
        }

        Output.WritableValues[0] = (float)(loss / gold.Length);
    }

    protected internal override void Backward()
    {
        double perToken = Output.Gradient[0] / (double)gold.Length;
        double[] dStart = new double[tags], dEnd = new double[tags];
        Memory<float> dEmissions = Allocate(emissions.Shape.Count);
        double[] dTransition = inference.Smooth((sequence, step, posterior) =>
        {
            Span<float> row = dEmissions.Span.Slice(layout.Row(sequence, step) * tags, tags);
            for (int j = 0; j < tags; j++)
            {
                double difference = perToken * (posterior[j] - (j == Gold(sequence, step) ? 1 : 0));
                row[j] = (float)difference;
                dStart[j] += step == 0 ? difference : 0;
                dEnd[j] += step == layout.Lengths[sequence] - 1 ? difference : 0;
            }
        });
        SubtractGoldSteps(dTransition);
        InputGradient.Add(emissions, dEmissions.Span);
        InputGradient.Add(start, ToFloat(dStart, scale: 1));
        InputGradient.Add(transition, ToFloat(dTransition, perToken));
        InputGradient.Add(end, ToFloat(dEnd, scale: 1));
    }

    protected internal override void Reference(ReferenceValues values)
    {
        double[] e = values[emissions], step = values[transition];
        double loss = 0;
        for (int sequence = 0; sequence < layout.BatchSize; sequence++)
        {
            int length = layout.Lengths[sequence];
            if (length == 0)
            {
                continue;
            }

            double score = values[start][Gold(sequence, 0)] + values[end][Gold(sequence, length - 1)];
            double[] alpha = [.. Enumerable.Range(0, tags).Select(j => values[start][j])];
            for (int t = 0; t < length; t++)
            {
                double[] before = alpha;
                alpha = [.. Enumerable.Range(0, tags).Select(j => e[layout.Row(sequence, t) * tags + j] + (t == 0
                    ? before[j]
                    : ReferenceMath.LogSumExp(Enumerable.Range(0, tags).Select(i => before[i] + step[i * tags + j]))))];
                score += e[layout.Row(sequence, t) * tags + Gold(sequence, t)] + (t == 0 ? 0 : step[Gold(sequence, t - 1) * tags + Gold(sequence, t)]);
            }

            loss += ReferenceMath.LogSumExp(alpha.Select((value, j) => value + values[end][j])) - score;
        }

        values[Output][0] = loss / gold.Length;
    }

    void SubtractGoldSteps(double[] pairs)
    {
        for (int sequence = 0; sequence < layout.BatchSize; sequence++)
        {
            for (int step = 1; step < layout.Lengths[sequence]; step++)
            {
                pairs[Gold(sequence, step - 1) * tags + Gold(sequence, step)] -= 1;
            }
        }
    }

    double GoldScore(int sequence)
    {
        int length = layout.Lengths[sequence];
        if (length == 0)
        {
            return 0;
        }

        double score = (double)start.Values[Gold(sequence, 0)] + end.Values[Gold(sequence, length - 1)];
        for (int step = 0; step < length; step++)
        {
            score += emissions.Values[layout.Row(sequence, step) * tags + Gold(sequence, step)];
            score += step == 0 ? 0 : transition.Values[Gold(sequence, step - 1) * tags + Gold(sequence, step)];
        }

        return score;
    }

    int Gold(int sequence, int step) => gold[layout.Row(sequence, step)];

    static float[] ToFloat(double[] values, double scale) => Array.ConvertAll(values, value => (float)(scale * value));
}
