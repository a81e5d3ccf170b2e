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

    [Fact]
    public void Without_an_input_gate_everything_is_written() => Check(CellKind.LstmNoInputGate, (cell, j) =>
    {
        double c = Sigmoid(cell.Sum(0, j)) * cell.Before(1, j) + Math.Tanh(cell.Sum(1, j));
        return [Sigmoid(cell.Sum(2, j)) * Math.Tanh(c), c];
    });

    [Fact]
    public void Without_a_forget_gate_nothing_is_forgotten() => Check(CellKind.LstmNoForgetGate, (cell, j) =>
    {
        double c = cell.Before(1, j) + Sigmoid(cell.Sum(0, j)) * Math.Tanh(cell.Sum(1, j));
        return [Sigmoid(cell.Sum(2, j)) * Math.Tanh(c), c];
    });

    [Fact]
    public void Without_an_output_gate_the_whole_memory_is_shown() => Check(CellKind.LstmNoOutputGate, (cell, j) =>
    {
        double c = Sigmoid(cell.Sum(1, j)) * cell.Before(1, j) + Sigmoid(cell.Sum(0, j)) * Math.Tanh(cell.Sum(2, j));
        return [Math.Tanh(c), c];
    });

    [Theory, InlineData(CellKind.LstmRecurrentDropout), InlineData(CellKind.LstmVariational)]
    public void Where_nothing_is_trained_dropout_leaves_the_LSTM(CellKind kind) => Check(kind, Lstm);

    [Fact]
    public void Zoneout_expects_its_share_of_the_old_state() => Check(CellKind.LstmZoneout, (cell, j) =>
    {
        double[] next = Lstm(cell, j);
        return [0.05 * cell.Before(0, j) + 0.95 * next[0], 0.5 * cell.Before(1, j) + 0.5 * next[1]];
    });

    [Fact]
    public void The_projected_cell_shows_a_product_of_its_memory()
    {
        const int memory = 2 * Hidden;
        Check(CellKind.LstmProjected, (cell, j) =>
        {
            double[] c = [.. Enumerable.Range(0, memory).Select(k => Gate(1, k) * cell.Before(1, k) + Gate(0, k) * Math.Tanh(Sum(2, k)))];
            double h = cell.Product("weight_hr_l0", j, memory, k => Gate(3, k) * Math.Tanh(c[k]));
            return [h];

            double Gate(int gate, int k) => Sigmoid(Sum(gate, k));
            double Sum(int gate, int k) => cell.Product("weight_ih_l0", gate * memory + k, Inputs, cell.Input) + cell.Weight("bias_ih_l0", gate * memory + k)
                + cell.Product("weight_hh_l0", gate * memory + k, Hidden, i => cell.Before(0, i)) + cell.Weight("bias_hh_l0", gate * memory + k);
        });
    }

    [Fact]
    public void The_normalised_LSTM_normalises_both_products_and_the_memory() => Check(CellKind.LstmLayerNorm, (cell, j) =>
    {
        double[] fromInput = Normal(cell, "input_norm", 4 * Hidden, row => cell.Product("weight_ih", row, Inputs, cell.Input));
        double[] fromHidden = Normal(cell, "hidden_norm", 4 * Hidden, row => cell.Product("weight_hh", row, Hidden, k => cell.Before(0, k)));
        double[] c = [.. Enumerable.Range(0, Hidden).Select(k => Sigmoid(Sum(1, k)) * cell.Before(1, k) + Sigmoid(Sum(0, k)) * Math.Tanh(Sum(2, k)))];
        return [Sigmoid(Sum(3, j)) * Math.Tanh(Normal(cell, "memory_norm", Hidden, k => c[k])[j]), c[j]];

        double Sum(int gate, int k) => fromHidden[gate * Hidden + k] + fromInput[gate * Hidden + k] + cell.Weight("bias", gate * Hidden + k);
    });

    [Fact]
    public void The_normalised_GRU_normalises_gates_together_and_candidates_apart() => Check(CellKind.GruLayerNorm, (cell, j) =>
    {
        double[] gatesX = Normal(cell, "input_gate_norm", 2 * Hidden, row => cell.Product("weight_ih", row, Inputs, cell.Input));
        double[] gatesH = Normal(cell, "hidden_gate_norm", 2 * Hidden, row => cell.Product("weight_hh", row, Hidden, k => cell.Before(0, k)));
        double[] newX = Normal(cell, "input_candidate_norm", Hidden, k => cell.Product("weight_ih", 2 * Hidden + k, Inputs, cell.Input));
        double[] newH = Normal(cell, "hidden_candidate_norm", Hidden, k => cell.Product("weight_hh", 2 * Hidden + k, Hidden, i => cell.Before(0, i)));
        double z = Sigmoid(gatesX[j] + gatesH[j]), r = Sigmoid(gatesX[Hidden + j] + gatesH[Hidden + j]);
        return [(1 - z) * cell.Before(0, j) + z * Math.Tanh(newX[j] + r * newH[j])];
    });

    [Fact]
    public void The_minimal_gated_unit_forgets_and_resets_with_one_gate() => Check(CellKind.Mgu, (cell, j) =>
    {
        double n = Math.Tanh(cell.FromInput(1, j) + cell.Product("weight_hh_n", j, Hidden, k => Forget(k) * cell.Before(0, k)));
        return [(1 - Forget(j)) * cell.Before(0, j) + Forget(j) * n];

        double Forget(int k) => Sigmoid(cell.FromInput(0, k) + cell.Product("weight_hh_f", k, Hidden, i => cell.Before(0, i)));
    });

    [Fact]
    public void Units_of_the_independent_network_see_themselves_only() => Check(CellKind.IndRnn, (cell, j) =>
        [Math.Max(cell.FromInput(0, j) + cell.Weight("weight_hh", j) * cell.Before(0, j), 0)]);

    [Fact]
    public void The_simple_recurrent_unit_has_a_way_around() => Check(CellKind.Sru, (cell, j) =>
    {
        double f = Sigmoid(Product(1) + cell.Weight("weight_c_f", j) * cell.Before(1, j) + cell.Weight("bias", j));
        double r = Sigmoid(Product(2) + cell.Weight("weight_c_r", j) * cell.Before(1, j) + cell.Weight("bias", Hidden + j));
        double c = f * cell.Before(1, j) + (1 - f) * Product(0);
        return [r * c + (1 - r) * Math.Sqrt(3) * Product(3), c];

        double Product(int gate) => cell.Product("weight_ih", gate * Hidden + j, Inputs, cell.Input);
    });

    [Fact]
    public void The_minimal_GRU_gates_by_its_input() => Check(CellKind.MinGru, (cell, j) =>
    {
        double z = Sigmoid(cell.FromInput(0, j));
        return [(1 - z) * cell.Before(0, j) + z * Positive(cell.FromInput(1, j))];
    });

    [Fact]
    public void The_minimal_LSTM_shares_one_unit_between_its_gates() => Check(CellKind.MinLstm, (cell, j) =>
    {
        double f = Sigmoid(cell.FromInput(0, j)), i = Sigmoid(cell.FromInput(1, j));
        return [f / (f + i) * cell.Before(0, j) + i / (f + i) * Positive(cell.FromInput(2, j))];
    });

    [Fact]
    public void The_scalar_LSTM_gates_exponentially_around_its_stabiliser() => Check(CellKind.Slstm, (cell, j) =>
    {
        double f = Math.Log(Sigmoid(cell.Sum(1, j))) + cell.Before(3, j), s = Math.Max(f, cell.Sum(0, j));
        double i = Math.Exp(cell.Sum(0, j) - s);
        double c = Math.Exp(f - s) * cell.Before(1, j) + i * Math.Tanh(cell.Sum(2, j)), n = Math.Exp(f - s) * cell.Before(2, j) + i;
        return [Sigmoid(cell.Sum(3, j)) * c / n, c, n, s];
    });

    // Six units, so six modules of one with the periods 1, 2, 4 … 32.
    [Fact]
    public void The_clockwork_renews_units_when_it_is_their_time_from_slower_ones() => Check(CellKind.Clockwork, (cell, j) =>
    {
        double sum = cell.FromInput(0, j) + Enumerable.Range(j, Hidden - j).Sum(k => cell.Weight($"weight_hh_{j}", k - j) * cell.Before(0, k));
        return [(int)cell.Before(1, 0) % (1 << j) == 0 ? Math.Tanh(sum) : cell.Before(0, j)];
    });

    [Fact]
    public void A_depth_gate_lets_the_memory_below_through()
    {
        const int upper = 0, lower = 2;
        Check(CellKind.LstmDepthGated, (cell, j) =>
        {
            double[] lowerC = [.. Units(k => Sigmoid(Lower(1, k)) * cell.Before(lower + 1, k) + Sigmoid(Lower(0, k)) * Math.Tanh(Lower(2, k)))];
            double[] lowerH = [.. Units(k => Sigmoid(Lower(3, k)) * Math.Tanh(lowerC[k]))];
            double d = Sigmoid(cell.Product("weight_d_1", j, Hidden, k => lowerH[k]) + cell.Weight("weight_c_1", j) * cell.Before(upper + 1, j)
                + cell.Weight("weight_l_1", j) * lowerC[j] + cell.Weight("bias_d_1", j));
            double c = d * lowerC[j] + Sigmoid(Upper(1)) * cell.Before(upper + 1, j) + Sigmoid(Upper(0)) * Math.Tanh(Upper(2));
            return [Sigmoid(Upper(3)) * Math.Tanh(c), c, lowerH[j], lowerC[j]];

            double Lower(int gate, int k) => Sum(0, gate * Hidden + k, Inputs, cell.Input, i => cell.Before(lower, i));
            double Upper(int gate) => Sum(1, gate * Hidden + j, Hidden, k => lowerH[k], k => cell.Before(upper, k));
            double Sum(int layer, int row, int width, Func<int, double> x, Func<int, double> h) =>
                cell.Product($"weight_ih_{layer}", row, width, x) + cell.Product($"weight_hh_{layer}", row, Hidden, h) + cell.Weight($"bias_{layer}", row);
        }, new(Layers: 2));
    }

    static IEnumerable<double> Units(Func<int, double> value) => Enumerable.Range(0, Hidden).Select(value);

    static double[] Lstm(StepByFormula cell, int j)
    {
        double c = Sigmoid(cell.Sum(1, j)) * cell.Before(1, j) + Sigmoid(cell.Sum(0, j)) * Math.Tanh(cell.Sum(2, j));
        return [Sigmoid(cell.Sum(3, j)) * Math.Tanh(c), c];
    }

    static double Positive(double x) => x >= 0 ? x + 0.5 : Sigmoid(x);

    static double[] Normal(StepByFormula cell, string name, int count, Func<int, double> value)
    {
        double[] x = [.. Enumerable.Range(0, count).Select(value)];
        double mean = x.Average(), deviation = Math.Sqrt(x.Average(number => (number - mean) * (number - mean)) + 1e-5);
        return [.. x.Select((number, i) => cell.Weight(name + ".weight", i) * (number - mean) / deviation + cell.Weight(name + ".bias", i))];
    }

    // One step of every unit, from a state that is not zero.
    static void Check(CellKind kind, Func<StepByFormula, int, double[]> formula, StackOptions? options = null)
    {
        AnyLayer layer = AnyLayer.Create(kind.Word(), Inputs, Hidden, options);
        foreach (Parameter parameter in layer.Layer.Parameters)
        {
            // Gains are 1 and shifts and some biases 0 to begin with, and then could not be told apart.
            parameter.Assign([.. parameter.Values.ToArray().Zip(Samples.Normal(parameter.Shape.Count, seed: 8), (value, noise) => value + 0.1f * noise)]);
        }

        Sequences x = Samples.Leaf(new SequenceLayout([1, 1, 1]), Inputs, seed: 3);
        RecurrentState before = layer.RandomState(Batch);
        if (kind == CellKind.Clockwork)
        {
            before = new([[before.Cells[0][0], Tensor.From([0, 6, 17], [Batch, 1])]]);
        }

        RecurrentState after = layer.Forward(x, before).Final;

        for (int sequence = 0; sequence < Batch; sequence++)
        {
            StepByFormula cell = new(layer.Layer, x, before, sequence, Hidden);
            for (int j = 0; j < Hidden; j++)
            {
                double[] expected = formula(cell, j);
                for (int part = 0; part < expected.Length; part++)
                {
                    Assert.Equal(expected[part], after.Cells[0][part].Values[sequence * Hidden + j], tolerance: 3e-6);
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
        layer.NamedParameters.Where(pair => ("." + pair.Name).EndsWith("." + name, StringComparison.Ordinal)).MinBy(pair => pair.Name.Length).Parameter.Values[index];
}
