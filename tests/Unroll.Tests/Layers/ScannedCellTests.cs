using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Tests.Layers;

/// <summary>A scan over whole sequences gives what the steps one after the other give.</summary>
public sealed class ScannedCellTests
{
    const int Inputs = 3, Hidden = 5;

    public static TheoryData<string> Cells => ["min-gru", "min-lstm"];

    // 600 steps: what is left of the first state vanishes in single precision, and the sums must not.
    [Theory, MemberData(nameof(Cells))]
    public void The_scan_gives_what_the_steps_give(string cell)
    {
        const int length = 600;
        ScannedCell steps = Create(cell);
        Recurrent scan = new(Inputs, Hidden, new RandomSource(5), (_, _) => steps);
        Tensor x = Tensor.From(Samples.Normal(length * Inputs), [length, Inputs]);
        IReadOnlyList<Tensor> state = [Tensor.From(Samples.Normal(Hidden, seed: 9), [1, Hidden])];

        (Sequences outputs, RecurrentState final) = scan.Forward(new(x, new([length])), new([state]));

        Tensor prepared = steps.Prepare(new(x, new([length]))).Data;
        for (int i = 0; i < length; i++)
        {
            state = steps.Step(Tensor.From(prepared.Values.Slice(i * 2 * Hidden, 2 * Hidden), [1, 2 * Hidden]), state);
            Assert.InRange(Samples.RelativeDifference(state[0].Values, outputs.Data.Values.Slice(i * Hidden, Hidden)), 0, 2e-6f);
        }

        Assert.Equal(outputs.Data.Values[^Hidden..], final.Hidden.Values);
    }

    static ScannedCell Create(string cell) => cell == "min-gru"
        ? new MinimalGruCell(Inputs, Hidden, new RandomSource(5))
        : new MinimalLstmCell(Inputs, Hidden, new RandomSource(5));
}
