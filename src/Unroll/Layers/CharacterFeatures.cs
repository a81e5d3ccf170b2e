using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// A vector for each word from its characters: a bidirectional LSTM reads them, and its two final states are the word's features, so that
/// words never seen still have a beginning, an ending and a shape.
/// </summary>
/// <remarks>Ling et al. (2015), Lample et al. (2016). Each distinct word of a batch is read once, however often it occurs.</remarks>
public sealed class CharacterFeatures : Module
{
    readonly Embedding embedding;
    readonly Dropout dropout;
    readonly Lstm lstm;

    /// <summary>Features over an alphabet.</summary>
    /// <param name="characters">Number of different characters, 1 or more.</param>
    /// <param name="characterSize">Length of a character's vector, 1 or more.</param>
    /// <param name="hiddenSize">Size of each direction's state, 1 or more.</param>
    /// <param name="dropoutRate">Share of the characters' vectors dropped while training, in [0, 1).</param>
    /// <param name="random">Where the initial weights come from.</param>
    public CharacterFeatures(int characters, int characterSize, int hiddenSize, float dropoutRate, RandomSource random)
    {
        embedding = new(characters, characterSize, random);
        dropout = new(dropoutRate, random.Stream("dropout"));
        lstm = new(characterSize, hiddenSize, random, new(Bidirectional: true));
    }

    /// <summary>Features of a word.</summary>
    public int Size => lstm.OutputSize;

    internal Embedding Embedding => embedding;

    internal Lstm Lstm => lstm;

    /// <summary>The features of every token's word.</summary>
    /// <param name="words">The characters of each distinct word.</param>
    /// <param name="wordOfToken">For each token the index of its word.</param>
    /// <returns>[tokens, Size].</returns>
    /// <exception cref="ShapeMismatchException">A token names a word that is not there.</exception>
    public Tensor Forward(TokenBatch words, ReadOnlySpan<int> wordOfToken)
    {
        (_, LstmState final) = lstm.Forward(dropout.Forward(embedding.Forward(words)));
        return final.Hidden.SelectRows(wordOfToken);
    }

    /// <summary>The sizes.</summary>
    public override string ToString() => $"CharacterFeatures({embedding.VocabularySize} characters → {Size})";
}
