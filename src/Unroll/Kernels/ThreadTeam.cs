using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Unroll.Kernels;

/// <summary>
/// Threads that stay alive and share a kernel's work. The caller's thread is one of them. Work comes in numbered
/// pieces that write different outputs; whoever is free takes a piece that is left, so a worker that the system
/// is not running delays nobody, and the result cannot depend on the number of threads. A thread begins with the pieces
/// that fall to it by its number: of two kernels over the same data, the second finds in its caches what the first left.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A team lives as long as the process.")]
sealed unsafe class ThreadTeam
{
    // A wait first spins, because the next piece is usually microseconds away; then lets others run; then sleeps.
    const int SpinsBeforeYield = 2000;
    const int YieldsBeforeSleep = 100;

    static readonly Lock TeamsLock = new();
    static readonly Dictionary<int, ThreadTeam> Teams = [];

    readonly SemaphoreSlim sleep = new(0);
    Counters counters;
    delegate*<void*, int, void> job;
    void* state;
    Exception? failure;

    ThreadTeam(int size)
    {
        Size = size;
        for (int i = 1; i < size; i++)
        {
            int number = i;
            new Thread(() => Work(number)) { IsBackground = true, Name = $"Unroll worker {i} of {size}" }.Start();
        }
    }

    /// <summary>Threads that can work at the same time, the caller's included.</summary>
    public int Size { get; }

    /// <summary>A team of the caller's thread alone.</summary>
    public static ThreadTeam Single { get; } = OfSize(1);

    /// <summary>The process's one team of this size; it is started at the first request.</summary>
    /// <exception cref="ArgumentOutOfRangeException">size is below 1.</exception>
    public static ThreadTeam OfSize(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        lock (TeamsLock)
        {
            if (!Teams.TryGetValue(size, out ThreadTeam? team))
                Teams.Add(size, team = new(size));
            return team;
        }
    }

    /// <summary>
    /// Calls work(argument, piece) for each piece from 0 to pieces - 1, and returns when all are done. Where the
    /// team is already at work for another thread (or for a caller of this one), the caller does all pieces itself.
    /// At most 65,535 pieces.
    /// </summary>
    public void Run(delegate*<void*, int, void> work, void* argument, int pieces)
    {
        if (pieces > 1 && TryRunShared(work, argument, pieces))
            return;
        for (int piece = 0; piece < pieces; piece++)
            work(argument, piece);
    }

    /// <summary>
    /// As <see cref="Run"/>, but does nothing and answers false where the team is not free. Pieces up to
    /// <see cref="Size"/> may wait for each other: as each blocks its thread, they run on different threads.
    /// </summary>
    public bool TryRunShared(delegate*<void*, int, void> work, void* argument, int pieces)
    {
        if (Size == 1 || Interlocked.CompareExchange(ref counters.Busy, 1, 0) != 0)
            return false;
        job = work;
        state = argument;
        failure = null;
        counters.Finished = 0;
        Interlocked.Exchange(ref counters.Ticket, Ticket.Next(counters.Ticket, pieces));
        WakeSleepers(pieces - 1);
        while (TryWorkOnce(worker: 0))
        {
        }
        for (int waits = 0; Volatile.Read(ref counters.Finished) < pieces; waits++)
            Pause(waits);
        Exception? thrown = failure;
        Volatile.Write(ref counters.Busy, 0);
        if (thrown is not null)
            ExceptionDispatchInfo.Throw(thrown);
        return true;
    }

    /// <summary>Waits a moment: spinning at first, later leaving the processor to others.</summary>
    internal static void Pause(int waits)
    {
        if (waits < SpinsBeforeYield)
            Thread.SpinWait(1);
        else
            Thread.Yield();
    }

    void Work(int number)
    {
        for (int waits = 0; ; waits++)
        {
            if (TryWorkOnce(number))
                waits = 0;
            else if (waits < SpinsBeforeYield + YieldsBeforeSleep)
                Pause(waits);
            else
                SleepUntilWoken();
        }
    }

    bool TryWorkOnce(int worker)
    {
        long ticket = Volatile.Read(ref counters.Ticket);
        while (Ticket.HasPiece(ticket))
        {
            // Read before the piece is won: a job that has been replaced meanwhile has another ticket, and the exchange fails.
            delegate*<void*, int, void> work = job;
            void* argument = state;
            (long taken, int piece) = Ticket.Take(ticket, worker, Size);
            long seen = Interlocked.CompareExchange(ref counters.Ticket, taken, ticket);
            if (seen == ticket)
            {
                Execute(work, argument, piece);
                return true;
            }
            ticket = seen;
        }
        return false;
    }

    void Execute(delegate*<void*, int, void> work, void* argument, int piece)
    {
        try
        {
            work(argument, piece);
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref failure, exception, null);
        }
        Interlocked.Increment(ref counters.Finished);
    }

    void SleepUntilWoken()
    {
        // The count rises before the last look at the ticket, and a caller looks at the count after its ticket is
        // out: one of the two always sees the other. A token too many only costs one more round of spinning.
        Interlocked.Increment(ref counters.Sleeping);
        if (!Ticket.HasPiece(Volatile.Read(ref counters.Ticket)))
            sleep.Wait();
        Interlocked.Decrement(ref counters.Sleeping);
    }

    void WakeSleepers(int wanted)
    {
        int count = Math.Min(wanted, Volatile.Read(ref counters.Sleeping));
        if (count > 0)
            sleep.Release(count);
    }

    /// <summary>
    /// Job number (32 bits), number of pieces (16), and what is taken (16): one word, so that one exchange wins a piece. Up to
    /// sixteen pieces have a bit each; of more, the number of the next one is kept.
    /// </summary>
    static class Ticket
    {
        const int Bits = 16;

        public static long Next(long previous, int pieces) => (((previous >> 32) + 1) << 32) | ((long)(ushort)pieces << Bits);

        public static bool HasPiece(long ticket) => Taken(ticket) < (Pieces(ticket) <= Bits ? (1 << Pieces(ticket)) - 1 : Pieces(ticket));

        /// <summary>The ticket after a worker has taken a piece, and which: its own first, then whatever follows.</summary>
        public static (long Ticket, int Piece) Take(long ticket, int worker, int workers)
        {
            int pieces = Pieces(ticket);
            if (pieces > Bits)
                return (ticket + 1, Taken(ticket));
            int piece = (int)((long)worker * pieces / workers);
            while ((Taken(ticket) >> piece & 1) != 0)
                piece = (piece + 1) % pieces;
            return (ticket | 1L << piece, piece);
        }

        static int Pieces(long ticket) => (int)(ticket >> Bits & 0xFFFF);

        static int Taken(long ticket) => (int)(ticket & 0xFFFF);
    }

    /// <summary>Each counter on cache lines of its own, so that writing one does not stall readers of another.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 640)]
    struct Counters
    {
        [FieldOffset(128)] public long Ticket;
        [FieldOffset(256)] public int Finished;
        [FieldOffset(384)] public int Sleeping;
        [FieldOffset(512)] public int Busy;
    }
}
