using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Tests.Layers;

/// <summary>The chain against every path there is, counted one by one.</summary>
public sealed class ConditionalRandomFieldTests
{
    static readonly int[] Lengths = [3, 0, 5, 1, 4];
    static readonly string[] Bio = ["O", "B-x", "I-x", "B-y", "I-y"];
    static readonly string[] Bioes = ["O", "B-x", "I-x", "E-x", "S-x"];

    [Fact]
    public void The_loss_is_that_of_all_paths_added_up()
    {
        Case chain = new(Bio, TagScheme.Plain);
        int[] gold = [.. Enumerable.Range(0, chain.Layout.TokenCount).Select(i => i * i % 11 % Bio.Length)];
        double expected = 0;
        for (int sequence = 0; sequence < Lengths.Length; sequence++)
        {
            int[] path = [.. Enumerable.Range(0, Lengths[sequence]).Select(t => gold[chain.Layout.Row(sequence, t)])];
            expected += Lengths[sequence] == 0 ? 0 : Math.Log(chain.Paths(sequence).Sum(other => Math.Exp(chain.Score(sequence, other)))) - chain.Score(sequence, path);
        }

        Assert.Equal(expected / gold.Length, chain.Field.Loss(chain.Emissions, gold).Item, tolerance: 1e-6);
    }

    [Fact]
    public void A_probability_is_the_share_of_the_paths_that_go_through_the_tag()
    {
        Case chain = new(Bio, TagScheme.Plain);
        float[] probabilities = chain.Field.Probabilities(chain.Emissions);
        for (int sequence = 0; sequence < Lengths.Length; sequence++)
        {
            double all = chain.Paths(sequence).Sum(path => Math.Exp(chain.Score(sequence, path)));
            for (int t = 0; t < Lengths[sequence]; t++)
            {
                for (int tag = 0; tag < Bio.Length; tag++)
                {
                    double through = chain.Paths(sequence).Where(path => path[t] == tag).Sum(path => Math.Exp(chain.Score(sequence, path)));
                    Assert.Equal(through / all, probabilities[chain.Layout.Row(sequence, t) * Bio.Length + tag], tolerance: 1e-6);
                }
            }
        }
    }

    [Theory]
    [InlineData(TagScheme.Plain)]
    [InlineData(TagScheme.Bio)]
    [InlineData(TagScheme.Bioes)]
    public void The_decoded_path_is_the_best_of_all_allowed_ones(TagScheme scheme)
    {
        string[] tags = scheme == TagScheme.Bioes ? Bioes : Bio;
        for (ulong seed = 1; seed <= 20; seed++)
        {
            Case chain = new(tags, scheme, seed);
            int[] decoded = chain.Field.Decode(chain.Emissions);
            for (int sequence = 0; sequence < Lengths.Length; sequence++)
            {
                int[] path = [.. Enumerable.Range(0, Lengths[sequence]).Select(t => decoded[chain.Layout.Row(sequence, t)])];
                int[] best = chain.Paths(sequence).Where(other => IsAllowed(scheme, [.. other.Select(tag => tags[tag])])).MaxBy(other => chain.Score(sequence, other))!;
                Assert.Equal(best, path);
            }
        }
    }

    [Fact]
    public void Where_every_path_is_forbidden_one_with_the_fewest_faults_is_chosen()
    {
        // Without S-x and O a single token cannot be tagged by the rules.
        ConditionalRandomField field = new(new(["B-x", "I-x", "E-x"], TagScheme.Bioes), new(seed: 1));
        Sequences one = new(Tensor.From([0f, 9f, 0f], [1, 3]), new([1]));
        Assert.Contains(field.Decode(one)[0], new[] { 0, 2 });
    }

    [Fact]
    public void The_order_of_the_batch_and_what_else_is_in_it_change_no_bit()
    {
        Case chain = new(Bio, TagScheme.Bio);
        float[] together = chain.Field.Probabilities(chain.Emissions);
        int[] decoded = chain.Field.Decode(chain.Emissions);
        for (int sequence = 0; sequence < Lengths.Length; sequence++)
        {
            if (Lengths[sequence] == 0)
            {
                continue;
            }

            int[] rows = [.. Enumerable.Range(0, Lengths[sequence]).Select(t => chain.Layout.Row(sequence, t))];
            Sequences alone = new(chain.Emissions.Data.SelectRows(rows), new([rows.Length]));
            float[] probabilities = chain.Field.Probabilities(alone);
            Assert.Equal(rows.Select(row => decoded[row]), chain.Field.Decode(alone));
            for (int t = 0; t < rows.Length; t++)
            {
                Assert.Equal(together.AsSpan(rows[t] * Bio.Length, Bio.Length), probabilities.AsSpan(t * Bio.Length, Bio.Length));
            }
        }
    }

    [Fact]
    public void Wrong_sizes_are_named_with_both_shapes()
    {
        Case chain = new(Bio, TagScheme.Bio);
        ShapeMismatchException wide = Assert.Throws<ShapeMismatchException>(() => chain.Field.Decode(Samples.Leaf(chain.Layout, 4)));
        Assert.Equal("ConditionalRandomField: emissions: expected [tokens, 5], got [13, 4]; this layer was built for 5 tags.", wide.Message);
        Assert.Throws<ShapeMismatchException>(() => chain.Field.Loss(Samples.Leaf(chain.Layout, 4), new int[13]));
        Assert.Throws<ShapeMismatchException>(() => chain.Field.Loss(chain.Emissions, new int[12]));
        Assert.Throws<ArgumentOutOfRangeException>(() => chain.Field.Loss(chain.Emissions, [.. Enumerable.Repeat(5, 13)]));
    }

    // The rules as a sentence says them, without the library's.
    static bool IsAllowed(TagScheme scheme, string[] path)
    {
        for (int t = 0; t <= path.Length; t++)
        {
            string before = t == 0 ? "O" : path[t - 1], tag = t == path.Length ? "O" : path[t];
            bool goesOn = tag[0] is 'I' or 'E', isOpen = before[0] is 'B' or 'I';
            bool fits = scheme switch
            {
                TagScheme.Plain => true,
                TagScheme.Bio => !goesOn || (isOpen && before[1..] == tag[1..]),
                _ => goesOn == isOpen && (!goesOn || before[1..] == tag[1..]),
            };
            if (!fits)
            {
                return false;
            }
        }

        return true;
    }

    sealed class Case
    {
        readonly int tags;

        internal Case(string[] tags, TagScheme scheme, ulong seed = 5)
        {
            this.tags = tags.Length;
            Layout = new(Lengths);
            Emissions = Samples.Leaf(Layout, tags.Length, seed);
            Field = new(new(tags, scheme), new(seed));
            Field.Start.Assign(Samples.Normal(tags.Length, seed + 100));
            Field.Transition.Assign(Samples.Normal(tags.Length * tags.Length, seed + 200));
            Field.End.Assign(Samples.Normal(tags.Length, seed + 300));
        }

        internal SequenceLayout Layout { get; }

        internal Sequences Emissions { get; }

        internal ConditionalRandomField Field { get; }

        internal IEnumerable<int[]> Paths(int sequence)
        {
            int length = Lengths[sequence], count = (int)Math.Pow(tags, length);
            for (int number = 0; number < count; number++)
            {
                int[] path = new int[length];
                for (int t = 0, rest = number; t < length; t++, rest /= tags)
                {
                    path[t] = rest % tags;
                }

                yield return path;
            }
        }

        internal double Score(int sequence, int[] path)
        {
            double score = path.Length == 0 ? 0 : (double)Field.Start.Values[path[0]] + Field.End.Values[path[^1]];
            for (int t = 0; t < path.Length; t++)
            {
                score += Emissions.Data.Values[Layout.Row(sequence, t) * tags + path[t]];
                score += t == 0 ? 0 : Field.Transition.Values[path[t - 1] * tags + path[t]];
            }

            return score;
        }
    }
}
