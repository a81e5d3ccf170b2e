using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Tests.Layers;

/// <summary>Parameter counts that others have published for the same networks.</summary>
public sealed class ParameterCountTests
{
    static readonly RandomSource Random = new(seed: 1);

    // One-hot 65 -> 2 x LSTM 128 with two biases a gate -> 65.
    [Fact]
    public void The_character_model_has_240321_parameters() =>
        Assert.Equal(240_321, Count(new Lstm(65, 128, Random, new(Layers: 2)), new Linear(128, 65, Random)));

    // Vocabulary 8,866, embedding 100, 2 x bidirectional LSTM 128, 256 -> 18 tags.
    [Fact]
    public void The_tagger_has_1522010_parameters() => Assert.Equal(1_522_010,
        Count(new Embedding(8_866, 100, Random), new Lstm(100, 128, Random, new(Layers: 2, Bidirectional: true)), new Linear(256, 18, Random)));

    // Vocabulary 21,635, embedding 300, 2 x bidirectional LSTM 300, 600 -> 2.
    [Fact]
    public void The_sentiment_model_has_10101302_parameters() => Assert.Equal(10_101_302,
        Count(new Embedding(21_635, 300, Random), new Lstm(300, 300, Random, new(Layers: 2, Bidirectional: true)), new Linear(600, 2, Random)));

    // Each formula is the paper's, for n inputs and H units; sizes that divide nothing.
    public static TheoryData<string, long> Formulas
    {
        get
        {
            const long n = 13, H = 37, gate = H * (n + H) + H;
            return new()
            {
                { "lstm-peephole", 4 * gate + 3 * H },
                { "lstm-coupled", 3 * gate },
                { "lstm-no-input-gate", 3 * gate },
                { "lstm-no-forget-gate", 3 * gate },
                { "lstm-no-output-gate", 3 * gate },
                { "lstm-layer-norm", 4 * gate + 2 * 4 * H + 2 * 4 * H + 2 * H },
                { "lstm-zoneout", 4 * gate },
                { "lstm-recurrent-dropout", 4 * gate },
                { "lstm-variational", 4 * gate },
                { "gru-layer-norm", 3 * (gate - H) + 2 * 2 * H + 2 * 2 * H + 2 * H + 2 * H },
                { "mgu", 2 * gate },
                { "ind-rnn", H * n + H + H },
                { "sru", 4 * H * n + 2 * H + 2 * H },
                { "min-gru", 2 * (H * n + H) },
                { "min-lstm", 3 * (H * n + H) },
                { "slstm", 4 * gate },
                // Two biases a gate, as PyTorch has them; a memory of 2H units.
                { "lstm-projected", 4 * 2 * H * (n + H) + 8 * 2 * H + H * 2 * H },
                { "lstm-depth-gated", 4 * gate },
                // 37 units in modules of 4, 5, 4, 5, 5, 4, 5 and 5; each reads itself and what is slower.
                { "clockwork", H * n + H + 4 * 37 + 5 * 33 + 4 * 28 + 5 * 24 + 5 * 19 + 4 * 14 + 5 * 10 + 5 * 5 },
            };
        }
    }

    [Theory, MemberData(nameof(Formulas))]
    public void A_cell_has_the_parameters_of_its_paper(string cell, long expected) =>
        Assert.Equal(expected, AnyLayer.Create(cell, inputSize: 13, hiddenSize: 37).Layer.ParameterCount);

    // The upper layer has four gates over two hidden vectors and a depth gate over one, with two weights a unit for the memories.
    [Fact]
    public void A_depth_gate_adds_one_matrix_and_three_vectors()
    {
        const long n = 13, H = 37;
        Assert.Equal(4 * (H * (n + H) + H) + 4 * (2 * H * H + H) + H * H + 3 * H,
            AnyLayer.Create("lstm-depth-gated", inputSize: 13, hiddenSize: 37, new(Layers: 2)).Layer.ParameterCount);
    }

    // Where the input has the hidden size, nothing has to map it.
    [Fact]
    public void A_simple_recurrent_unit_of_the_inputs_size_has_three_matrices() =>
        Assert.Equal(3 * 37 * 37 + 4 * 37, AnyLayer.Create("sru", inputSize: 37, hiddenSize: 37).Layer.ParameterCount);

    static long Count(params Module[] modules) => modules.Sum(module => module.ParameterCount);
}
