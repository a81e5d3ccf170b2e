using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// The clockwork RNN: units in modules that are renewed every 1, 2, 4, 8 … steps, and that read only modules as slow as themselves or
/// slower. h' = tanh(W·x + U·h + b) for the units whose period divides the step, h for the others; U is block upper triangular.
/// </summary>
/// <remarks>
/// Koutník et al. (2014), equations 1 to 4, periods 2^0 to 2^(modules − 1). The step is counted in the state, so a sequence may be read in
/// pieces. Every unit is computed at every step and the slow ones dropped; the paper's saving of time is not made. Parameters:
/// hidden·(input + 1) + Σ over modules of size · (units of this and all slower modules).
/// </remarks>
public sealed class ClockworkCell : Module, IRecurrentCell
{
    /// <summary>Modules where nothing else is asked for: periods 1 to 128.</summary>
    public const int UsualModules = 8;

    readonly int[] starts, periods;
    readonly Parameter weight_ih, bias;
    readonly Parameter[] weight_hh;

    /// <summary>All parameters uniform in ±1/√hiddenSize.</summary>
    /// <param name="inputSize">Features of the input, 1 or more.</param>
    /// <param name="hiddenSize">Units, 1 or more, divided among the modules as evenly as possible.</param>
    /// <param name="random">Where the initial weights come from.</param>
    /// <param name="modules">Number of modules, 1 to 24; at most one a unit are made.</param>
    public ClockworkCell(int inputSize, int hiddenSize, RandomSource random, int modules = UsualModules)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hiddenSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(modules, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(modules, 24);
        (InputSize, StateSizes) = (inputSize, [hiddenSize, 1]);
        int count = Math.Min(modules, hiddenSize);
        starts = [.. Enumerable.Range(0, count + 1).Select(module => (int)((long)hiddenSize * module / count))];
        periods = [.. Enumerable.Range(0, count).SelectMany(module => Enumerable.Repeat(1 << module, starts[module + 1] - starts[module]))];
        float bound = 1 / MathF.Sqrt(hiddenSize);
        weight_ih = new Parameter("weight_ih", [hiddenSize, inputSize]).FillUniform(bound, random);
        bias = new Parameter("bias", [hiddenSize]).FillUniform(bound, random);
        weight_hh = [.. Enumerable.Range(0, count).Select(module =>
            new Parameter($"weight_hh_{module}", [starts[module + 1] - starts[module], hiddenSize - starts[module]]).FillUniform(bound, random))];
    }

    /// <inheritdoc/>
    public int InputSize { get; }

    /// <summary>Hidden state, and the clock: steps done, modulo the longest period.</summary>
    public IReadOnlyList<int> StateSizes { get; }

    /// <inheritdoc/>
    public Sequences Prepare(Sequences x) => x.With(x.Data.Linear(weight_ih, bias));

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Step(Tensor x, IReadOnlyList<Tensor> state)
    {
        (Tensor h, Tensor clock) = (state[0], state[1]);
        Tensor[] fromHidden = [.. weight_hh.Select((weight, module) => h.Columns(starts[module], StateSizes[0] - starts[module]).Linear(weight))];
        (Tensor next, Tensor nextClock) = (x + Tensor.ConcatenateColumns(fromHidden)).Tanh().OnTime(h, clock, periods);
        return [next, nextClock];
    }
}
