using System.Runtime.InteropServices;
using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>Receives the posterior of one token's tags, [tags].</summary>
delegate void TokenPosterior(int sequence, int step, ReadOnlySpan<double> posterior);

/// <summary>
/// How probable tags are in the chains of a batch: a walk forwards filters, a walk back smooths what it left. One object for one batch.
/// </summary>
sealed class ChainInference
{
    readonly Tensor emissions, start, transition, end;
    readonly SequenceLayout layout;
    readonly int tags;
    readonly Memory<float> filteredMemory, stepMemory;

    /// <summary>Checks the sizes; the chain scores are those of <see cref="ChainLikelihoods"/>.</summary>
    /// <param name="emissions">One feature a tag, one token or more.</param>
    /// <param name="start">[tags].</param>
    /// <param name="transition">[tags, tags].</param>
    /// <param name="end">[tags].</param>
    /// <param name="allocate">Memory that starts on a cache line and lives as long as this object, for a number of floats.</param>
    internal ChainInference(Sequences emissions, Tensor start, Tensor transition, Tensor end, Func<int, Memory<float>> allocate)
    {
        (this.emissions, layout, tags) = (emissions.Data, emissions.Layout, emissions.Features);
        (this.start, this.transition, this.end) = (start, transition, end);
        RequireShape(start, nameof(start), [tags]);
        RequireShape(transition, nameof(transition), [tags, tags]);
        RequireShape(end, nameof(end), [tags]);
        (filteredMemory, stepMemory) = (allocate(FloatsInDouble * this.emissions.Shape.Count), allocate(FloatsInDouble * tags * tags));
    }

    const int FloatsInDouble = sizeof(double) / sizeof(float);

    /// <summary>e^transition divided by its largest, [tags, tags]; filled by <see cref="Filter"/>.</summary>
    internal Span<double> StepFactors => MemoryMarshal.Cast<float, double>(stepMemory.Span);

    /// <summary>Walks forwards and gives the sum of log Z over the sequences.</summary>
    internal double Filter()
    {
        double largestStep = CopyExponentiated(transition.Values, StepFactors), sum = 0;
        double[] last = new double[tags];
        for (int sequence = 0; sequence < layout.BatchSize; sequence++)
        {
            int length = layout.Lengths[sequence];
            for (int step = 0; step < length; step++)
            {
                Span<double> row = Filtered(sequence, step);
                ReadOnlySpan<float> emission = emissions.Values.Slice(layout.Row(sequence, step) * tags, tags);
                if (step == 0)
                {
                    AddTo(row, emission, start.Values);
                    sum += LinearChain.ExponentiateScaled(row);
                }
                else
                {
                    sum += LinearChain.Filter(Filtered(sequence, step - 1), StepFactors, emission, row, tags) + largestStep;
                }
            }

            sum += length == 0 ? 0 : PosteriorOfLast(sequence, last);
        }

        return sum;
    }

    /// <summary>Walks back over what <see cref="Filter"/> left and tells every token's posterior, a sequence's last token first.</summary>
    /// <param name="tell">Told each of them.</param>
    /// <returns>The expected number of steps from each tag (row) to each tag (column) over all sequences, [tags, tags].</returns>
    internal double[] Smooth(TokenPosterior tell)
    {
        double[] pairs = new double[tags * tags], posterior = new double[tags], earlier = new double[tags], scratch = new double[tags];
        for (int sequence = 0; sequence < layout.BatchSize; sequence++)
        {
            int length = layout.Lengths[sequence];
            if (length > 0)
            {
                PosteriorOfLast(sequence, posterior);
            }

            for (int step = length - 1; step >= 0; step--)
            {
                tell(sequence, step, posterior);
                if (step > 0)
                {
                    LinearChain.Smooth(Filtered(sequence, step - 1), StepFactors, posterior, earlier, pairs, scratch, tags);
                    (posterior, earlier) = (earlier, posterior);
                }
            }
        }

        for (int i = 0; i < pairs.Length; i++)
        {
            pairs[i] *= StepFactors[i];
        }

        return pairs;
    }

    /// <summary>The posterior of a sequence's last token; returns the logarithm of what its filtered tags lack to Z.</summary>
    double PosteriorOfLast(int sequence, Span<double> posterior)
    {
        ReadOnlySpan<double> row = Filtered(sequence, layout.Lengths[sequence] - 1);
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

    Span<double> Filtered(int sequence, int step) =>
        MemoryMarshal.Cast<float, double>(filteredMemory.Span).Slice(layout.Row(sequence, step) * tags, tags);

    void RequireShape(Tensor tensor, string name, Shape expected)
    {
        if (tensor.Shape != expected)
        {
            throw new ShapeMismatchException(nameof(ChainLikelihood), name, expected.ToString(), tensor.Shape, $"the emissions have {tags} tags");
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
}
