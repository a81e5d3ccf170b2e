using System.Collections;
using Unroll.Tensors;

namespace Unroll.Tasks.Generation;

/// <summary>What is read in a training step: a chunk of each stream, and for each of its tokens the one that follows.</summary>
/// <param name="Tokens">The chunks, all of one length.</param>
/// <param name="Next">What follows each token, in packed order.</param>
/// <param name="IsFirst">Whether the streams begin here; otherwise they go on where the chunk before has ended.</param>
sealed record StreamChunk(TokenBatch Tokens, TokenBatch Next, bool IsFirst);

/// <summary>
/// A text as parallel streams that are read chunk by chunk, each chunk going on where the one before has ended. Every epoch
/// cuts the text at other places, a function of seed and epoch alone: the streams lie on the text as on a ring.
/// </summary>
sealed class TokenStreams : IReadOnlyList<StreamChunk>
{
    readonly int[] ids;
    readonly int streams, length, chunkLength, start;

    internal TokenStreams(int[] ids, int streams, int chunkLength, int start)
    {
        length = ids.Length / streams;
        (this.ids, this.streams, this.chunkLength, this.start) = (ids, streams, chunkLength, start);
        Count = (length + chunkLength - 1) / chunkLength;
    }

    /// <summary>Number of chunks.</summary>
    public int Count { get; }

    public StreamChunk this[int index]
    {
        get
        {
            int from = index * chunkLength, tokens = Math.Min(chunkLength, length - from);
            int[][] read = new int[streams][], next = new int[streams][];
            for (int stream = 0; stream < streams; stream++)
            {
                read[stream] = Part(stream, from, tokens);
                next[stream] = Part(stream, from + 1, tokens);
            }

            return new(TokenBatch.From(read), TokenBatch.From(next), IsFirst: index == 0);
        }
    }

    /// <summary>What a trainer asks for at the beginning of an epoch.</summary>
    internal static Func<int, TokenStreams> Of(int[] ids, TextGeneratorOptions options)
    {
        RandomSource starts = new RandomSource(options.Seed).Stream("starts");
        return epoch => new(ids, options.BatchSize, options.ChunkLength, start: epoch == 1 ? 0 : starts.Stream(epoch).NextInt(ids.Length));
    }

    public IEnumerator<StreamChunk> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    int[] Part(int stream, int from, int count)
    {
        int[] part = new int[count];
        for (int i = 0; i < count; i++)
        {
            part[i] = ids[(int)((start + (long)stream * length + from + i) % ids.Length)];
        }

        return part;
    }
}
