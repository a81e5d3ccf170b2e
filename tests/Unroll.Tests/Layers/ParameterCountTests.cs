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
            };
        }
    }

    [Theory, MemberData(nameof(Formulas))]
    public void A_cell_has_the_parameters_of_its_paper(string cell, long expected) =>
        Assert.Equal(expected, AnyLayer.Create(cell, inputSize: 13, hiddenSize: 37).Layer.ParameterCount);

    static long Count(params Module[] modules) => modules.Sum(module => module.ParameterCount);
}
