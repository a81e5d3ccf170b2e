using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Tests.Layers;

public sealed class ModuleTests
{
    sealed class NewsNetwork(int vocabularySize, int classes, RandomSource random) : Module
    {
        readonly Embedding embedding = new(vocabularySize, 64, random);
        readonly Lstm lstm = new(inputSize: 64, hiddenSize: 32, random, new(Layers: 2, Bidirectional: true));
        readonly Module[] tail = [new Linear(64, 8, random), new Linear(8, classes, random)];

        internal Tensor Forward(TokenBatch batch)
        {
            (_, LstmState final) = lstm.Forward(embedding.Forward(batch));
            return ((Linear)tail[1]).Forward(((Linear)tail[0]).Forward(final.Hidden));
        }
    }

    [Fact]
    public void Parameters_are_found_by_field_and_named_as_PyTorch_names_them()
    {
        NewsNetwork network = new(10, 4, new(1));
        string[] names = [.. network.NamedParameters.Select(named => named.Name)];
        Assert.Equal(
            [
                "embedding.weight",
                "lstm.weight_ih_l0", "lstm.weight_hh_l0", "lstm.bias_ih_l0", "lstm.bias_hh_l0",
                "lstm.weight_ih_l0_reverse", "lstm.weight_hh_l0_reverse", "lstm.bias_ih_l0_reverse", "lstm.bias_hh_l0_reverse",
                "lstm.weight_ih_l1", "lstm.weight_hh_l1", "lstm.bias_ih_l1", "lstm.bias_hh_l1",
                "lstm.weight_ih_l1_reverse", "lstm.weight_hh_l1_reverse", "lstm.bias_ih_l1_reverse", "lstm.bias_hh_l1_reverse",
                "tail.0.weight", "tail.0.bias", "tail.1.weight", "tail.1.bias",
            ], names);
    }

    [Fact]
    public void A_network_reads_as_the_drawing_and_gives_one_row_a_sequence()
    {
        NewsNetwork network = new(10, 4, new(1));
        Assert.Equal([3, 4], network.Forward(TokenBatch.From([[1, 2, 3], [], [9]])).Shape.ToArray());
    }
}
