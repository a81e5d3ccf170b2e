using System.Runtime.InteropServices;

namespace Unroll.Kernels;

/// <summary>Holds threads until all have come; then all go on. Lives on the stack of the caller.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
struct StepBarrier
{
    [FieldOffset(0)] int arrived;
    [FieldOffset(128)] int round;
    [FieldOffset(132)] public int Threads;

    public void Wait()
    {
        int current = Volatile.Read(ref round);
        if (Interlocked.Increment(ref arrived) == Threads)
        {
            arrived = 0;
            Volatile.Write(ref round, current + 1);
            return;
        }
        for (int waits = 0; Volatile.Read(ref round) == current; waits++)
            ThreadTeam.Pause(waits);
    }
}
