using System.Collections.Concurrent;
using Unroll.Studio.Service;

namespace Unroll.Studio.Tests.Service;

public sealed class BatchQueueTests
{
    static readonly ServiceLimits One = new() { Workers = 1, Batch = 3, Queue = 5 };

    [Fact]
    public async Task What_arrives_meanwhile_is_computed_together_but_not_more_than_a_batch()
    {
        using ManualResetEventSlim begun = new(), goOn = new();
        ConcurrentQueue<int> sizes = [];
        using BatchQueue<int, int> queue = new(
            numbers =>
            {
                begun.Set();
                goOn.Wait();
                return [.. numbers.Select(number => 2 * number)];
            },
            One,
            (size, _) => sizes.Enqueue(size));
        Task<IReadOnlyList<int>> first = queue.Ask([1], default);
        begun.Wait(RunningService.Token);
        Task<IReadOnlyList<int>> two = queue.Ask([2, 3], default), more = queue.Ask([4, 5, 6], default);
        Assert.Equal(5, queue.Length);
        RequestProblem full = await Assert.ThrowsAsync<RequestProblem>(() => queue.Ask([7], default));
        Assert.Equal((503, 1), (full.Status, full.RetryAfterSeconds));
        goOn.Set();
        Assert.Equal([2, 4, 6, 8, 10, 12], (await Task.WhenAll(first, two, more)).SelectMany(answers => answers));
        Assert.True(SpinWait.SpinUntil(() => sizes.Count == 3, TimeSpan.FromSeconds(10)));
        Assert.Equal([1, 3, 2], sizes);
    }

    [Fact]
    public async Task One_question_that_cannot_be_answered_spoils_no_other()
    {
        using ManualResetEventSlim begun = new(), goOn = new();
        using BatchQueue<int, int> queue = new(
            numbers =>
            {
                begun.Set();
                goOn.Wait();
                return numbers.Contains(0) ? throw new InvalidDataException("0") : numbers;
            },
            One,
            (_, _) => { });
        Task<IReadOnlyList<int>> before = queue.Ask([9], default);
        begun.Wait(RunningService.Token);
        Task<IReadOnlyList<int>> good = queue.Ask([1], default), bad = queue.Ask([0], default), fine = queue.Ask([2], default);
        goOn.Set();
        await Assert.ThrowsAsync<InvalidDataException>(() => bad);
        Assert.Equal([9, 1, 2], (await Task.WhenAll(before, good, fine)).SelectMany(answers => answers));
    }

    [Fact]
    public async Task What_nobody_waits_for_any_more_is_not_computed()
    {
        using ManualResetEventSlim begun = new(), goOn = new();
        ConcurrentQueue<int> computed = [];
        using BatchQueue<int, int> queue = new(
            numbers =>
            {
                begun.Set();
                goOn.Wait();
                foreach (int number in numbers)
                {
                    computed.Enqueue(number);
                }

                return numbers;
            },
            One,
            (_, _) => { });
        using CancellationTokenSource gone = new();
        Task<IReadOnlyList<int>> first = queue.Ask([1], default);
        begun.Wait(RunningService.Token);
        Task<IReadOnlyList<int>> given = queue.Ask([2, 3, 4], gone.Token), last = queue.Ask([5], default);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        goOn.Set();
        await Task.WhenAll(first, last);
        Assert.Equal([1, 5], computed);
    }
}
