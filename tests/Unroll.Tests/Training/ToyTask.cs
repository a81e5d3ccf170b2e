using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Tests.Training;

/// <summary>A few tokens and the class they belong to.</summary>
sealed record ToyBatch(TokenBatch Tokens, int[] Labels);

/// <summary>A network with everything that makes a resumed run differ if it is forgotten: dropout, an embedding, an order of batches.</summary>
sealed class ToyNetwork(RandomSource random) : Module
{
    readonly Embedding embedding = new(vocabularySize: 40, size: 5, random);
    readonly Unroll.Layers.Dropout dropout = new(rate: 0.2f, random.Stream("dropout"));
    readonly Lstm lstm = new(inputSize: 5, hiddenSize: 4, random);
    readonly Linear classifier = new(inputSize: 4, outputSize: 2, random);

    internal Tensor Logits(TokenBatch tokens) => classifier.Forward(lstm.Forward(dropout.Forward(embedding.Forward(tokens))).Outputs.Mean());
}

/// <summary>Does a sequence hold a token below 4? Solvable, and mostly with rare tokens, so that embedding rows are put off.</summary>
static class ToyTask
{
    internal const int BatchesInEpoch = 5;

    internal static ToyNetwork NewNetwork() => new(new RandomSource(seed: 7));

    internal static IReadOnlyList<ToyBatch> Batches(int epoch)
    {
        RandomSource random = new RandomSource(seed: 3).Stream(epoch);
        return [.. Enumerable.Range(0, BatchesInEpoch).Select(_ => Batch(random))];
    }

    internal static Trainer<ToyBatch> Trainer(
        ToyNetwork network, TrainingOptions options, string? folder = null, Action<int>? beforeLoss = null, bool validates = true)
    {
        int calls = 0;
        return new(
            network,
            batch =>
            {
                beforeLoss?.Invoke(calls++);
                Tensor logits = network.Logits(batch.Tokens);
                return new(logits.SoftmaxCrossEntropy(batch.Labels), batch.Labels.Length, Correct(logits, batch.Labels), batch.Tokens.TokenCount);
            },
            Batches,
            options)
        {
            Folder = folder,
            Validate = validates ? arena => Validate(network, arena) : null,
        };
    }

    internal static Validation Validate(ToyNetwork network, Arena arena)
    {
        ToyBatch held = Batches(epoch: 1000)[0];
        using StepMemory step = arena.BeginEvaluation();
        Tensor logits = network.Logits(held.Tokens);
        return new(-logits.SoftmaxCrossEntropy(held.Labels).Item, (double)Correct(logits, held.Labels) / held.Labels.Length);
    }

    /// <summary>The bits of every parameter.</summary>
    internal static int[] Bits(Module network) =>
        [.. network.Parameters.SelectMany(parameter => parameter.Values.ToArray()).Select(BitConverter.SingleToInt32Bits)];

    static ToyBatch Batch(RandomSource random)
    {
        int[][] sequences = new int[8][];
        int[] labels = new int[8];
        for (int i = 0; i < labels.Length; i++)
        {
            sequences[i] = new int[1 + random.NextInt(6)];
            labels[i] = i % 2;
            for (int j = 0; j < sequences[i].Length; j++)
            {
                sequences[i][j] = 4 + random.NextInt(1 + random.NextInt(36));
            }

            if (labels[i] == 1)
            {
                sequences[i][random.NextInt(sequences[i].Length)] = random.NextInt(4);
            }
        }

        return new(TokenBatch.From(sequences), labels);
    }

    static int Correct(Tensor logits, int[] labels) =>
        Enumerable.Range(0, labels.Length).Count(i => (logits.Values[2 * i + 1] > logits.Values[2 * i]) == (labels[i] == 1));
}
