using System.Globalization;

namespace Unroll.Tensors;

/// <summary>The gradient of one leaf where it differs most from its finite difference.</summary>
/// <param name="Leaf">The leaf.</param>
/// <param name="Index">Position in the leaf, row-major.</param>
/// <param name="Computed">What the operations computed.</param>
/// <param name="Expected">The finite difference of the double-precision references.</param>
/// <param name="Largest">Magnitude of the leaf's largest gradient.</param>
public sealed record GradientDifference(Tensor Leaf, int Index, double Computed, double Expected, double Largest)
{
    /// <summary>The difference as a share of the leaf's largest gradient.</summary>
    public double Relative => Math.Abs(Computed - Expected) is var difference && difference == 0 ? 0 : difference / Largest;
}

/// <summary>What a gradient check found.</summary>
/// <param name="Leaves">One a leaf: where it differs most.</param>
/// <param name="ForwardDifference">The float32 results against their references, as a share of each output's largest number.</param>
/// <param name="Tolerance">What was allowed.</param>
public sealed record GradientCheckReport(IReadOnlyList<GradientDifference> Leaves, double ForwardDifference, double Tolerance)
{
    /// <summary>Whether every gradient and every result is within the tolerance.</summary>
    public bool Passed => ForwardDifference <= Tolerance && Leaves.All(leaf => leaf.Relative <= Tolerance);

    /// <summary>Throws when the check failed.</summary>
    /// <exception cref="InvalidOperationException">Names the leaf, the index, both numbers and the tolerance.</exception>
    public void Require()
    {
        if (!Passed)
        {
            throw new InvalidOperationException(ToString());
        }
    }

    /// <summary>The worst leaf in one line.</summary>
    public override string ToString()
    {
        GradientDifference? worst = Leaves.MaxBy(leaf => leaf.Relative);
        string gradients = worst is null ? "no leaves" : string.Create(CultureInfo.InvariantCulture,
            $"{worst.Leaf} at {worst.Index}: computed {worst.Computed:G7}, expected {worst.Expected:G7}, {worst.Relative:E1} of the largest gradient");
        return string.Create(CultureInfo.InvariantCulture,
            $"Gradient check {(Passed ? "passed" : "failed")}: {gradients}; results differ by {ForwardDifference:E1}; allowed {Tolerance:E1}.");
    }
}
