using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Tests.Layers;

/// <summary>What cells and stacks can be asked for beyond what has a name: each option has the gradients of its reference.</summary>
public sealed class CellOptionTests
{
    const int Inputs = 4, Hidden = 5;
    static readonly SequenceLayout Layout = new([3, 0, 5, 1, 4]);

    public static TheoryData<bool, bool, bool> Gates => new(
        from input in new[] { false, true } from forget in new[] { false, true } from output in new[] { false, true } select (input, forget, output));

    [Theory, MemberData(nameof(Gates))]
    public void An_LSTM_without_any_of_its_gates_that_drops_all_it_can(bool input, bool forget, bool output) => Require(
        (place, random) => new LstmCell(place.InputSize, place.HiddenSize, random, new(input, forget, output), new(Written: 0.3f, Hidden: 0.2f, Input: 0.4f)));

    [Theory]
    [InlineData(0.3f, 0, 0)]
    [InlineData(0, 0.3f, 0)]
    [InlineData(0, 0, 0.3f)]
    public void An_LSTM_that_drops_one_thing(float written, float hidden, float input) => Require(
        (place, random) => new LstmCell(place.InputSize, place.HiddenSize, random, dropout: new(written, hidden, input)));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(24)] // no more than there are units
    public void A_clockwork_of_other_modules(int modules) => Require(
        (place, random) => new ClockworkCell(place.InputSize, place.HiddenSize, random, modules));

    // Zoneout stands around any cell; a scanned one then goes step by step.
    [Theory]
    [InlineData(CellKind.MinGru)]
    [InlineData(CellKind.Mgu)]
    [InlineData(CellKind.Sru)]
    [InlineData(CellKind.LstmLayerNorm)]
    public void Zoneout_around_other_cells(CellKind inside) => Require((place, random) =>
    {
        IRecurrentCell cell = inside switch
        {
            CellKind.MinGru => new MinimalGruCell(place.InputSize, place.HiddenSize, random),
            CellKind.Mgu => new MinimalGatedCell(place.InputSize, place.HiddenSize, random),
            CellKind.Sru => new SimpleRecurrentUnitCell(place.InputSize, place.HiddenSize, random),
            _ => new LayerNormLstmCell(place.InputSize, place.HiddenSize, random),
        };
        return new ZoneoutCell(cell, [.. cell.StateSizes.Select((_, part) => 0.3f + 0.2f * part)], random);
    });

    [Theory]
    [InlineData(7, 3)]
    [InlineData(2, 6)]
    public void A_projection_to_fewer_or_more_outputs_than_units(int hidden, int projected) =>
        Require(random => new ProjectedLstm(Inputs, hidden, projected, random, new(Layers: 2, Bidirectional: true)));

    [Theory]
    [InlineData(CellKind.Lstm)]
    [InlineData(CellKind.Gru)]
    [InlineData(CellKind.Rnn)]
    [InlineData(CellKind.RnnRelu)]
    public void A_fused_stack_that_drops_between_layers_and_of_its_hidden_weights(CellKind cell) =>
        Require(random => cell.CreateLayer(Inputs, Hidden, random, new(Layers: 2, Bidirectional: true, Dropout: 0.3f, HiddenWeightDropout: 0.3f, LocksDropout: true)));

    [Theory]
    [InlineData(CellKind.GridLstm)]
    [InlineData(CellKind.GridLstmUntied)]
    public void A_grid_that_drops_between_its_levels(CellKind cell) =>
        Require(random => cell.CreateLayer(Inputs, Hidden, random, new(Layers: 3, Bidirectional: true, Dropout: 0.3f)));

    static void Require(Func<CellPlace, RandomSource, IRecurrentCell> create) =>
        Require(random => new Recurrent(Inputs, Hidden, random, create, new(Layers: 2, Bidirectional: true)));

    // In a training step, so that masks are drawn.
    static void Require(Func<RandomSource, RecurrentLayer> create)
    {
        using StepMemory step = new Arena(threads: 1).BeginStep();
        RecurrentLayer layer = create(new RandomSource(seed: 7));
        Sequences x = Samples.Leaf(Layout, Inputs, seed: 3);
        GradientCheck.Run(() =>
        {
            (Sequences outputs, RecurrentState final) = layer.Forward(x);
            return Tensor.ConcatenateRows(outputs.Data, final.Hidden);
        }, [x.Data, .. layer.Parameters], mostPerLeaf: 25).Require();
    }
}
