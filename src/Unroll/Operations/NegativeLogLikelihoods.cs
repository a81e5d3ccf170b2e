using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>The loss of a network that already gives log-probabilities.</summary>
public static class NegativeLogLikelihoods
{
    extension(Tensor logProbabilities)
    {
        /// <summary>The mean of −y[label], in nats; with label smoothing ε each class has a target of ε / C, and the label 1 − ε more.</summary>
        /// <param name="labels">The class of each row; this tensor is [rows, classes].</param>
        /// <param name="labelSmoothing">ε in [0, 1].</param>
        /// <returns>One number, shape [].</returns>
        /// <exception cref="ShapeMismatchException">There is not one label a row.</exception>
        /// <exception cref="ArgumentOutOfRangeException">A label is not a class.</exception>
        public Tensor NegativeLogLikelihood(ReadOnlySpan<int> labels, float labelSmoothing = 0) =>
            Operation.Run(new NegativeLogLikelihood(logProbabilities, labels.ToArray(), labelSmoothing));
    }
}

/// <summary>q = (1 − ε)·onehot + ε/C; L = −Σ_i Σ_c q_ic y_ic / rows; dy_ic = −q_ic / rows.</summary>
sealed class NegativeLogLikelihood : Operation
{
    readonly Tensor y;
    readonly int[] labels;
    readonly float smoothing;
    readonly int classes;

    internal NegativeLogLikelihood(Tensor y, int[] labels, float smoothing)
        : base(y)
    {
        if (y.Shape is not [var rows, var classes] || rows != labels.Length || rows == 0)
        {
            throw new ShapeMismatchException(Name, nameof(y), $"[{labels.Length}, classes] with one row or more", y.Shape, "give one label for each row");
        }

        foreach (int label in labels)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)label, (uint)classes, nameof(labels));
        }

        (this.y, this.labels, this.smoothing, this.classes) = (y, labels, smoothing, classes);
        NewOutput([]);
    }

    protected override void Forward()
    {
        double loss = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            ReadOnlySpan<float> ofRow = y.Values.Slice(row * classes, classes);
            loss -= (1.0 - smoothing) * ofRow[labels[row]];
            for (int c = 0; c < classes && smoothing > 0; c++)
            {
                loss -= smoothing / (double)classes * ofRow[c];
            }
        }

        Output.WritableValues[0] = (float)(loss / labels.Length);
    }

    protected internal override void Backward()
    {
        float scale = Output.Gradient[0] / labels.Length;
        Span<float> dy = InputGradient.Of(y);
        for (int row = 0; row < labels.Length; row++)
        {
            Span<float> ofRow = dy.Slice(row * classes, classes);
            for (int c = 0; c < classes && smoothing > 0; c++)
            {
                ofRow[c] -= scale * smoothing / classes;
            }

            ofRow[labels[row]] -= scale * (1 - smoothing);
        }
    }

    protected internal override void Reference(ReferenceValues values)
    {
        double loss = 0;
        for (int i = 0; i < y.Shape.Count; i++)
        {
            double target = (i % classes == labels[i / classes] ? 1.0 - smoothing : 0) + smoothing / (double)classes;
            loss -= target * values[y][i];
        }

        values[Output][0] = loss / labels.Length;
    }
}
