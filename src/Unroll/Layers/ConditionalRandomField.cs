using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>Scores for tags that follow one another, learned beside the network's scores of each token: a linear-chain conditional random field.</summary>
/// <remarks>Lafferty, McCallum and Pereira (2001); on top of a bidirectional LSTM, Huang, Xu and Yu (2015).</remarks>
public sealed class ConditionalRandomField : Module
{
    // Far beyond any learned score: a path takes a forbidden step only where every path has one.
    const double ForbiddenStep = -1e9;

    readonly Parameter start, transition, end;
    readonly TagRules rules;

    /// <summary>Scores uniform in ±0.1.</summary>
    /// <param name="rules">The tags, and which may follow which when a path is chosen.</param>
    /// <param name="random">Where the initial scores come from.</param>
    public ConditionalRandomField(TagRules rules, RandomSource random)
    {
        const float bound = 0.1f;
        this.rules = rules;
        start = new Parameter("start_transitions", [rules.Count]).FillUniform(bound, random);
        end = new Parameter("end_transitions", [rules.Count]).FillUniform(bound, random);
        transition = new Parameter("transitions", [rules.Count, rules.Count]).FillUniform(bound, random);
    }

    /// <summary>Scores of the first token's tags, [tags].</summary>
    public Parameter Start => start;

    /// <summary>Scores of a tag (row) followed by a tag (column), [tags, tags].</summary>
    public Parameter Transition => transition;

    /// <summary>Scores of the last token's tags, [tags].</summary>
    public Parameter End => end;

    /// <summary>−log of the tags' probability among all paths, forbidden ones included, in nats a token.</summary>
    /// <param name="emissions">The scores of each token's tags, one feature a tag.</param>
    /// <param name="tags">The tag of each token, in packed order.</param>
    /// <returns>One number, shape [].</returns>
    /// <exception cref="ShapeMismatchException">The sizes do not fit, or there is no token.</exception>
    public Tensor Loss(Sequences emissions, ReadOnlySpan<int> tags) => emissions.ChainLoss(tags, start, transition, end);

    /// <summary>How probable each tag of each token is, given the whole sequence.</summary>
    /// <param name="emissions">The scores of each token's tags, one feature a tag.</param>
    /// <returns>[tokens, tags], row-major, in packed order.</returns>
    /// <exception cref="ShapeMismatchException">The sizes do not fit, or there is no token.</exception>
    public float[] Probabilities(Sequences emissions) => emissions.ChainProbabilities(start, transition, end);

    /// <summary>The most probable allowed path of each sequence (Viterbi 1967); of equals the one with the lower tag at the last token that differs.</summary>
    /// <param name="emissions">The scores of each token's tags, one feature a tag.</param>
    /// <returns>The tag of each token, in packed order.</returns>
    /// <exception cref="ShapeMismatchException">There is not one feature a tag.</exception>
    public int[] Decode(Sequences emissions)
    {
        if (emissions.Features != rules.Count)
        {
            throw new ShapeMismatchException("ConditionalRandomField", nameof(emissions), $"[tokens, {rules.Count}]", emissions.Data.Shape,
                $"this layer was built for {rules.Count} tags");
        }

        int[] path = new int[emissions.Layout.TokenCount];
        (double[] ofStart, double[] ofSteps, double[] ofEnd) = AllowedScores();
        PathSearch search = new(ofStart, ofSteps, ofEnd, rules.Count);
        for (int sequence = 0; sequence < emissions.Layout.BatchSize; sequence++)
        {
            search.Find(emissions, sequence, path);
        }

        return path;
    }

    /// <summary>The number of tags.</summary>
    public override string ToString() => $"ConditionalRandomField({rules.Count} tags)";

    /// <summary>The scores that a path is chosen by: those of forbidden steps are far below all others.</summary>
    internal (double[] Start, double[] Steps, double[] End) AllowedScores() => (AllowedStart(), AllowedSteps(), AllowedEnd());

    double[] AllowedStart() => [.. start.Values.ToArray().Select((score, tag) => rules.MayBegin(tag) ? score : ForbiddenStep)];

    double[] AllowedEnd() => [.. end.Values.ToArray().Select((score, tag) => rules.MayEnd(tag) ? score : ForbiddenStep)];

    double[] AllowedSteps() => [.. transition.Values.ToArray().Select((score, step) =>
        rules.MayFollow(step / rules.Count, step % rules.Count) ? score : ForbiddenStep)];

    /// <summary>The best path to each tag of each token, one sequence after the other.</summary>
    /// <param name="start">Scores of the first token's tags, [tags].</param>
    /// <param name="step">Scores of a tag followed by a tag, [tags, tags].</param>
    /// <param name="end">Scores of the last token's tags, [tags].</param>
    /// <param name="tags">Number of tags.</param>
    sealed class PathSearch(double[] start, double[] step, double[] end, int tags)
    {
        double[] best = new double[tags], next = new double[tags];
        int[] cameFrom = [];

        internal void Find(Sequences emissions, int sequence, int[] path)
        {
            SequenceLayout layout = emissions.Layout;
            int length = layout.Lengths[sequence];
            if (length == 0)
            {
                return;
            }

            Array.Resize(ref cameFrom, Math.Max(cameFrom.Length, length * tags));
            start.CopyTo(best, 0);
            AddEmission(emissions, layout.Row(sequence, 0));
            for (int t = 1; t < length; t++)
            {
                Advance(cameFrom.AsSpan(t * tags, tags));
                AddEmission(emissions, layout.Row(sequence, t));
            }

            for (int tag = 0; tag < tags; tag++)
            {
                best[tag] += end[tag];
            }

            int last = Array.IndexOf(best, best.Max());
            for (int t = length - 1; t >= 0; t--)
            {
                path[layout.Row(sequence, t)] = last;
                last = cameFrom[t * tags + last];
            }
        }

        void Advance(Span<int> cameFrom)
        {
            next.AsSpan().Fill(double.NegativeInfinity);
            for (int i = 0; i < tags; i++)
            {
                ReadOnlySpan<double> row = step.AsSpan(i * tags, tags);
                double before = best[i];
                for (int j = 0; j < row.Length; j++)
                {
                    if (before + row[j] > next[j])
                    {
                        (next[j], cameFrom[j]) = (before + row[j], i);
                    }
                }
            }

            (best, next) = (next, best);
        }

        void AddEmission(Sequences emissions, int row)
        {
            ReadOnlySpan<float> scores = emissions.Data.Values.Slice(row * tags, tags);
            for (int tag = 0; tag < tags; tag++)
            {
                best[tag] += scores[tag];
            }
        }
    }
}
