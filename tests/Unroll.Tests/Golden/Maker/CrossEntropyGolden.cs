using TorchSharp;
using static TorchSharp.torch;

namespace Unroll.GoldenMaker;

/// <summary>Softmax cross entropy, mean over the batch: plain, with class weights, with label smoothing, with both.</summary>
static class CrossEntropyGolden
{
    const int Batch = 6, Classes = 5;
    const double Smoothing = 0.1;

    static readonly long[] Labels = [2, 0, 4, 1, 3, 1];
    static readonly float[] ClassWeights = [0.5f, 2, 1.25f, 0.75f, 3];

    public static void Write(string folder)
    {
        using DisposeScope scope = NewDisposeScope();
        Samples samples = new(seed: 202);
        Tensor logits = Logits(samples), labels = tensor(Labels), classWeights = tensor(ClassWeights);

        SafetensorsFile file = new("cross_entropy");
        file.Describe("reduction", "mean");
        file.Describe("label_smoothing", Smoothing);
        file.Add("logits", logits);
        file.Add("labels", labels);
        file.Add("class_weights", classWeights);
        Add(file, "plain", logits, labels, classWeights: null, smoothing: 0);
        Add(file, "weighted", logits, labels, classWeights, smoothing: 0);
        Add(file, "smoothed", logits, labels, classWeights: null, Smoothing);
        Add(file, "weighted_smoothed", logits, labels, classWeights, Smoothing);
        file.Save(folder);
    }

    // ±100 overflows a softmax that does not subtract the maximum: once the label is the sure class, once the impossible one.
    static Tensor Logits(Samples samples)
    {
        Tensor logits = samples.Normal(Batch, Classes) * 2;
        logits[1, 0] = 100;
        logits[1, 3] = -100;
        logits[2, 4] = -100;
        logits[2, 1] = 100;
        return logits;
    }

    static void Add(SafetensorsFile file, string name, Tensor logits, Tensor labels, Tensor? classWeights, double smoothing)
    {
        (Tensor Loss, Tensor Gradient) Run(Tensor values, ScalarType precision)
        {
            Tensor leaf = Parameters.Leaf(values, precision);
            Tensor loss = nn.functional.cross_entropy(leaf, labels, classWeights?.to(precision), label_smoothing: smoothing);
            loss.backward();
            return (loss.detach().reshape(1), Parameters.Gradient(leaf));
        }

        (Tensor sharpLoss, Tensor sharpGradient) = Run(logits, ScalarType.Float64);
        (Tensor loss, Tensor gradient) = Run(logits, ScalarType.Float32);
        Agreement.Require($"cross entropy, {name}, loss in float32", sharpLoss, loss, Agreement.Float32);
        Agreement.Require($"cross entropy, {name}, gradient in float32", sharpGradient, gradient, Agreement.Float32);
        Agreement.RequireGradient($"cross entropy, {name}", logits, sharpGradient, moved => Run(moved, ScalarType.Float64).Loss.item<double>());

        file.Add($"{name}.loss", sharpLoss);
        file.Add($"{name}.grad_logits", sharpGradient);
    }
}
