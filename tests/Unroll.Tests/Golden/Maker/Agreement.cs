using static TorchSharp.torch;

namespace Unroll.GoldenMaker;

/// <summary>The checks that a golden value must pass before it is written.</summary>
static class Agreement
{
    /// <summary>What float32 may differ from float64, as a share of the largest entry: some 100 roundings of 6e-8.</summary>
    public const double Float32 = 1e-5;

    /// <summary>What two ways through float64 may differ: only the order of additions is another.</summary>
    public const double Float64 = 1e-12;

    /// <summary>Refuses a tensor that differs from another by more than a share of the other's largest entry.</summary>
    public static void Require(string what, Tensor expected, Tensor actual, double tolerance)
    {
        if (!expected.shape.SequenceEqual(actual.shape))
        {
            throw new InvalidOperationException(
                $"{what}: expected shape [{string.Join(", ", expected.shape)}], got [{string.Join(", ", actual.shape)}].");
        }
        double largest = Largest(expected), difference = Largest(expected.to(ScalarType.Float64) - actual.to(ScalarType.Float64));
        // Asked this way round, NaN fails too.
        if (!(difference <= tolerance * largest))
        {
            throw new InvalidOperationException($"{what}: differs by {difference:g3}, largest entry {largest:g3}, allowed share {tolerance:g3}.");
        }
    }

    /// <summary>Refuses results whose tensors differ, name by name.</summary>
    public static void RequireAll(
        string what, IReadOnlyDictionary<string, Tensor> expected, IReadOnlyDictionary<string, Tensor> actual, double tolerance)
    {
        foreach ((string name, Tensor value) in expected) Require($"{what}, {name}", value, actual[name], tolerance);
    }

    /// <summary>Compares a gradient's largest entry with the central difference of the loss at that entry.</summary>
    /// <param name="what">What is checked, for the message.</param>
    /// <param name="value">Where the gradient was taken.</param>
    /// <param name="gradient">The gradient in float64, shaped as the value.</param>
    /// <param name="loss">The loss, in float64, as a function of the value alone.</param>
    public static void RequireGradient(string what, Tensor value, Tensor gradient, Func<Tensor, double> loss)
    {
        // Rounding costs about 1e-16 / step, curvature about step²: at 1e-5 both are near 1e-10.
        const double Step = 1e-5, Tolerance = 1e-6;
        long entry = gradient.abs().flatten().argmax().item<long>();
        double analytic = gradient.flatten()[entry].item<double>();
        double numeric = (loss(Moved(value, entry, Step)) - loss(Moved(value, entry, -Step))) / (2 * Step);
        if (!(Math.Abs(numeric - analytic) <= Tolerance * Math.Abs(analytic)))
        {
            throw new InvalidOperationException($"{what}, entry {entry}: gradient {analytic:g9}, by differences {numeric:g9}.");
        }
    }

    static double Largest(Tensor values) => values.abs().max().to(ScalarType.Float64).item<double>();

    static Tensor Moved(Tensor value, long entry, double step)
    {
        Tensor moved = value.to(ScalarType.Float64, copy: true);
        moved.flatten()[entry] += step;
        return moved;
    }
}
