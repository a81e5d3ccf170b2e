using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>The loss of classification.</summary>
public static class SoftmaxCrossEntropies
{
    extension(Tensor logits)
    {
        /// <summary>
        /// The mean of −log softmax(logits)[label], in nats; with label smoothing ε the target is 1 − ε on the label plus ε
        /// spread over all classes; with class weights the weighted mean, as PyTorch's <c>CrossEntropyLoss</c> defines both.
        /// </summary>
        /// <param name="labels">The class of each row.</param>
        /// <param name="labelSmoothing">ε in [0, 1].</param>
        /// <param name="classWeights">One weight a class, 0 or more; empty for equal weights.</param>
        /// <returns>One number, shape []. This tensor is [rows, classes].</returns>
        /// <exception cref="ShapeMismatchException">There is not one label a row, or one weight a class.</exception>
        /// <exception cref="ArgumentOutOfRangeException">A label is not a class.</exception>
        public Tensor SoftmaxCrossEntropy(ReadOnlySpan<int> labels, float labelSmoothing = 0, ReadOnlySpan<float> classWeights = default) =>
            Operation.Run(new SoftmaxCrossEntropy(logits, labels.ToArray(), labelSmoothing, classWeights.ToArray()));

        /// <summary>e^logit / Σ e^logit for every row, without a gradient: what a prediction reports.</summary>
        /// <returns>Probabilities, row-major; this tensor is […, classes].</returns>
        public float[] Probabilities()
        {
            float[] probabilities = new float[logits.Shape.Count];
            Softmax.Forward(logits.Values, probabilities, logits.Shape.LastSize, StepBuffers.Current?.Team ?? ThreadTeam.Single);
            return probabilities;
        }

        /// <summary>logit − ln Σ e^logit for every row, without a gradient: what a search adds up.</summary>
        /// <returns>Log-probabilities, row-major; this tensor is […, classes].</returns>
        public float[] LogProbabilities()
        {
            float[] logarithms = new float[logits.Shape.Count];
            Softmax.LogForward(logits.Values, logarithms, logits.Shape.LastSize, StepBuffers.Current?.Team ?? ThreadTeam.Single);
            return logarithms;
        }
    }
}

/// <summary>
/// p = softmax(x), q = (1 − ε)·onehot + ε/C; L = −Σ_i Σ_c w_c q_ic log p_ic / Σ_i w_label(i);
/// dx_ic = (p_ic · Σ_k w_k q_ik − w_c q_ic) / Σ_i w_label(i).
/// </summary>
sealed class SoftmaxCrossEntropy : Operation
{
    readonly Tensor logits;
    readonly int[] labels;
    readonly float[] weights;
    readonly float smoothing;
    readonly int classes;
    Memory<float> probabilities;

    internal SoftmaxCrossEntropy(Tensor logits, int[] labels, float smoothing, float[] weights)
        : base(logits)
    {
        if (logits.Shape is not [var rows, var classes] || rows != labels.Length || rows == 0)
        {
            throw new ShapeMismatchException(Name, nameof(logits), $"[{labels.Length}, classes] with one row or more", logits.Shape, "give one label for each row");
        }

        if (smoothing is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(smoothing), smoothing, "Label smoothing is at least 0 and at most 1.");
        }

        if (weights.Length != 0 && weights.Length != classes)
        {
            throw new ShapeMismatchException(Name, "classWeights", $"[{classes}]", [weights.Length], "give one weight for each class");
        }

        (this.logits, this.labels, this.smoothing, this.weights, this.classes) = (logits, labels, smoothing, weights, classes);
        foreach (int label in labels)
        {
            if ((uint)label >= (uint)classes)
            {
                throw new ArgumentOutOfRangeException(nameof(labels), label, $"Label {label} is not a class; there are {classes}, 0 to {classes - 1}.");
            }
        }

        NewOutput([]);
    }

    protected override void Forward()
    {
        // The probabilities are all that the way back needs.
        probabilities = Allocate(logits.Shape.Count);
        Output.WritableValues[0] = (float)CrossEntropy.Forward(logits.Values, labels, weights, smoothing, probabilities.Span, classes, Team);
    }

    protected internal override void Backward() => CrossEntropy.Backward(
        probabilities.Span, labels, weights, smoothing, Output.Gradient[0], InputGradient.Of(logits), classes);

    protected internal override void Reference(ReferenceValues values)
    {
        double[] x = values[logits];
        double loss = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            double largest = x.AsSpan(row * classes, classes).ToArray().Max();
            double logSum = largest + Math.Log(x.AsSpan(row * classes, classes).ToArray().Sum(value => Math.Exp(value - largest)));
            for (int c = 0; c < classes; c++)
            {
                double target = (c == labels[row] ? 1.0 - smoothing : 0) + smoothing / (double)classes;
                loss -= Weight(c) * target * (x[row * classes + c] - logSum);
            }
        }

        values[Output][0] = loss / labels.Sum(label => (double)Weight(label));
    }

    float Weight(int c) => weights.Length == 0 ? 1 : weights[c];
}
