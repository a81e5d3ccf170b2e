using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Tests.Structure;

/// <summary>The cell in ten lines that ARCHITECTURE.md shows, compiled and run; a test fails when the page and the code here differ.</summary>
public sealed class ArchitectureCellTests
{
    public sealed class DecayCell : Module, IRecurrentCell                    // h' = f∘h + (1 − f)∘tanh(W·x), f = σ(V·x)
    {
        readonly Parameter weight;
        public DecayCell(int inputSize, int hiddenSize, RandomSource random) =>
            (InputSize, StateSizes, weight) = (inputSize, [hiddenSize], new Parameter("weight_ih", [2 * hiddenSize, inputSize]).FillUniform(0.1f, random));
        public int InputSize { get; }
        public IReadOnlyList<int> StateSizes { get; }                         // the first part is also the output
        public Sequences Prepare(Sequences x) => x.With(x.Data.Linear(weight));   // all tokens in one product
        public IReadOnlyList<Tensor> Step(Tensor x, IReadOnlyList<Tensor> state)
        {
            Tensor f = x.Columns(0, StateSizes[0]).Sigmoid();
            return [f * state[0] + (1 - f) * x.Columns(StateSizes[0], StateSizes[0]).Tanh()];
        }
    }

    [Fact]
    public void Ten_lines_are_a_cell_that_stacks_reads_both_ways_and_has_the_right_gradients()
    {
        Recurrent layer = new(4, 3, new RandomSource(1), (place, random) => new DecayCell(place.InputSize, place.HiddenSize, random), new(Layers: 2, Bidirectional: true));
        Sequences x = Samples.Leaf(new SequenceLayout([3, 0, 5, 1]), features: 4);

        GradientCheck.Run(() => layer.Forward(x).Outputs.Data, [x.Data, .. layer.Parameters]).Require();

        // Two directions of two layers, the upper of which reads both of the lower.
        Assert.Equal(2 * (2 * 3 * 4 + 2 * 3 * 6), layer.ParameterCount);
        DocumentedProgram.RequireTheSame("ARCHITECTURE.md", block: 0, "tests/Unroll.Tests/Structure/ArchitectureCellTests.cs");
    }
}
