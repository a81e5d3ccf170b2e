using Unroll.Formats;
using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Tests.Training;

/// <summary>Twenty steps of Adam on a whole network: what no gradient check sees, such as two biases that must both move.</summary>
public sealed class GoldenTrainingRunTests
{
    // Adam divides by the root of its second moment, so that a rounding in a small gradient is a whole step's rounding.
    const float Tolerance = 1e-4f;

    [Theory]
    [InlineData("rnn_tanh")]
    [InlineData("lstm")]
    [InlineData("gru")]
    public void Twenty_steps_give_libtorchs_losses_and_weights(string cell)
    {
        using SafetensorsReader golden = new(Path.Combine(AppContext.BaseDirectory, "Golden", $"training_run_{cell}.safetensors"));
        Network network = new(cell);
        foreach ((string name, Parameter parameter) in network.NamedParameters)
        {
            parameter.Assign(golden.Read($"initial.{name}").Values);
        }

        (TokenBatch batch, int[] labels) = Batch(golden);
        Trainer<TokenBatch> trainer = new(
            network,
            tokens => network.Logits(tokens).SoftmaxCrossEntropy(labels),
            batches: _ => [batch],
            new(Epochs: 20, LearningRate: 0.01));

        TrainingResult result = trainer.Train(cancellationToken: TestContext.Current.CancellationToken);

        float[] losses = [.. result.History.Select(epoch => (float)epoch.Loss)];
        Assert.InRange(Samples.RelativeDifference(golden.Read("loss").Values, losses), 0, Tolerance);
        foreach ((string name, Parameter parameter) in network.NamedParameters)
        {
            float difference = Samples.RelativeDifference(golden.Read($"final.{name}").Values, parameter.Values);
            Assert.True(difference <= Tolerance, $"{name}: {difference}");
        }
    }

    static (TokenBatch Batch, int[] Labels) Batch(SafetensorsReader golden)
    {
        long[] ids = golden.ReadIntegers("ids"), lengths = golden.ReadIntegers("lengths");
        int[][] sequences = [.. lengths.Select((length, i) => ids.Skip(i * 7).Take((int)length).Select(id => (int)id).ToArray())];
        return (TokenBatch.From(sequences), [.. golden.ReadIntegers("labels").Select(label => (int)label)]);
    }

    sealed class Network(string cell) : Module
    {
        readonly Embedding embedding = new(vocabularySize: 13, size: 6, new RandomSource(seed: 1));

        readonly RecurrentLayer recurrent = cell switch
        {
            "rnn_tanh" => new Rnn(inputSize: 6, hiddenSize: 5, new RandomSource(seed: 1), options: new(Bidirectional: true)),
            "lstm" => new Lstm(inputSize: 6, hiddenSize: 5, new RandomSource(seed: 1), new(Bidirectional: true)),
            _ => new Gru(inputSize: 6, hiddenSize: 5, new RandomSource(seed: 1), new(Bidirectional: true)),
        };

        readonly Linear classifier = new(inputSize: 10, outputSize: 3, new RandomSource(seed: 1));

        internal Tensor Logits(TokenBatch batch) => classifier.Forward(recurrent.Forward(embedding.Forward(batch), initial: null).Final.Hidden);
    }
}
