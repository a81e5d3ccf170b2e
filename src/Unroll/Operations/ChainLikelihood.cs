using System.Runtime.InteropServices;
using Unroll.Kernels;
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
        /// <exception cref="ShapeMismatchException">The sizes do not fit, or there is no token.</exception>
        public float[] ChainProbabilities(Tensor start, Tensor transition, Tensor end) =>
            new ChainLikelihood(emissions, new int[emissions.Layout.TokenCount], start, transition, end).Probabilities();
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

    // What the way back needs: the filtered tags of every token, [tokens, tags], and T, [tags, tags].
    Memory<float> filteredMemory, stepMemory;

    internal ChainLikelihood(Sequences emissions, int[] gold, Tensor start, Tensor transition, Tensor end)
        : base(emissions.Data, start, transition, end)
    {
        (this.emissions, layout, tags) = (emissions.Data, emissions.Layout, emissions.Features);
        (this.gold, this.start, this.transition, this.end) = (gold, start, transition, end);
        if (gold.Length != layout.TokenCount || gold.Length == 0)
        {
            throw new ShapeMismatchException(Name, nameof(emissions), $"[{gold.Length}, tags] with one row or more", emissions.Data.Shape, "give one tag for each token");
        }

        RequireShape(start, nameof(start), [tags]);
        RequireShape(transition, nameof(transition), [tags, tags]);
        RequireShape(end, nameof(end), [tags]);
        foreach (int tag in gold)
        {
            if ((uint)tag >= (uint)tags)
            {
                throw new ArgumentOutOfRangeException(nameof(gold), tag, $"Tag {tag} does not exist; there are {tags}, 0 to {tags - 1}.");
            }
        }

        NewOutput([]);
    }

    // The spans of double lie in the step's memory, which starts on a cache line.
    Span<double> Filtered => MemoryMarshal.Cast<float, double>(filteredMemory.Span);

    Span<double> StepFactors => MemoryMarshal.Cast<float, double>(stepMemory.Span);

    protected override void Forward()
    {
        double loss = Filter();
        for (int sequence = 0; sequence < layout.BatchSize; sequence++)
        {
            loss -= GoldScore(sequence);
        }

        Output.WritableValues[0] = (float)(loss / gold.Length);
    }

    protected internal override void Backward()
    {
        double perToken = Output.Gradient[0] / (double)gold.Length;
        double[] dStart = new double[tags], dEnd = new double[tags], pairs = new double[tags * tags];
        Memory<float> dEmissions = Allocate(emissions.Shape.Count);
        Smooth(pairs, (sequence, step, posterior) =>
        {
            Span<float> row = dEmissions.Span.Slice(Row(sequence, step) * tags, tags);
            for (int j = 0; j < tags; j++)
            {
                double difference = perToken * (posterior[j] - (j == Gold(sequence, step) ? 1 : 0));
                row[j] = (float)difference;
                dStart[j] += step == 0 ? difference : 0;
                dEnd[j] += step == layout.Lengths[sequence] - 1 ? difference : 0;
            }
        });
        InputGradient.Add(emissions, dEmissions.Span);
        InputGradient.Add(start, ToFloat(dStart));
        InputGradient.Add(transition, ToFloat(TransitionGradient(pairs, perToken)));
        InputGradient.Add(end, ToFloat(dEnd));
    }

    /// <summary>The posterior of every token's tags, [tokens, tags].</summary>
    internal float[] Probabilities()
    {
        Filter();
        float[] probabilities = new float[emissions.Shape.Count];
        Smooth(new double[tags * tags], (sequence, step, posterior) =>
        {
            Span<float> row = probabilities.AsSpan(Row(sequence, step) * tags, tags);
            for (int j = 0; j < tags; j++)
            {
                row[j] = (float)posterior[j];
            }
        });
        return probabilities;
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
                alpha = [.. Enumerable.Range(0, tags).Select(j => e[Row(sequence, t) * tags + j] + (t == 0
                    ? before[j]
                    : ReferenceMath.LogSumExp(Enumerable.Range(0, tags).Select(i => before[i] + step[i * tags + j]))))];
                score += e[Row(sequence, t) * tags + Gold(sequence, t)] + (t == 0 ? 0 : step[Gold(sequence, t - 1) * tags + Gold(sequence, t)]);
            }

            loss += ReferenceMath.LogSumExp(alpha.Select((value, j) => value + values[end][j])) - score;
        }

        values[Output][0] = loss / gold.Length;
    }

    /// <summary>Fills the filtered tags and gives the sum of log Z over the sequences.</summary>
    double Filter()
    {
        (filteredMemory, stepMemory) = (Allocate(2 * emissions.Shape.Count), Allocate(2 * tags * tags));
        double largestStep = CopyExponentiated(transition.Values, StepFactors), sum = 0;
        double[] last = new double[tags];
        for (int sequence = 0; sequence < layout.BatchSize; sequence++)
        {
            int length = layout.Lengths[sequence];
            for (int step = 0; step < length; step++)
            {
                Span<double> row = FilteredRow(sequence, step);
                ReadOnlySpan<float> emission = emissions.Values.Slice(Row(sequence, step) * tags, tags);
                if (step == 0)
                {
                    AddTo(row, emission, start.Values);
                    sum += LinearChain.ExponentiateScaled(row);
                }
                else
                {
                    sum += LinearChain.Filter(FilteredRow(sequence, step - 1), StepFactors, emission, row, tags) + largestStep;
                }
            }

            sum += length == 0 ? 0 : Posterior(sequence, last);
        }

        return sum;
    }

    delegate void TokenPosterior(int sequence, int step, ReadOnlySpan<double> posterior);

    /// <summary>Tells every token's posterior, last token first, and adds the expected steps between tags to pairs.</summary>
    void Smooth(double[] pairs, TokenPosterior tell)
    {
        double[] posterior = new double[tags], earlier = new double[tags], scratch = new double[tags];
        for (int sequence = 0; sequence < layout.BatchSize; sequence++)
        {
            int length = layout.Lengths[sequence];
            if (length > 0)
            {
                Posterior(sequence, posterior);
            }

            for (int step = length - 1; step >= 0; step--)
            {
                tell(sequence, step, posterior);
                if (step > 0)
                {
                    LinearChain.Smooth(FilteredRow(sequence, step - 1), StepFactors, posterior, earlier, pairs, scratch, tags);
                    (posterior, earlier) = (earlier, posterior);
                }
            }
        }
    }

    /// <summary>The posterior of a sequence's last token; returns the logarithm of what its filtered tags lack to Z.</summary>
    double Posterior(int sequence, Span<double> posterior)
    {
        ReadOnlySpan<double> row = FilteredRow(sequence, layout.Lengths[sequence] - 1);
        for (int j = 0; j < tags; j++)
        {
            posterior[j] = Math.Log(row[j]) + end.Values[j];
        }

        double largest = LinearChain.ExponentiateScaled(posterior), sum = 0;
        foreach (double value in posterior)
        {
            sum += value;
        }

        foreach (ref double value in posterior)
        {
            value /= sum;
        }

        return largest + Math.Log(sum);
    }

    double[] TransitionGradient(double[] pairs, double perToken)
    {
        for (int i = 0; i < pairs.Length; i++)
        {
            pairs[i] *= StepFactors[i];
        }

        for (int sequence = 0; sequence < layout.BatchSize; sequence++)
        {
            for (int step = 1; step < layout.Lengths[sequence]; step++)
            {
                pairs[Gold(sequence, step - 1) * tags + Gold(sequence, step)] -= 1;
            }
        }

        for (int i = 0; i < pairs.Length; i++)
        {
            pairs[i] *= perToken;
        }

        return pairs;
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
            score += emissions.Values[Row(sequence, step) * tags + Gold(sequence, step)];
            score += step == 0 ? 0 : transition.Values[Gold(sequence, step - 1) * tags + Gold(sequence, step)];
        }

        return score;
    }

    int Row(int sequence, int step) => layout.Offsets[step] + layout.Positions[sequence];

    int Gold(int sequence, int step) => gold[Row(sequence, step)];

    Span<double> FilteredRow(int sequence, int step) => Filtered.Slice(Row(sequence, step) * tags, tags);

    void RequireShape(Tensor tensor, string name, Shape expected)
    {
        if (tensor.Shape != expected)
        {
            throw new ShapeMismatchException(Name, name, expected.ToString(), tensor.Shape, $"the emissions have {tags} tags");
        }
    }

    static void AddTo(Span<double> sum, ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        for (int j = 0; j < sum.Length; j++)
        {
            sum[j] = (double)a[j] + b[j];
        }
    }

    static double CopyExponentiated(ReadOnlySpan<float> source, Span<double> target)
    {
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = source[i];
        }

        return LinearChain.ExponentiateScaled(target);
    }

    static float[] ToFloat(double[] values) => Array.ConvertAll(values, value => (float)value);
}
