using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Training;

/// <summary>Keeps gradients from growing without bound, as recurrent networks let them.</summary>
public static class GradientClipping
{
    // As PyTorch's clip_grad_norm_: keeps the quotient finite where every gradient is 0.
    const double NormEpsilon = 1e-6;

    /// <summary>The length of all gradients taken as one vector; frozen parameters do not count.</summary>
    /// <param name="parameters">Such as <c>network.Parameters</c>; summed in their order, in double.</param>
    /// <returns>√Σg²; not finite where a gradient is not.</returns>
    public static double Norm(IEnumerable<Parameter> parameters)
    {
        double squares = 0;
        foreach (Parameter parameter in parameters)
        {
            if (!parameter.IsTrainable || !parameter.IsGradientReached)
            {
                continue;
            }

            ReadOnlySpan<float> gradient = parameter.Gradient;
            if (!parameter.IsGradientSparse)
            {
                squares += Reductions.SumOfSquares(gradient);
                continue;
            }

            foreach (int row in parameter.TouchedRows)
            {
                squares += Reductions.SumOfSquares(gradient[parameter.RangeOfRow(row)]);
            }
        }

        return Math.Sqrt(squares);
    }

    /// <summary>Shortens all gradients by one factor so that their <see cref="Norm"/> is at most a limit.</summary>
    /// <param name="parameters">Such as <c>network.Parameters</c>.</param>
    /// <param name="limit">The longest norm allowed, above 0.</param>
    /// <returns>The norm before.</returns>
    /// <exception cref="ArgumentOutOfRangeException">limit is not above 0.</exception>
    public static double ClipNorm(IReadOnlyCollection<Parameter> parameters, double limit) => ClipNorm(parameters, limit, Norm(parameters));

    /// <summary>As <see cref="ClipNorm(IReadOnlyCollection{Parameter}, double)"/> where the norm is known already.</summary>
    internal static double ClipNorm(IEnumerable<Parameter> parameters, double limit, double norm)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        float factor = (float)(limit / (norm + NormEpsilon));
        if (factor < 1)
        {
            ForEachGradient(parameters, gradient => Elementwise.Scale(gradient, factor, gradient));
        }

        return norm;
    }

    /// <summary>Limits each number of each gradient to ±limit.</summary>
    /// <param name="parameters">Such as <c>network.Parameters</c>.</param>
    /// <param name="limit">The largest magnitude allowed, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">limit is not above 0.</exception>
    public static void ClipValue(IEnumerable<Parameter> parameters, float limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        ForEachGradient(parameters, gradient =>
        {
            foreach (ref float value in gradient)
            {
                value = Math.Clamp(value, -limit, limit);
            }
        });
    }

    static void ForEachGradient(IEnumerable<Parameter> parameters, Action<Span<float>> change)
    {
        foreach (Parameter parameter in parameters)
        {
            if (!parameter.IsTrainable || !parameter.IsGradientReached)
            {
                continue;
            }

            Span<float> gradient = parameter.GradientSum;
            if (!parameter.IsGradientSparse)
            {
                change(gradient);
                continue;
            }

            foreach (int row in parameter.TouchedRows)
            {
                change(gradient[parameter.RangeOfRow(row)]);
            }
        }
    }
}
