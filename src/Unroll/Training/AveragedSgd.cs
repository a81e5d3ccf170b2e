using Unroll.Formats;
using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Training;

/// <summary>
/// Stochastic gradient descent that ends as the mean of its steps, as PyTorch's <c>ASGD</c>: with η = rate / (1 + λ·rate·(t − 1))^α,
/// p −= η·(g + (decay + λ)·p), and from a step t₀ on a = a + (p − a) / max(1, t − 1 − t₀). Validation judges a, and training returns it.
/// </summary>
/// <remarks>
/// Polyak and Juditsky (1992). With <see cref="AveragingPatience"/> the mean begins when the validation has not improved for
/// that many epochs: NT-ASGD, Merity, Keskar and Socher (2018).
/// </remarks>
public sealed class AveragedSgd : Optimizer
{
    const string Average = "ax";

    readonly double decayTerm, power, weightDecay;
    long averageFrom;

    /// <summary>Averaged stochastic gradient descent.</summary>
    /// <param name="parameters">What to change.</param>
    /// <param name="learningRate">Step size, 0 or more.</param>
    /// <param name="decayTerm">λ, 0 or more.</param>
    /// <param name="power">α, 0 or more.</param>
    /// <param name="averageFrom">t₀: steps before the mean begins; 0 or more.</param>
    /// <param name="weightDecay">Pull towards 0, added to the gradient; 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public AveragedSgd(
        IEnumerable<Parameter> parameters, double learningRate = 1e-2, double decayTerm = 1e-4, double power = 0.75, long averageFrom = 1_000_000,
        double weightDecay = 0)
        : base(parameters, learningRate)
    {
        this.decayTerm = Limits.AtLeastZero(decayTerm, nameof(decayTerm));
        this.power = Limits.AtLeastZero(power, nameof(power));
        this.weightDecay = Limits.AtLeastZero(weightDecay, nameof(weightDecay));
        this.averageFrom = averageFrom >= 0 ? averageFrom
            : throw new ArgumentOutOfRangeException(nameof(averageFrom), averageFrom, "averageFrom must be 0 or more.");
    }

    /// <summary>Epochs without a better validation after which the mean begins, if it has not begun; 1 or more, null for never.</summary>
    public int? AveragingPatience { get; init => field = value is { } epochs ? Limits.AtLeastOne(epochs, nameof(AveragingPatience)) : null; }

    /// <inheritdoc/>
    protected override void Update(OptimizerState state)
    {
        GradientDescent.Sgd(state.Values, state.Gradient, (float)RateAt(state.Step), (float)(weightDecay + decayTerm));
        long since = state.Step - 1 - averageFrom;
        if (since < 0)
        {
            return;
        }

        Span<float> mean = state.Buffer(Average);
        float share = 1f / Math.Max(1, since);
        Elementwise.Scale(mean, 1 - share, mean);
        Elementwise.AddScaled(state.Values, share, mean);
    }

    private protected override bool TryUpdateRows(OptimizerState state)
    {
        if (weightDecay + decayTerm != 0 || state.Step > averageFrom)
        {
            return false;
        }

        Sgd.UpdateRows(state, (float)RateAt(state.Step));
        return true;
    }

    internal override void ExchangeAverages()
    {
        foreach (OptimizerState state in States.Where(state => state.HasBuffer(Average)))
        {
            Span<float> values = state.Values, mean = state.Buffer(Average);
            for (int i = 0; i < values.Length; i++)
            {
                (values[i], mean[i]) = (mean[i], values[i]);
            }
        }
    }

    internal override void Validated(int epochsWithoutImprovement)
    {
        long step = States.Max(state => state.Step);
        if (epochsWithoutImprovement >= AveragingPatience && averageFrom > step)
        {
            averageFrom = step;
        }
    }

    private protected override void SaveOwn(SafetensorsWriter writer, string prefix) => writer.Add($"{prefix}average_from", new[] { averageFrom });

    private protected override void LoadOwn(SafetensorsReader reader, string prefix)
    {
        averageFrom = SingleInteger(reader, $"{prefix}average_from");
        if (averageFrom < 0)
        {
            throw new InvalidDataException($"{reader.Path}: {prefix}average_from is {averageFrom}, but steps count from 0.");
        }
    }

    double RateAt(long step) => LearningRate / Math.Pow(1 + decayTerm * LearningRate * (step - 1), power);
}
