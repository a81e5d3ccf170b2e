using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Tasks;

/// <summary>Embedding, recurrent layers, pooling, linear classifier.</summary>
sealed class TextClassifierNetwork : Module
{
    readonly Embedding embedding;
    readonly Dropout embeddingDropout, classifierDropout;
    readonly RecurrentLayer recurrent;
    readonly Linear classifier;
    readonly Pooling pooling;

    internal TextClassifierNetwork(TextClassifierOptions options, int vocabularySize, int classes, RandomSource? weights = null)
    {
        RandomSource random = weights ?? new RandomSource(options.Seed).Stream("weights"), dropout = new RandomSource(options.Seed).Stream("dropout");
        pooling = options.Pooling;
        embedding = new(vocabularySize, options.EmbeddingSize, random, standardDeviation: EmbeddingDeviation);
        embeddingDropout = new(options.Dropout, dropout.Stream("embedding"));
        recurrent = options.Cell.CreateLayer(options.EmbeddingSize, options.HiddenSize, random,
            new(options.Layers, options.Bidirectional, Dropout: options.Dropout));
        classifierDropout = new(options.Dropout, dropout.Stream("classifier"));
        VectorSize = recurrent.OutputSize * pooling.WidthFactor();
        classifier = new(VectorSize, classes, random);
    }

    // Small first vectors: what a rare word starts with must not drown what the frequent ones have learned.
    const float EmbeddingDeviation = 0.1f;

    internal Embedding Embedding => embedding;

    internal RecurrentLayer Recurrent => recurrent;

    internal Pooling Pooling => pooling;

    internal Linear Classifier => classifier;

    /// <summary>Numbers in the vector of a text.</summary>
    internal int VectorSize { get; }

    /// <summary>Logits, [batch, classes].</summary>
    internal Tensor Forward(TokenBatch batch) => ForwardFrom(embedding.Forward(batch));

    /// <summary>Logits of texts whose tokens' vectors are given, [batch, classes].</summary>
    internal Tensor ForwardFrom(Sequences vectors) => classifier.Forward(classifierDropout.Forward(Pool(vectors)));

    /// <summary>One vector a text, [batch, VectorSize].</summary>
    internal Tensor Pool(TokenBatch batch) => Pool(embedding.Forward(batch));

    Tensor Pool(Sequences vectors)
    {
        (Sequences outputs, RecurrentState final) = recurrent.Forward(embeddingDropout.Forward(vectors));
        return pooling.Apply(outputs, final);
    }
}
