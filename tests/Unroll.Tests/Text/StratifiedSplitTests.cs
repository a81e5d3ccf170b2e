using CsCheck;
using Unroll.Tensors;
using Unroll.Text;

namespace Unroll.Tests.Text;

public sealed class StratifiedSplitTests
{
    [Fact]
    public void Every_position_is_in_one_part_and_every_class_keeps_its_share() =>
        Gen.Select(Gen.Int[0, 4].Array[0, 300], Gen.Double[0, 0.5], Gen.Double[0, 0.4], Gen.ULong).Sample((labels, validation, test, seed) =>
        {
            double[] shares = [1 - validation - test, validation, test];
            int[][] parts = StratifiedSplit.Positions(labels, 5, shares, new RandomSource(seed));
            Assert.Equal(Enumerable.Range(0, labels.Length), parts.SelectMany(part => part).Order());
            for (int label = 0; label < 5; label++)
            {
                int total = labels.Count(l => l == label);
                for (int part = 0; part < 3; part++)
                {
                    Assert.InRange(parts[part].Count(i => labels[i] == label), total * shares[part] - 1, total * shares[part] + 1);
                }
            }
        });

    [Fact]
    public void The_same_seed_gives_the_same_parts_and_another_seed_others()
    {
        TextDataset data = new("memory", ["a", "b"], Enumerable.Range(0, 100).Select(i => new LabeledText($"{i}", i % 2)));
        Assert.Equal(data.Split(0.2, 0.1, seed: 7).Validation, data.Split(0.2, 0.1, seed: 7).Validation);
        Assert.NotEqual(data.Split(0.2, 0.1, seed: 7).Validation, data.Split(0.2, 0.1, seed: 8).Validation);
        TextSplit split = data.Split(0.2, 0.1, seed: 7);
        Assert.Equal((70, 20, 10), (split.Train.Count, split.Validation.Count, split.Test.Count));
        Assert.Equal([5, 5], split.Test.ClassCounts);
    }

    [Fact]
    public void A_class_of_one_text_is_trained_on() =>
        Assert.Equal([[0], [], []], StratifiedSplit.Positions([0], 1, [0.6, 0.2, 0.2], new RandomSource(1)));

    [Theory]
    [InlineData(0.5, 0.6)]
    [InlineData(-0.1, 1.1)]
    [InlineData(double.NaN, 1)]
    public void Shares_that_are_none_are_refused(double first, double second) =>
        Assert.Throws<ArgumentException>(() => StratifiedSplit.Positions([0], 1, [first, second], new RandomSource(1)));
}
