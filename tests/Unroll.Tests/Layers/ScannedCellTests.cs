using Unroll.Layers;
using Unroll.Operations;
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

    // Sequences of up to four chunks, in both directions: where chunks begin must not depend on the others, nor the sums on who computes them.
    [Theory, MemberData(nameof(Cells))]
    public void Neither_threads_nor_other_sequences_change_a_bit_of_a_long_scan(string cell)
    {
        int[] lengths = [200, 64, 0, 199, 65, 129, 128, 1];
        const int hidden = 70;
        RecurrentLayer layer = (cell == "min-gru" ? CellKind.MinGru : CellKind.MinLstm).CreateLayer(Inputs, hidden, new(5), new(Bidirectional: true));
        float[] padded = Samples.Normal(lengths.Length * 200 * Inputs);
        (float[] together, float[] gradients) = Run(threads: 1, padded, lengths);

        (float[] byThree, float[] gradientsByThree) = Run(threads: 3, padded, lengths);
        Assert.Equal(together, byThree);
        Assert.Equal(gradients, gradientsByThree);
        for (int i = 0; i < lengths.Length; i++)
        {
            Assert.Equal(together[(i * 2 * hidden)..((i + 1) * 2 * hidden)], Run(threads: 2, padded[(i * 200 * Inputs)..((i + 1) * 200 * Inputs)], [lengths[i]]).Final);
        }

        (float[] Final, float[] Gradients) Run(int threads, float[] values, int[] lengths)
        {
            using StepMemory step = new Arena(threads).BeginStep();
            layer.ClearGradients();
            Sequences x = Sequences.FromPadded(Tensor.From(values, [lengths.Length, 200, Inputs]), lengths);
            (Sequences outputs, RecurrentState final) = layer.Forward(x);
            (outputs.Data.Sum() + final.Hidden.Sum()).Backward();
            return (final.Hidden.Values.ToArray(), [.. layer.Parameters.SelectMany(parameter => parameter.Gradient.ToArray())]);
        }
    }

    static ScannedCell Create(string cell) => cell == "min-gru"
        ? new MinimalGruCell(Inputs, Hidden, new RandomSource(5))
        : new MinimalLstmCell(Inputs, Hidden, new RandomSource(5));
}
