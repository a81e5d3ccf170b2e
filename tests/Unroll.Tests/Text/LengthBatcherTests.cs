using CsCheck;
using Unroll.Tensors;
using Unroll.Text;

namespace Unroll.Tests.Text;

public sealed class LengthBatcherTests
{
    [Fact]
    public void Every_text_comes_once_an_epoch_in_batches_of_the_size() =>
        Gen.Select(Gen.Int[0, 50].Array[0, 400], Gen.Int[1, 30], Gen.ULong, Gen.Int[0, 1000]).Sample((lengths, size, seed, epoch) =>
        {
            LengthBatcher batcher = new(lengths, size, new RandomSource(seed));
            IReadOnlyList<int[]> batches = batcher.Epoch(epoch);
            Assert.Equal(Enumerable.Range(0, lengths.Length), batches.SelectMany(batch => batch).Order());
            Assert.Equal(batcher.BatchesPerEpoch, batches.Count);
            Assert.True(batches.Count(batch => batch.Length != size) <= 1);
        });

    [Fact]
    public void An_epoch_depends_on_seed_and_number_alone()
    {
        int[] lengths = [.. Enumerable.Range(0, 500).Select(i => i * 7 % 40)];
        LengthBatcher first = new(lengths, 8, new RandomSource(3)), second = new(lengths, 8, new RandomSource(3));
        first.Epoch(0);
        Assert.Equal(first.Epoch(5), second.Epoch(5));
        Assert.NotEqual(first.Epoch(5), first.Epoch(6));
        Assert.NotEqual(first.Epoch(5), new LengthBatcher(lengths, 8, new RandomSource(4)).Epoch(5));
    }

    [Fact]
    public void Lengths_in_a_batch_are_alike_and_the_order_of_batches_is_not_by_length()
    {
        int[] lengths = [.. Enumerable.Range(0, 3200).Select(i => i * 769 % 100)];
        IReadOnlyList<int[]> batches = new LengthBatcher(lengths, 16, new RandomSource(1)).Epoch(0);
        // 50 batches of 16 over lengths 0 to 99: a batch spans about two lengths, and a random one would span about 88.
        Assert.True(batches.Average(batch => batch.Max(i => lengths[i]) - batch.Min(i => lengths[i])) < 8);
        double[] means = [.. batches.Select(batch => batch.Average(i => lengths[i]))];
        int rises = Enumerable.Range(1, means.Length - 1).Count(i => means[i] > means[i - 1]);
        Assert.InRange(rises, means.Length / 3, 2 * means.Length / 3);
    }

    [Fact]
    public void Equal_lengths_leave_a_full_shuffle()
    {
        IReadOnlyList<int[]> batches = new LengthBatcher(new int[1000], 10, new RandomSource(1)).Epoch(0);
        Assert.True(batches.Average(batch => batch.Max() - batch.Min()) > 500);
    }

    [Fact]
    public void Evaluation_keeps_the_order_of_the_texts() =>
        Assert.Equal([[0, 1], [2, 3], [4]], new LengthBatcher([5, 1, 9, 2, 0], 2, new RandomSource(1)).InOrder());
}
