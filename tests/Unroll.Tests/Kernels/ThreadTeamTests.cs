using Unroll.Kernels;

namespace Unroll.Tests.Kernels;

public unsafe class ThreadTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Every_piece_runs_exactly_once_in_every_one_of_many_jobs(int size)
    {
        ThreadTeam team = ThreadTeam.OfSize(size);
        int[] counts = new int[100];
        fixed (int* pointer = counts)
        {
            for (int job = 1; job <= 2000; job++)
            {
                int pieces = job % counts.Length + 1;
                team.Run(&CountPiece, pointer, pieces);
                for (int piece = 0; piece < pieces; piece++)
                    Assert.Equal(1, counts[piece]);
                Array.Clear(counts);
            }
        }
    }

    [Fact]
    public void A_team_that_has_gone_to_sleep_wakes_for_the_next_job()
    {
        ThreadTeam team = ThreadTeam.OfSize(3);
        int[] counts = new int[3];
        fixed (int* pointer = counts)
        {
            for (int round = 0; round < 5; round++)
            {
                Thread.CurrentThread.Join(TimeSpan.FromMilliseconds(30));
                Assert.True(team.TryRunShared(&CountPiece, pointer, 3));
            }
        }
        Assert.Equal([5, 5, 5], counts);
    }

    [Fact]
    public void Teams_of_a_size_are_shared() => Assert.Same(ThreadTeam.OfSize(2), ThreadTeam.OfSize(2));

    [Fact]
    public void A_busy_team_leaves_all_pieces_to_the_caller()
    {
        int[] counts = new int[4];
        fixed (int* pointer = counts)
            ThreadTeam.OfSize(2).Run(&RunNested, pointer, 2);
        Assert.Equal([2, 2, 2, 2], counts);
    }

    [Fact]
    public void Pieces_up_to_the_size_may_wait_for_each_other()
    {
        int arrived = 0;
        Assert.True(ThreadTeam.OfSize(3).TryRunShared(&WaitForThree, &arrived, 3));
        Assert.Equal(3, arrived);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void An_exception_in_a_piece_reaches_the_caller_and_the_team_stays_usable(int size)
    {
        ThreadTeam team = ThreadTeam.OfSize(size);
        Assert.Throws<InvalidOperationException>(() => team.Run(&Throw, null, 5));
        int[] counts = new int[5];
        fixed (int* pointer = counts)
            team.Run(&CountPiece, pointer, 5);
        Assert.Equal([1, 1, 1, 1, 1], counts);
    }

    [Fact]
    public void Threads_that_share_a_team_all_get_their_work_done()
    {
        int[] totals = new int[4];
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(i => new Thread(() => totals[i] = CountJobs(500)))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        Assert.Equal([1500, 1500, 1500, 1500], totals);
    }

    [Fact]
    public void A_job_allocates_nothing()
    {
        ThreadTeam team = ThreadTeam.OfSize(2);
        int count = 0;
        team.Run(&CountTogether, &count, 2);
        AllocationCount allocated = new();
        for (int hundreds = 0; hundreds < 4; hundreds++)
        {
            allocated.Begin();
            for (int i = 0; i < 100; i++)
                team.Run(&CountTogether, &count, 2);
            allocated.End();
        }
        Assert.Equal(0, allocated.Recurring);
    }

    static int CountJobs(int jobs)
    {
        int count = 0;
        for (int i = 0; i < jobs; i++)
            ThreadTeam.OfSize(2).Run(&CountTogether, &count, 3);
        return count;
    }

    static void CountPiece(void* state, int piece) => Interlocked.Increment(ref ((int*)state)[piece]);

    static void CountTogether(void* state, int piece) => Interlocked.Increment(ref *(int*)state);

    static void RunNested(void* state, int piece) => ThreadTeam.OfSize(2).Run(&CountPiece, state, 4);

    static void WaitForThree(void* state, int piece)
    {
        Interlocked.Increment(ref *(int*)state);
        for (int waits = 0; Volatile.Read(ref *(int*)state) < 3; waits++)
            ThreadTeam.Pause(waits);
    }

    static void Throw(void* state, int piece)
    {
        if (piece == 3)
            throw new InvalidOperationException("piece 3");
    }
}
