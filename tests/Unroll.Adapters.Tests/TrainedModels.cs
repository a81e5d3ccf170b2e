using Unroll.Tasks;
using Unroll.Tasks.Generation;
using Unroll.Text;

namespace Unroll.Adapters.Tests;

/// <summary>Small models, trained once.</summary>
static class TrainedModels
{
    internal static readonly TextClassifierOptions Small = new(HiddenSize: 8, EmbeddingSize: 8, Dropout: 0, WordDropout: 0, LearningRate: 1e-2f, Epochs: 8, Patience: 8, Threads: 1);

    internal static readonly TextClassifier Classifier = TextClassifier.Train(TextDataset.From(Reviews()), Small);

    internal static readonly TextGenerator Generator = TextGenerator.Train(new TextCorpus("stitches", string.Concat(Enumerable.Repeat("a stitch in time saves nine\n", 20))),
        new(HiddenSize: 10, Layers: 1, EmbeddingSize: 6, BatchSize: 4, ChunkLength: 10, Epochs: 1, Threads: 1));

    internal static IEnumerable<(string Text, string Label)> Reviews() => Enumerable.Range(0, 100)
        .SelectMany(i => new[] { ($"not bad at all {i}", "positive"), ($"awful from page {i} on", "negative"), ($"page {i} of the book", "neutral") });
}
