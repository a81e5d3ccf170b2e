using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Inspection.Microscope;

/// <summary>What each token adds to the score of one answer.</summary>
/// <param name="reading">The text.</param>
/// <param name="place">Where the answer is given.</param>
/// <param name="answer">Which one.</param>
/// <param name="arena">Where it is computed.</param>
sealed class Attribution(TextReading reading, int place, int answer, Arena arena)
{
    // More at once is not faster, and what is kept for the way back grows with it.
    const int TokensAtOnce = 4096;

    /// <summary>The score of the answer for the text as it is.</summary>
    internal double Score() => Scores([reading.All], [place])[0];

    /// <summary>All three measures.</summary>
    /// <param name="score">What <see cref="Score"/> said.</param>
    /// <param name="integrationSteps">Places on the way from zeros to the text at which the gradient is taken; 1 or more.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    internal TokenContributions Measure(double score, int integrationSteps, CancellationToken cancellationToken)
    {
        double[] gradientTimesInput = GradientTimesInput([1], cancellationToken), integrated = GradientTimesInput(Midpoints(integrationSteps), cancellationToken);
        double baseline = ScoreOfZeros();
        return new(
            Floats(gradientTimesInput), Floats(integrated), LeaveOneOut(score, cancellationToken),
            (float)baseline, integrationSteps, (float)(integrated.Sum() - (score - baseline)));
    }

    static double[] Midpoints(int steps) => [.. Enumerable.Range(0, steps).Select(step => (step + 0.5) / steps)];

    static float[] Floats(double[] values) => [.. values.Select(value => (float)value)];

    /// <summary>Σ over features of x times the mean of the gradient at α·x, for each token.</summary>
    /// <param name="alphas">Where on the way from zeros to the text's vectors the gradient is taken.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    double[] GradientTimesInput(double[] alphas, CancellationToken cancellationToken)
    {
        int tokens = reading.Tokens.Count;
        double[] sums = new double[tokens];
        foreach (double[] some in alphas.Chunk(Math.Max(1, TokensAtOnce / tokens)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using StepMemory step = arena.BeginInspection();
            int[][] kept = [.. Enumerable.Repeat(reading.All, some.Length)];
            Sequences text = reading.Vectors(kept), scaled = Scaled(text, some);
            Tensor total = Total(reading.Scores(scaled, kept, [.. Enumerable.Repeat(place, some.Length)]));
            total.Backward();
            AddProducts(text, scaled.Data.Gradient, some.Length, sums);
        }

        return [.. sums.Select(sum => sum / alphas.Length)];
    }

    /// <summary>The vectors of each sequence times its number, as a leaf of its own.</summary>
    static Sequences Scaled(Sequences text, double[] alphas)
    {
        int features = text.Features;
        float[] values = text.Data.Values.ToArray();
        for (int sequence = 0; sequence < alphas.Length; sequence++)
        {
            for (int token = 0; token < text.Layout.Lengths[sequence]; token++)
            {
                foreach (ref float value in values.AsSpan(text.Layout.Row(sequence, token) * features, features))
                {
                    value = (float)(alphas[sequence] * value);
                }
            }
        }

        return text.With(Tensor.From(values, text.Data.Shape, needsGradient: true));
    }

    static void AddProducts(Sequences text, ReadOnlySpan<float> gradient, int sequences, double[] sums)
    {
        if (gradient.IsEmpty)
        {
            return;
        }

        int features = text.Features;
        for (int sequence = 0; sequence < sequences; sequence++)
        {
            for (int token = 0; token < sums.Length; token++)
            {
                int first = text.Layout.Row(sequence, token) * features;
                for (int i = first; i < first + features; i++)
                {
                    sums[token] += (double)gradient[i] * text.Data.Values[i];
                }
            }
        }
    }

    /// <summary>The sum over the sequences of the answer's score, [].</summary>
    Tensor Total(Tensor scores)
    {
        if (reading.Measure == AnswerMeasure.Logit)
        {
            return scores.Columns(answer, 1).Sum();
        }

        // The loss is the mean of −log p.
        int rows = scores.Shape[0];
        int[] labels = [.. Enumerable.Repeat(answer, rows)];
        return scores.SoftmaxCrossEntropy(labels) * -rows;
    }

    double ScoreOfZeros()
    {
        using StepMemory step = arena.BeginEvaluation();
        int[][] kept = [reading.All];
        Sequences text = reading.Vectors(kept);
        return ScoresOf(reading.Scores(text.With(Tensor.Zeros(text.Data.Shape)), kept, [place]))[0];
    }

    float?[] LeaveOneOut(double score, CancellationToken cancellationToken)
    {
        int tokens = reading.Tokens.Count;
        float?[] losses = new float?[tokens];
        int[] asked = [.. reading.All.Where(removed => reading.PlaceWithout(removed, place) is not null)];
        foreach (int[] some in asked.Chunk(Math.Max(1, TokensAtOnce / tokens)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            int[][] kept = [.. some.Select(removed => reading.All.Where(token => token != removed).ToArray())];
            double[] without = Scores(kept, [.. some.Select(removed => reading.PlaceWithout(removed, place)!.Value)]);
            for (int i = 0; i < some.Length; i++)
            {
                losses[some[i]] = (float)(score - without[i]);
            }
        }

        return losses;
    }

    double[] Scores(int[][] kept, int[] places)
    {
        using StepMemory step = arena.BeginEvaluation();
        return ScoresOf(reading.Scores(reading.Vectors(kept), kept, places));
    }

    double[] ScoresOf(Tensor scores)
    {
        int answers = scores.Shape.LastSize;
        float[] all = reading.Measure == AnswerMeasure.Logit ? scores.Values.ToArray() : scores.LogProbabilities();
        return [.. Enumerable.Range(0, scores.Shape[0]).Select(row => (double)all[row * answers + answer])];
    }
}
