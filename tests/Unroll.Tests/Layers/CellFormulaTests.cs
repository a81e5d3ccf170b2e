using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Tests.Layers;

/// <summary>Every cell composed of operations against the equations of its paper, unit by unit in double.</summary>
public sealed class CellFormulaTests
{
    const int Inputs = 4, Hidden = 6, Batch = 3;

    [Fact]
    public void Peepholes_let_input_and_forget_gate_see_the_old_memory_and_the_output_gate_the_new() => Check(CellKind.LstmPeephole, (cell, j) =>
    {
        double i = Sigmoid(cell.Sum(0, j) + cell.Weight("peephole_i", j) * cell.Before(1, j));
        double f = Sigmoid(cell.Sum(1, j) + cell.Weight("peephole_f", j) * cell.Before(1, j));
        double c = f * cell.Before(1, j) + i * Math.Tanh(cell.Sum(2, j));
        double o = Sigmoid(cell.Sum(3, j) + cell.Weight("peephole_o", j) * c);
        return [o * Math.Tanh(c), c];
    });

    [Fact]
    public void The_coupled_cell_forgets_as_much_as_it_writes() => Check(CellKind.LstmCoupled, (cell, j) =>
    {
        double i = Sigmoid(cell.Sum(0, j));
        double c = (1 - i) * cell.Before(1, j) + i * Math.Tanh(cell.Sum(1, j));
        return [Sigmoid(cell.Sum(2, j)) * Math.Tanh(c), c];
    });

    // One step of every unit, from a state that is not zero.
    static void Check(CellKind kind, Func<StepByFormula, int, double[]> formula)
    {
        AnyLayer layer = AnyLayer.Create(kind.Word(), Inputs, Hidden);
        Sequences x = Samples.Leaf(new SequenceLayout([1, 1, 1]), Inputs, seed: 3);
        RecurrentState before = layer.RandomState(Batch);

        RecurrentState after = layer.Forward(x, before).Final;

        for (int sequence = 0; sequence < Batch; sequence++)
        {
            StepByFormula cell = new(layer.Layer, x, before, sequence, Hidden);
            for (int j = 0; j < Hidden; j++)
            {
                double[] expected = formula(cell, j);
                for (int part = 0; part < expected.Length; part++)
                {
                    Assert.Equal(expected[part], after.Cells[0][part].Values[sequence * Hidden + j], tolerance: 2e-6);
                }
            }
        }
    }

    static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}

/// <summary>What an equation is made of, for one sequence: weights by name, the input, the state before.</summary>
sealed class StepByFormula(RecurrentLayer layer, Sequences x, RecurrentState before, int sequence, int hidden)
{
    /// <summary>W·x + U·h + b of a gate's unit.</summary>
    internal double Sum(int gate, int unit) => FromInput(gate, unit) + FromHidden(gate, unit, j => Before(0, j));

    /// <summary>W·x + b.</summary>
    internal double FromInput(int gate, int unit) => Product("weight_ih", gate * hidden + unit, x.Features, Input) + Weight("bias", gate * hidden + unit);

    /// <summary>U·v for any v in the place of the hidden state.</summary>
    internal double FromHidden(int gate, int unit, Func<int, double> v) => Product("weight_hh", gate * hidden + unit, hidden, v);

    /// <summary>A row of a matrix times a vector.</summary>
    internal double Product(string name, int row, int width, Func<int, double> v) => Enumerable.Range(0, width).Sum(j => Weight(name, row * width + j) * v(j));

    internal double Input(int feature) => x.Data.Values[sequence * x.Features + feature];

    internal double Before(int part, int unit) => before.Cells[0][part].Values[sequence * before.Cells[0][part].Shape[1] + unit];

    internal double Weight(string name, int index) =>
        layer.NamedParameters.Single(pair => pair.Name.EndsWith("." + name, StringComparison.Ordinal)).Parameter.Values[index];
}
