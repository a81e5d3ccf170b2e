using Microsoft.Extensions.AI;
using Unroll.Tasks;
using Unroll.Tasks.Generation;

namespace Unroll.Extensions.AI;

/// <summary>Turns texts into vectors with a trained network, for whatever asks Microsoft.Extensions.AI for embeddings.</summary>
/// <remarks>May be used by several threads at once. A text's vector has the same bits whatever texts are asked for with it.</remarks>
public sealed class TextEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    // Between two of these a caller's wish to stop is heard.
    const int TextsAtOnce = 512;

    readonly object model;
    readonly Func<IReadOnlyList<string>, IReadOnlyList<float[]>> embed;
    readonly EmbeddingGeneratorMetadata metadata;

    /// <summary>The vectors that <see cref="TextClassifier.Embed"/> gives: texts of one class lie close together.</summary>
    /// <param name="classifier">A trained classifier.</param>
    /// <param name="modelId">What the embeddings say they are from; null to say nothing.</param>
    public TextEmbeddingGenerator(TextClassifier classifier, string? modelId = null)
        : this(classifier, classifier.Embed, classifier.VectorSize, modelId)
    {
    }

    /// <summary>The vectors that <see cref="TextGenerator.Embed"/> gives: texts that go on alike lie close together.</summary>
    /// <param name="generator">A trained language model.</param>
    /// <param name="modelId">What the embeddings say they are from; null to say nothing.</param>
    public TextEmbeddingGenerator(TextGenerator generator, string? modelId = null)
        : this(generator, generator.Embed, generator.VectorSize, modelId)
    {
    }

    TextEmbeddingGenerator(object model, Func<IReadOnlyList<string>, IReadOnlyList<float[]>> embed, int size, string? modelId)
    {
        (this.model, this.embed) = (model, embed);
        metadata = new(providerName: "unroll", defaultModelId: modelId, defaultModelDimensions: size);
    }

    /// <summary>Computes the vectors on another thread.</summary>
    /// <param name="values">The texts.</param>
    /// <param name="options">A number of dimensions or a model may be given if they are this model's own.</param>
    /// <param name="cancellationToken">Stops between some hundred texts.</param>
    /// <returns>One vector a text, in order.</returns>
    /// <exception cref="ArgumentException">The options ask for other dimensions or another model than there is.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        RequirePossible(options);
        return Task.Run(() => Generate(values, cancellationToken), cancellationToken);
    }

    /// <summary>The metadata, the model itself, or this generator.</summary>
    /// <param name="serviceType">What is wanted.</param>
    /// <param name="serviceKey">Nothing here has a key.</param>
    /// <returns>Null if there is no such thing here.</returns>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : new object[] { this, metadata, model }.FirstOrDefault(serviceType.IsInstanceOfType);
    }

    /// <summary>There is nothing to give back: the model lies in managed memory.</summary>
    public void Dispose()
    {
    }

    /// <summary>The model behind it.</summary>
    public override string ToString() => $"TextEmbeddingGenerator({metadata.DefaultModelDimensions} dimensions, {model})";

    GeneratedEmbeddings<Embedding<float>> Generate(IEnumerable<string> values, CancellationToken cancellationToken)
    {
        GeneratedEmbeddings<Embedding<float>> embeddings = [];
        foreach (string[] texts in values.Chunk(TextsAtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            embeddings.AddRange(embed(texts).Select(vector => new Embedding<float>(vector) { ModelId = metadata.DefaultModelId }));
        }

        return embeddings;
    }

    void RequirePossible(EmbeddingGenerationOptions? options)
    {
        if (options?.Dimensions is { } dimensions && dimensions != metadata.DefaultModelDimensions)
        {
            throw new ArgumentException(
                $"Dimensions: this model gives vectors of {metadata.DefaultModelDimensions} numbers, {dimensions} were asked for; leave Dimensions out.", nameof(options));
        }

        if (options?.ModelId is { } modelId && modelId != metadata.DefaultModelId)
        {
            throw new ArgumentException(
                $"ModelId: this generator holds {(metadata.DefaultModelId is { } own ? $"the model '{own}'" : "a model without a name")}, '{modelId}' was asked for; leave ModelId out.", nameof(options));
        }
    }
}
