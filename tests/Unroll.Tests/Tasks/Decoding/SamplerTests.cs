using CsCheck;
using Unroll.Tasks.Decoding;

namespace Unroll.Tests.Tasks.Decoding;

/// <summary>Sampling against its definition: every set of candidates counted out by hand.</summary>
public sealed class SamplerTests
{
    static readonly Gen<(float[] Scores, SamplingOptions Options)> Cases =
        from scores in Gen.Float[-12, 0].Array[1, 12]
        from temperature in Gen.Float[0.2f, 3]
        from topK in Gen.Int[1, 14]
        from topP in Gen.Float[0.05f, 1]
        from isLimited in Gen.Bool
        select (scores, new SamplingOptions(temperature, isLimited ? topK : null, topP));

    [Fact]
    public void Candidates_are_the_likeliest_k_and_of_those_the_fewest_that_hold_the_share() => Cases.Sample(sample =>
    {
        (float[] scores, SamplingOptions options) = sample;
        double[] weights = [.. scores.Select(score => Math.Exp(score / (double)options.Temperature))];
        int[] ranked = [.. Enumerable.Range(0, scores.Length).OrderByDescending(token => scores[token]).ThenBy(token => token).Take(options.TopK ?? int.MaxValue)];
        double total = ranked.Sum(token => weights[token]);

        (int Token, double Weight)[] candidates = new Sampler(options).Candidates(scores);

        double held = candidates.Sum(candidate => weights[candidate.Token]) / total, withoutLast = held - weights[candidates[^1].Token] / total;
        // A share is a float32 number; on its very edge the last digit decides.
        Assert.True(held >= options.TopP - 1e-6 || candidates.Length == ranked.Length, $"{held} of {options.TopP}");
        Assert.True(withoutLast <= options.TopP + 1e-6, $"{withoutLast} without the last, of {options.TopP}");
        Assert.Equal(ranked[..candidates.Length], candidates.Select(candidate => candidate.Token));
        Assert.All(candidates, candidate => Assert.Equal(weights[candidate.Token] / weights[ranked[0]], candidate.Weight, 1e-9));
    }, iter: 300);

    [Fact]
    public void Tokens_come_as_often_as_their_probabilities_say()
    {
        float[] scores = [MathF.Log(0.5f), MathF.Log(0.3f), float.NegativeInfinity, MathF.Log(0.2f)];
        Sampler sampler = new(new(Temperature: 0.5f, Seed: 3));
        // p^(1/0.5) normalised: 25, 9 and 4 of 38.
        int[] counts = new int[4];
        for (int choice = 0; choice < 38_000; choice++)
        {
            counts[sampler.Choose(scores, [], choice)]++;
        }

        Assert.InRange(counts[0], 24_500, 25_500);
        Assert.InRange(counts[1], 8_700, 9_300);
        Assert.Equal(0, counts[2]);
        Assert.InRange(counts[3], 3_800, 4_200);
    }

    [Fact]
    public void Temperature_0_takes_the_likeliest_and_of_equals_the_first()
    {
        Sampler greedy = new(new(Temperature: 0));
        Assert.Equal(2, greedy.Choose([-3, -2, -1, -1], [], choice: 0));
        Assert.Equal(1, greedy.Choose([float.NegativeInfinity, -2], [], choice: 7));
    }

    [Fact]
    public void A_penalty_multiplies_the_log_probability_of_what_was_there_before()
    {
        Sampler penalised = new(new(Temperature: 0, RepetitionPenalty: 3));
        Assert.Equal(0, penalised.Choose([-1, -2], [], choice: 0));
        Assert.Equal(1, penalised.Choose([-1, -2], [0, 0], choice: 0));
    }

    [Fact]
    public void The_nth_choice_depends_on_seed_and_n_alone()
    {
        float[] scores = [.. Enumerable.Repeat(0f, 1000)];
        int[] All(ulong seed) => [.. Enumerable.Range(0, 20).Select(choice => new Sampler(new(Seed: seed)).Choose(scores, [], choice))];
        Assert.Equal(All(5), All(5));
        Assert.NotEqual(All(5), All(6));
        Assert.True(All(5).Distinct().Count() > 15);
    }

    [Fact]
    public void Impossible_options_cannot_be_made()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions(Temperature: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions(TopK: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions(TopP: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions(RepetitionPenalty: float.NaN));
    }
}
