using Unroll.Tasks.Generation;
using Unroll.Text;

namespace Unroll.Tests.Tasks.Generation;

public sealed class NGramBaselineTests
{
    // Counted by hand on "abab", whose vocabulary is <unk>, a, b, with words of one letter and so two words of context.
    [Fact]
    public void Probabilities_are_Witten_and_Bells()
    {
        TextCorpus training = new("abab", "a b a b");
        TextGenerator generator = TextGenerator.Train(training, new(new(TokenizerKind.Whitespace), HiddenSize: 2, Layers: 1, EmbeddingSize: 2, BatchSize: 1, Epochs: 1, Threads: 1),
            validation: new("none", ""), cancellationToken: TestContext.Current.CancellationToken);
        NGramBaseline baseline = NGramBaseline.Train(training, generator);
        Assert.Equal(3, baseline.Length);

        // p() of a and b: (2 + 2/3) / (4 + 2) = 4/9. After a: (2 + 1·4/9) / (2 + 1) = 22/27. After b: a once: (1 + 4/9) / 2 = 13/18.
        // "a b": b after a. "b a" then: a after b. Then b after "b a": seen once, (1 + 22/27) / 2.
        double ba = 13.0 / 18, ab = 22.0 / 27, bab = (1 + ab) / 2;
        Assert.Equal(-Math.Log(ab), baseline.Evaluate(new("x", "a b")).Loss, 1e-12);
        Assert.Equal(-(Math.Log(ba) + Math.Log(bab)) / 2, baseline.Evaluate(new("x", "b a b")).Loss, 1e-12);
        // Never seen: after a, an a falls back: 1 · (4/9) / 3.
        Assert.Equal(-Math.Log(4.0 / 27), baseline.Evaluate(new("x", "a a")).Loss, 1e-12);
    }
}
