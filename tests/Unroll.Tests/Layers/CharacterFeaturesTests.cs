using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Tests.Layers;

public sealed class CharacterFeaturesTests
{
    [Fact]
    public void A_words_features_depend_on_its_own_characters_alone()
    {
        CharacterFeatures layer = new(characters: 9, characterSize: 4, hiddenSize: 5, dropoutRate: 0.5f, new(seed: 1));
        int[][] words = [[1, 2, 3], [8], [4, 4, 4, 4, 4, 7], [2, 1]];
        Tensor together = layer.Forward(TokenBatch.From(words), [3, 0, 2, 1, 0]);
        Assert.Equal([5, 10], together.Shape.ToArray());
        int[] wordOfToken = [3, 0, 2, 1, 0];
        for (int token = 0; token < wordOfToken.Length; token++)
        {
            Tensor alone = layer.Forward(TokenBatch.From([words[wordOfToken[token]]]), [0]);
            Assert.Equal(alone.Values, together.Values.Slice(10 * token, 10));
        }
    }

    [Fact]
    public void The_gradient_of_a_word_adds_up_over_its_tokens()
    {
        CharacterFeatures layer = new(characters: 9, characterSize: 4, hiddenSize: 5, dropoutRate: 0, new(seed: 1));
        TokenBatch words = TokenBatch.From([[1, 2, 3], [8], [2, 1]]);
        GradientCheck.Run(() => layer.Forward(words, [2, 0, 2, 1, 0, 2]), [.. layer.Parameters], mostPerLeaf: 40).Require();
    }
}
