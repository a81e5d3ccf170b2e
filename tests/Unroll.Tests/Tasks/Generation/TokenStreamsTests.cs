using Unroll.Tasks.Generation;

namespace Unroll.Tests.Tasks.Generation;

public sealed class TokenStreamsTests
{
    [Theory]
    [InlineData(20, 3, 4, 0)]
    [InlineData(20, 4, 5, 7)]
    [InlineData(21, 4, 2, 20)]
    [InlineData(8, 1, 3, 5)]
    public void Every_chunk_goes_on_where_the_one_before_has_ended(int tokens, int streams, int chunkLength, int start)
    {
        int[] ids = [.. Enumerable.Range(100, tokens)];
        TokenStreams chunks = new(ids, streams, chunkLength, start);
        List<int>[] read = [.. Enumerable.Range(0, streams).Select(_ => new List<int>())];
        foreach (StreamChunk chunk in chunks)
        {
            Assert.Equal(read[0].Count == 0, chunk.IsFirst);
            int length = chunk.Tokens.TokenCount / streams;
            for (int row = 0; row < chunk.Tokens.TokenCount; row++)
            {
                // All sequences are equally long, so a step's rows are the streams in order.
                read[row % streams].Add(chunk.Tokens.Ids[row]);
                Assert.Equal(100 + (chunk.Tokens.Ids[row] - 100 + 1) % tokens, chunk.Next.Ids[row]);
            }

            Assert.InRange(length, 1, chunkLength);
        }

        // The streams, one after another, are the text from its starting place on.
        Assert.Equal(Enumerable.Range(0, tokens / streams * streams).Select(i => 100 + (start + i) % tokens), read.SelectMany(stream => stream));
    }

    [Fact]
    public void Epochs_begin_at_other_places_and_always_at_the_same_ones()
    {
        int[] ids = [.. Enumerable.Range(0, 1000)];
        TextGeneratorOptions options = new(BatchSize: 4, ChunkLength: 10);
        int[] firsts = [.. Enumerable.Range(1, 5).Select(epoch => TokenStreams.Of(ids, options)(epoch)[0].Tokens.Ids[0])];
        Assert.Equal(firsts, Enumerable.Range(1, 5).Select(epoch => TokenStreams.Of(ids, options)(epoch)[0].Tokens.Ids[0]));
        Assert.Equal(5, firsts.Distinct().Count());
        Assert.All(Enumerable.Range(1, 5), epoch => Assert.Equal(25, TokenStreams.Of(ids, options)(epoch).Count));
    }
}
