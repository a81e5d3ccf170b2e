using Microsoft.Extensions.AI;
using Unroll.Extensions.AI;
using Unroll.Tasks;
using Unroll.Tests.Formats;
using Unroll.Tests.Structure;

namespace Unroll.Adapters.Tests;

public sealed class TextEmbeddingGeneratorTests : IDisposable
{
    static readonly string[] Texts = ["not bad at all", "", "awful from page 3 on", "of the book"];

    readonly TemporaryFolder folder = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_classifiers_vectors_come_in_order_and_say_where_they_are_from()
    {
        using TextEmbeddingGenerator embeddings = new(TrainedModels.Classifier, "reviews");
        GeneratedEmbeddings<Embedding<float>> generated = await embeddings.GenerateAsync(Texts, cancellationToken: Token);
        Assert.Equal(TrainedModels.Classifier.Embed(Texts).SelectMany(vector => vector), generated.SelectMany(embedding => embedding.Vector.ToArray()));
        Assert.All(generated, embedding => Assert.Equal("reviews", embedding.ModelId));
        Assert.All(generated, embedding => Assert.Equal(TrainedModels.Classifier.VectorSize, embedding.Dimensions));
    }

    [Fact]
    public async Task A_language_models_vectors_are_its_states()
    {
        using TextEmbeddingGenerator embeddings = new(TrainedModels.Generator);
        // More texts than are computed between two looks at the token.
        string[] many = [.. Enumerable.Range(0, 600).Select(i => Texts[i % Texts.Length])];
        GeneratedEmbeddings<Embedding<float>> generated = await embeddings.GenerateAsync(many, cancellationToken: Token);
        float[][] expected = [.. TrainedModels.Generator.Embed(Texts)];
        Assert.Equal(many.Length, generated.Count);
        for (int i = 0; i < many.Length; i++)
        {
            Assert.Equal(expected[i % Texts.Length], generated[i].Vector.ToArray());
        }
    }

    [Fact]
    public async Task Texts_of_one_class_lie_closer_together_than_others()
    {
        using TextEmbeddingGenerator embeddings = new(TrainedModels.Classifier);
        GeneratedEmbeddings<Embedding<float>> generated = await embeddings.GenerateAsync(["not bad at all 7", "not bad at all 8", "awful from page 7 on"], cancellationToken: Token);
        Assert.True(Cosine(generated[0], generated[1]) > Cosine(generated[0], generated[2]));

        static double Cosine(Embedding<float> a, Embedding<float> b) => Dot(a, b) / Math.Sqrt(Dot(a, a) * Dot(b, b));
        static double Dot(Embedding<float> a, Embedding<float> b) => a.Vector.ToArray().Zip(b.Vector.ToArray(), (x, y) => (double)x * y).Sum();
    }

    [Fact]
    public async Task What_this_model_is_not_is_refused()
    {
        using TextEmbeddingGenerator embeddings = new(TrainedModels.Classifier, "reviews");
        int size = TrainedModels.Classifier.VectorSize;
        Assert.Single(await embeddings.GenerateAsync(["a"], new() { Dimensions = size, ModelId = "reviews" }, Token));
        ArgumentException dimensions = await Assert.ThrowsAsync<ArgumentException>(() => embeddings.GenerateAsync(["a"], new() { Dimensions = 7 }, Token));
        Assert.StartsWith($"Dimensions: this model gives vectors of {size} numbers, 7 were asked for; leave Dimensions out.", dimensions.Message, StringComparison.Ordinal);
        ArgumentException model = await Assert.ThrowsAsync<ArgumentException>(() => embeddings.GenerateAsync(["a"], new() { ModelId = "other" }, Token));
        Assert.StartsWith("ModelId: this generator holds the model 'reviews', 'other' was asked for; leave ModelId out.", model.Message, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => embeddings.GenerateAsync(["a"], cancellationToken: new(canceled: true)));
    }

    [Fact]
    public void Whoever_asks_finds_metadata_and_model()
    {
        using TextEmbeddingGenerator embeddings = new(TrainedModels.Classifier, "reviews");
        EmbeddingGeneratorMetadata metadata = embeddings.GetRequiredService<EmbeddingGeneratorMetadata>();
        Assert.Equal(("unroll", "reviews", TrainedModels.Classifier.VectorSize), (metadata.ProviderName, metadata.DefaultModelId, metadata.DefaultModelDimensions));
        Assert.Same(TrainedModels.Classifier, embeddings.GetService<TextClassifier>());
        Assert.Same(embeddings, embeddings.GetService<IEmbeddingGenerator<string, Embedding<float>>>());
        Assert.Null(embeddings.GetService<string>());
        Assert.Null(embeddings.GetService(typeof(TextClassifier), serviceKey: "key"));
    }

    [Fact]
    public async Task The_pages_program_runs()
    {
        TrainedModels.Classifier.Save(folder["sentiment"]);

        using TextEmbeddingGenerator embeddings = new(TextClassifier.Load(folder["sentiment"]), modelId: "sentiment");
        ReadOnlyMemory<float> vector = await embeddings.GenerateVectorAsync("not bad at all");

        Assert.Equal(TrainedModels.Classifier.VectorSize, vector.Length);
        const string here = "tests/Unroll.Adapters.Tests/TextEmbeddingGeneratorTests.cs";
        DocumentedProgram.RequireTheSame("docs/in-a-program.md", block: 2, here);
        DocumentedProgram.RequireTheSame("src/Unroll.Extensions.AI/PACKAGE.md", block: 0, here);
    }
}
