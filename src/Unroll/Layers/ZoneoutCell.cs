using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// Any cell whose state keeps some of its old values at random while training: s' = d∘s + (1 − d)∘step(x, s) with d = 1 or 0 for each
/// unit; otherwise d is its mean. Unlike dropout it loses neither memory nor gradient.
/// </summary>
/// <remarks>
/// Krueger et al. (2017), equations 2 to 5: around an <see cref="LstmCell"/>, c' and h' = o∘tanh(c') are computed first and then kept
/// back each for itself.
/// </remarks>
public sealed class ZoneoutCell : Module, IRecurrentCell
{
    readonly IRecurrentCell cell;
    readonly IReadOnlyList<float> rates;
    readonly RandomSource random;

    /// <summary>A cell with zoneout around it.</summary>
    /// <param name="cell">The cell; its parameters are trained and saved if it is a <see cref="Module"/>.</param>
    /// <param name="rates">For each part of its state the probability of an old value, in [0, 1).</param>
    /// <param name="random">A stream for this place in the network.</param>
    /// <exception cref="ArgumentException">There is not one rate a part, or one is outside [0, 1).</exception>
    public ZoneoutCell(IRecurrentCell cell, IReadOnlyList<float> rates, RandomSource random)
    {
        if (rates.Count != cell.StateSizes.Count || rates.Any(rate => rate is not (>= 0 and < 1)))
        {
            throw new ArgumentException($"ZoneoutCell: give {cell.StateSizes.Count} rates, one for each part of the state, each at least 0 and less than 1; " +
                $"got {string.Join(", ", rates)}.", nameof(rates));
        }

        (this.cell, this.rates) = (cell, rates);
        this.random = random.Stream("zoneout").Stream((long)random.Position);
    }

    /// <inheritdoc/>
    public int InputSize => cell.InputSize;

    /// <inheritdoc/>
    public IReadOnlyList<int> StateSizes => cell.StateSizes;

    /// <inheritdoc/>
    public Sequences Prepare(Sequences x) => cell.Prepare(x);

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Step(Tensor x, IReadOnlyList<Tensor> state) =>
        [.. cell.Step(x, state).Select((next, part) => Named(next.Zoneout(state[part], rates[part], random), part))];

    // What an LSTM inside has called so is not yet what is kept.
    Tensor Named(Tensor next, int part) => part == 1 && StateSizes.Count == 2 ? next.Named("cell state") : next;
}
