using System.Diagnostics;

namespace Unroll.Kernels;

/// <summary>
/// Softmax and cross entropy in one, with class weights w and label smoothing s as PyTorch defines them. A row with
/// target t and log-probabilities l costs -(1 - s) · w[t] · l[t] - s / classes · Σ w · l; the loss is the sum over rows
/// divided by the sum of w[t]. No class weights means 1 for every class.
/// </summary>
static unsafe class CrossEntropy
{
    /// <summary>Gives the mean loss in nats, summed in double, and the softmax of the logits for the way back.</summary>
    public static double Forward(
        ReadOnlySpan<float> logits, ReadOnlySpan<int> targets, ReadOnlySpan<float> classWeights, float labelSmoothing,
        Span<float> probabilities, int classes, ThreadTeam team)
    {
        Debug.Assert(logits.Length == targets.Length * classes && probabilities.Length == logits.Length);
        if (targets.IsEmpty)
            return 0;
        double total = 0;
        using Workspace workspace = Workspace.Open();
        double* losses = (double*)workspace.Take(2L * targets.Length);
        fixed (float* px = logits, py = probabilities, weights = classWeights)
        fixed (int* ptargets = targets)
        {
            Arguments arguments = new()
            {
                Logits = px,
                Probabilities = py,
                Targets = ptargets,
                Weights = weights,
                Losses = losses,
                Smoothing = labelSmoothing,
                Rows = targets.Length,
                Classes = classes,
            };
            arguments.Pieces = logits.Length < 16 * 1024 ? 1 : Math.Min(targets.Length, 4 * team.Size);
            Dispatch.Run<ForwardKernel, Arguments>(&arguments, arguments.Pieces, team);
        }
        for (int row = 0; row < targets.Length; row++)
            total += losses[row];
        return total / TotalWeight(targets, classWeights);
    }

    /// <summary>
    /// dlogits[row, k] += upstream / Σ w[t] · (p[k] · ((1 - s) · w[t] + s / classes · Σ w) - (1 - s) · w[t] · [k = t] - s / classes · w[k]).
    /// </summary>
    public static void Backward(
        ReadOnlySpan<float> probabilities, ReadOnlySpan<int> targets, ReadOnlySpan<float> classWeights, float labelSmoothing,
        float upstream, Span<float> dlogits, int classes)
    {
        if (targets.IsEmpty)
            return;
        double perRow = upstream / TotalWeight(targets, classWeights), share = (double)labelSmoothing / classes;
        double sumOfWeights = classWeights.IsEmpty ? classes : SumInDouble(classWeights);
        for (int row = 0; row < targets.Length; row++)
        {
            int target = targets[row];
            double onTarget = (1.0 - labelSmoothing) * (classWeights.IsEmpty ? 1 : classWeights[target]);
            Span<float> gradient = dlogits.Slice(row * classes, classes);
            float scale = (float)(perRow * (onTarget + share * sumOfWeights));
            Elementwise.AddScaled(probabilities.Slice(row * classes, classes), scale, gradient);
            gradient[target] -= (float)(perRow * onTarget);
            if (labelSmoothing > 0)
                SubtractShares(gradient, classWeights, (float)(perRow * share));
        }
    }

    static void SubtractShares(Span<float> gradient, ReadOnlySpan<float> classWeights, float share)
    {
        if (!classWeights.IsEmpty)
        {
            Elementwise.AddScaled(classWeights, -share, gradient);
            return;
        }
        for (int i = 0; i < gradient.Length; i++)
            gradient[i] -= share;
    }

    static double TotalWeight(ReadOnlySpan<int> targets, ReadOnlySpan<float> classWeights)
    {
        if (classWeights.IsEmpty)
            return targets.Length;
        double total = 0;
        foreach (int target in targets)
            total += classWeights[target];
        return total;
    }

    static double SumInDouble(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
            sum += value;
        return sum;
    }

    struct Arguments
    {
        public float* Logits, Probabilities, Weights;
        public int* Targets;
        public double* Losses;
        public float Smoothing;
        public int Rows, Classes, Pieces;
    }

    readonly struct ForwardKernel : IKernel<Arguments>
    {
        public static void Run<L, V>(Arguments* arguments, int piece) where L : struct, ILanes<V> where V : unmanaged
        {
            int classes = arguments->Classes;
            int end = Split.Start(arguments->Rows, arguments->Pieces, piece + 1);
            for (int row = Split.Start(arguments->Rows, arguments->Pieces, piece); row < end; row++)
            {
                float* x = arguments->Logits + (nint)row * classes;
                double logarithm = Softmax.Row<L, V>(x, arguments->Probabilities + (nint)row * classes, classes, out float max);
                int target = arguments->Targets[row];
                float* weights = arguments->Weights;
                double cost = (weights == null ? 1 : weights[target]) * (max + logarithm - x[target]);
                arguments->Losses[row] = arguments->Smoothing == 0
                    ? cost
                    : (1.0 - arguments->Smoothing) * cost
                        + arguments->Smoothing / classes * CostOfAll(x, weights, classes, max + logarithm);
            }
        }

        static double CostOfAll(float* x, float* weights, int classes, double logarithmOfSum)
        {
            double cost = 0;
            for (int i = 0; i < classes; i++)
                cost += (weights == null ? 1 : weights[i]) * (logarithmOfSum - x[i]);
            return cost;
        }
    }
}
