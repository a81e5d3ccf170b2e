using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Unroll.Tasks.Generation;

namespace Unroll.Studio.Service;

/// <summary>A text as server-sent events: a <c>piece</c> for what each token adds, then an <c>end</c>.</summary>
static class TextStream
{
    /// <summary>Writes on, until all is written, the time is over, or nobody listens any more.</summary>
    /// <param name="session">Has read something.</param>
    /// <param name="options">How.</param>
    /// <param name="time">How long.</param>
    /// <param name="ended">Called when all is written, before the <c>end</c> is sent: whoever has read that may use the session at once.</param>
    /// <param name="cancellationToken">Nobody listens any more.</param>
    internal static async IAsyncEnumerable<SseItem<StreamEvent>> Write(
        GeneratorSession session, GenerationOptions options, TimeSpan time, Action? ended = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using CancellationTokenSource limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(time);
        await using IAsyncEnumerator<string> pieces = session.WriteAsync(options, limited.Token).GetAsyncEnumerator(CancellationToken.None);
        while (true)
        {
            StreamEvent? last = null;
            try
            {
                if (!await pieces.MoveNextAsync().ConfigureAwait(false))
                {
                    last = new(Reason: "length", TokensRead: session.TokensRead, TokensWritten: session.TokensWritten);
                }
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                last = new(Reason: "time", TokensRead: session.TokensRead, TokensWritten: session.TokensWritten);
            }

            if (last is not null)
            {
                ended?.Invoke();
                yield return new(last, "end");
                yield break;
            }

            ServiceMeter.Pieces.Add(1);
            yield return new(new(Text: pieces.Current), "piece");
        }
    }
}
