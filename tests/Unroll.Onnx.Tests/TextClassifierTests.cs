using Unroll.Layers;
using Unroll.Tasks;

namespace Unroll.Onnx.Tests;

public sealed class TextClassifierTests
{
    public static TheoryData<CellKind, int, bool> Networks => new(
        from cell in Exportable.Cells from layers in new[] { 1, 2 } from bidirectional in new[] { false, true } select (cell, layers, bidirectional));

    [Theory, MemberData(nameof(Networks))]
    public void Every_cell_agrees_in_layers_and_directions(CellKind cell, int layers, bool bidirectional) =>
        Assert.Null(Disagreement(new(Cell: cell, Layers: layers, Bidirectional: bidirectional, HiddenSize: 7, EmbeddingSize: 5, Pooling: Pooling.All)));

    [Theory, InlineData(Pooling.Last), InlineData(Pooling.Mean), InlineData(Pooling.Max), InlineData(Pooling.MeanMax)]
    public void Every_pooling_agrees(Pooling pooling) =>
        Assert.Null(Disagreement(new(Cell: CellKind.Lstm, Layers: 2, Bidirectional: true, HiddenSize: 33, EmbeddingSize: 20, Pooling: pooling)));

    static string? Disagreement(TextClassifierOptions options)
    {
        const int vocabulary = 60, classes = 3;
        TextClassifierNetwork network = new(options, vocabulary, classes);
        return Agreement.Disagreement(TextClassifierOnnx.Export(network, classes, OnnxBatch.MadeUp(vocabulary)));
    }
}
