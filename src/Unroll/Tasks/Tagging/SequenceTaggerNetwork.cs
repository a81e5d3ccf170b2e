using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Tasks.Tagging;

/// <summary>Word and character vectors, recurrent layers in both directions, a score for each tag, a conditional random field.</summary>
/// <remarks>Lample et al. (2016).</remarks>
sealed class SequenceTaggerNetwork : Module
{
    readonly Embedding embedding;
    readonly CharacterFeatures characters;
    readonly Dropout inputDropout, outputDropout;
    readonly RecurrentLayer recurrent;
    readonly Linear scores;
    readonly ConditionalRandomField chain;

    internal SequenceTaggerNetwork(SequenceTaggerOptions options, WordEncoder encoder, TagRules rules, RandomSource? weights = null)
    {
        RandomSource random = weights ?? new RandomSource(options.Seed).Stream("weights"), dropout = new RandomSource(options.Seed).Stream("dropout");
        embedding = new(encoder.Words.Count, options.EmbeddingSize, random, standardDeviation: EmbeddingDeviation);
        characters = new(encoder.Characters.Count, options.CharacterSize, options.CharacterHiddenSize, CharacterDropout, random);
        inputDropout = new(options.Dropout, dropout.Stream("input"));
        recurrent = options.Cell.CreateLayer(options.EmbeddingSize + characters.Size, options.HiddenSize, random,
            new(options.Layers, Bidirectional: true, Dropout: options.Dropout));
        outputDropout = new(options.Dropout, dropout.Stream("output"));
        scores = new(recurrent.OutputSize, rules.Count, random);
        chain = new(rules, random);
    }

    const float EmbeddingDeviation = 0.1f;
    const float CharacterDropout = 0.1f;

    internal Embedding Words => embedding;

    internal CharacterFeatures Characters => characters;

    internal RecurrentLayer Recurrent => recurrent;

    internal Linear Scores => scores;

    internal ConditionalRandomField Chain => chain;

    /// <summary>The scores of each token's tags.</summary>
    internal Sequences Forward(WordBatch batch) => ForwardFrom(Vectors(batch));

    /// <summary>What the recurrent layers read of each token: the word's vector and beside it that of its spelling.</summary>
    internal Sequences Vectors(WordBatch batch)
    {
        Tensor words = embedding.Forward(batch.Ids).Data, spellings = characters.Forward(batch.Spellings, batch.WordOfToken);
        return new(Operations.TensorColumns.ConcatenateColumns(words, spellings), batch.Layout);
    }

    /// <summary>The scores of each token's tags, given what is read of the tokens.</summary>
    internal Sequences ForwardFrom(Sequences vectors)
    {
        (Sequences outputs, _) = recurrent.Forward(inputDropout.Forward(vectors));
        return scores.Forward(outputDropout.Forward(outputs));
    }
}
