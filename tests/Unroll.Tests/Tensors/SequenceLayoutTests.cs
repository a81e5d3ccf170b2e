using CsCheck;
using Unroll.Tensors;

namespace Unroll.Tests.Tensors;

public sealed class SequenceLayoutTests
{
    [Fact]
    public void The_example_of_the_documentation_holds()
    {
        TokenBatch batch = TokenBatch.From([[10, 11], [20, 21, 22], [30]]);
        Assert.Equal([20, 10, 30, 21, 11, 22], batch.Ids);
        Assert.Equal([3, 2, 1], batch.Layout.Live);
        Assert.Equal([1, 0, 2], batch.Layout.Order);
    }

    [Fact]
    public void Every_token_has_one_row_and_live_never_grows() => Gen.Int[0, 9].Array[0, 12].Sample(lengths =>
    {
        SequenceLayout layout = new(lengths);
        HashSet<int> rows = [];
        for (int sequence = 0; sequence < lengths.Length; sequence++)
        {
            for (int step = 0; step < lengths[sequence]; step++)
            {
                Assert.True(rows.Add(layout.Row(sequence, step)));
            }
        }

        Assert.Equal(lengths.Sum(), rows.Count);
        Assert.Equal(lengths.Sum(), layout.TokenCount);
        Assert.All(rows, row => Assert.InRange(row, 0, layout.TokenCount - 1));
        for (int step = 1; step < layout.StepCount; step++)
        {
            Assert.True(layout.Live[step] <= layout.Live[step - 1]);
        }
    });

    [Fact]
    public void A_mask_with_gaps_keeps_the_real_tokens_in_order()
    {
        TokenBatch batch = TokenBatch.FromPadded(new[,] { { 1, 2, 3 }, { 4, 5, 6 } }, new[,] { { false, true, true }, { true, false, true } });
        TokenBatch expected = TokenBatch.From([[2, 3], [4, 6]]);
        Assert.Equal(expected.Ids, batch.Ids);
    }

    [Fact]
    public void Negative_lengths_and_ids_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequenceLayout([2, -1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => TokenBatch.From([[1, -2]]));
    }
}
