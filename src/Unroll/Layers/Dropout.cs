using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>Random zeros while training; nothing otherwise. Srivastava et al. (2014).</summary>
public sealed class Dropout : Module
{
    readonly float rate;
    readonly RandomSource random;

    /// <summary>A dropout with randomness of its own.</summary>
    /// <param name="rate">Probability of a zero, in [0, 1).</param>
    /// <param name="random">A stream for this place in the network.</param>
    /// <exception cref="ArgumentOutOfRangeException">rate is outside [0, 1).</exception>
    public Dropout(float rate, RandomSource random)
    {
        if (rate is not (>= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "A dropout rate is at least 0 and less than 1.");
        }

        (this.rate, this.random) = (rate, random);
    }

    /// <summary>Zeroes elements at random inside a training step.</summary>
    /// <param name="x">Any shape.</param>
    /// <returns>The same shape.</returns>
    public Tensor Forward(Tensor x) => x.Dropout(rate, random);

    /// <summary>Zeroes elements at random inside a training step.</summary>
    /// <param name="x">Any features.</param>
    public Sequences Forward(Sequences x) => x.With(x.Data.Dropout(rate, random));

    /// <summary>The rate.</summary>
    public override string ToString() => FormattableString.Invariant($"Dropout({rate})");
}
