using Unroll.Operations;
using Unroll.Tasks.Generation;
using Unroll.Tensors;

namespace Unroll.Tests.Tasks.Generation;

public sealed class StreamEvaluationTests
{
    static readonly TextGeneratorOptions Small = new(HiddenSize: 5, Layers: 2, EmbeddingSize: 4);

    [Theory]
    [InlineData(2)]
    [InlineData(150)]
    [InlineData(5000)]
    public void Pieces_side_by_side_cost_what_the_text_costs_in_one(int length)
    {
        LanguageModelNetwork network = new(Small, vocabularySize: 9);
        RandomSource random = new(seed: 1);
        int[] ids = [.. Enumerable.Range(0, length).Select(_ => random.NextInt(9))];
        double whole;
        using (StepMemory step = new Arena(threads: 1).BeginEvaluation())
        {
            Tensor logits = network.Forward(TokenBatch.From([ids[..^1]]), network.NewState(rows: 1)).Logits;
            whole = logits.SoftmaxCrossEntropy(ids.AsSpan(1)).Item * (double)(length - 1);
        }

        // A piece's own past of 128 tokens is all that this network remembers, up to float32's rounding.
        Assert.Equal(whole, StreamEvaluation.Nats(network, ids, new Arena(threads: 1)), whole * 1e-6);
    }

    [Fact]
    public void The_figures_of_a_report_are_those_of_their_names()
    {
        // 8 tokens of 2 bits each, for 4 characters: 4 bits a character.
        LanguageReport report = LanguageReport.From(nats: 8 * Math.Log(4), tokens: 8, characters: 4, unknown: 0);
        Assert.Equal(Math.Log(4), report.Loss, 1e-12);
        Assert.Equal(4, report.Perplexity, 1e-12);
        Assert.Equal(4, report.BitsPerCharacter, 1e-12);
    }
}
