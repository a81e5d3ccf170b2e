using Unroll.Inspection.Memory;
using Unroll.Tensors;

namespace Unroll.Tests.Inspection.Memory;

/// <summary>Each problem asks what its paper asks, and its answers follow from what stands in the sequences.</summary>
public sealed class MemoryProblemTests
{
    const int Count = 200, Distance = 50;

    [Fact]
    public void The_sum_is_that_of_the_two_marked_numbers_one_of_them_among_the_first_ten()
    {
        MemorySample sample = new AddingProblem().Draw(Distance, Count, new RandomSource(3));
        for (int i = 0; i < Count; i++)
        {
            float[][] tokens = Tokens(sample, i, features: 2);
            int[] marked = [.. Enumerable.Range(0, Distance).Where(step => tokens[step][1] == 1)];

            Assert.Equal(2, marked.Length);
            Assert.InRange(marked[0], 0, 9);
            Assert.InRange(marked[1], 1, Distance / 2 - 1);
            Assert.Equal(tokens[marked[0]][0] + tokens[marked[1]][0], sample.Answers[i], tolerance: 1e-6f);
            Assert.Equal(sample.Inputs.Layout.Row(i, Distance - 1), sample.AskedRows[i]);
        }
    }

    [Fact]
    public void The_order_of_the_two_signals_decides_and_they_stand_in_the_second_and_the_sixth_tenth()
    {
        MemorySample sample = new TemporalOrderProblem().Draw(Distance, Count, new RandomSource(3));
        for (int i = 0; i < Count; i++)
        {
            int[] symbols = Symbols(sample, i, features: 8);
            int[] places = [.. Enumerable.Range(0, Distance).Where(step => symbols[step] < 2)];

            Assert.Equal(2, places.Length);
            Assert.InRange(places[0], 5, 9);
            Assert.InRange(places[1], 25, 29);
            Assert.Equal(2 * symbols[places[0]] + symbols[places[1]], sample.Answers[i]);
        }
    }

    [Fact]
    public void Parity_is_whether_the_ones_are_odd_in_number()
    {
        MemorySample sample = new ParityProblem().Draw(Distance, Count, new RandomSource(3));
        for (int i = 0; i < Count; i++)
        {
            Assert.Equal(Symbols(sample, i, features: 2).Count(bit => bit == 1) % 2, sample.Answers[i]);
        }
    }

    [Fact]
    public void Letters_are_to_be_copied_behind_as_many_blanks_as_the_distance()
    {
        MemorySample sample = new CopyingProblem().Draw(Distance, Count, new RandomSource(3));
        for (int i = 0; i < Count; i++)
        {
            int[] symbols = Symbols(sample, i, features: 10);
            Assert.Equal(5 + Distance + 5, symbols.Length);
            Assert.Equal(symbols[..5], sample.Answers[(5 * i)..(5 * i + 5)].Select(answer => (int)answer));
            Assert.Equal([.. Enumerable.Repeat(8, Distance), .. Enumerable.Repeat(9, 5)], symbols[5..]);
        }
    }

    // One who does not look gives always the same answer, the best there is: its accuracy is the problem's chance.
    [Theory]
    [InlineData(MemoryProblemKind.TemporalOrder)]
    [InlineData(MemoryProblemKind.Adding)]
    [InlineData(MemoryProblemKind.Copying)]
    [InlineData(MemoryProblemKind.Parity)]
    public void Chance_is_what_guessing_gives(MemoryProblemKind kind)
    {
        MemoryProblem problem = MemoryProblem.Create(kind);
        MemorySample sample = problem.Draw(Distance, 2000, new RandomSource(3));
        float[] always = new float[sample.Answers.Length * problem.Outputs];
        for (int row = 0; row < sample.Answers.Length; row++)
        {
            always[row * problem.Outputs] = 1;
        }

        double accuracy = (double)problem.Hits(Tensor.From(always, [sample.Answers.Length, problem.Outputs]), sample) / sample.Answers.Length;
        Assert.InRange(accuracy, problem.Chance - 0.04, problem.Chance + 0.04);
    }

    [Fact]
    public void The_right_answers_are_hits_and_have_little_loss()
    {
        ParityProblem problem = new();
        MemorySample sample = problem.Draw(Distance, 3, new RandomSource(3));
        float[] right = [.. sample.Answers.SelectMany(answer => answer == 0 ? new[] { 9f, 0 } : [0, 9f])];
        Assert.Equal(3, problem.Hits(Tensor.From(right, [3, 2]), sample));
        Assert.Equal(Math.Log(1 + Math.Exp(-9)), problem.Loss(Tensor.From(right, [3, 2]), sample).Item, tolerance: 1e-6);
    }

    static float[][] Tokens(MemorySample sample, int sequence, int features) => [.. Enumerable.Range(0, sample.Inputs.Layout.Lengths[sequence]).Select(step =>
        sample.Inputs.Data.Values.Slice(sample.Inputs.Layout.Row(sequence, step) * features, features).ToArray())];

    static int[] Symbols(MemorySample sample, int sequence, int features) =>
        [.. Tokens(sample, sequence, features).Select(token =>
        {
            Assert.Equal(1, token.Sum());
            return Array.IndexOf(token, 1f);
        })];
}
