using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Inspection.Grids;

/// <summary>Is the number of ones among k bits odd? All bits are seen at once, by networks of k levels with one set of weights.</summary>
sealed class ParityExperiment : GridExperiment
{
    const int TestStrings = 1000;

    public override string Name => "parity";

    public override string Summary => "Parity of k bits with the one-dimensional grid, beside deep tanh and ReLU networks of the same shape.";

    public override string SizeName => "bits";

    public override string ScoreName => $"share of {TestStrings} test strings right";

    public override string Published => "The paper's one-dimensional grid learns the parity of up to 250 bits (its appendix, as others quote it).";

    public override GridExperimentOptions Defaults => new(ProblemSize: 8, Depth: 8, HiddenSize: 256, BatchSize: 64, Steps: 3000, StepsPerPoint: 100);

    private protected override string TitleOf(GridExperimentOptions options) => $"Parity of {options.ProblemSize} bits, {options.Depth} tied levels of {options.HiddenSize}";

    private protected override IReadOnlyList<Contestant> Contestants(GridExperimentOptions options) =>
    [
        Create("grid LSTM", GridTransform.Lstm, options),
        Create("tanh network", GridTransform.Tanh, options),
        Create("ReLU network", GridTransform.Relu, options),
    ];

    static Contestant Create(string name, GridTransform transform, GridExperimentOptions options)
    {
        Network network = new(options, transform);
        (Tensor tests, int[] answers) = Strings(options.ProblemSize, TestStrings, options.Test);
        return new(name, network, Loss, () => Answers.ShareRight(network.Forward(tests), answers));

        Tensor Loss(int step)
        {
            (Tensor bits, int[] parities) = Strings(options.ProblemSize, options.BatchSize, options.Training(step));
            return network.Forward(bits).SoftmaxCrossEntropy(parities);
        }
    }

    // A bit is -1 or 1: 0 would tell the first level nothing.
    static (Tensor Bits, int[] Parities) Strings(int bits, int count, RandomSource random)
    {
        float[] values = new float[count * bits];
        int[] parities = new int[count];
        for (int i = 0; i < values.Length; i++)
        {
            int bit = random.NextInt(2);
            values[i] = 2 * bit - 1;
            parities[i / bits] ^= bit;
        }

        return (Tensor.From(values, [count, bits]), parities);
    }

    sealed class Network(GridExperimentOptions options, GridTransform transform) : Module
    {
        readonly GridFeedForward grid = new(options.ProblemSize, options.HiddenSize, options.Depth, options.Weights.Stream("grid"), new(DepthTransform: transform));
        readonly Linear output = new(options.HiddenSize, 2, options.Weights.Stream("output"));

        internal Tensor Forward(Tensor bits) => output.Forward(grid.Forward(bits));
    }
}
