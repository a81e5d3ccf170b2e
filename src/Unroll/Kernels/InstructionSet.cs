using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unroll.Kernels;

/// <summary>The families of instructions that the kernels are written for, slowest first.</summary>
enum KernelPath
{
    /// <summary>
    /// 128-bit vectors of any processor, or plain loops where it has none; without fused multiply-add on x86, so
    /// the last bits may differ from the other two.
    /// </summary>
    Portable,

    /// <summary>256-bit vectors with fused multiply-add.</summary>
    Avx2,

    /// <summary>512-bit vectors; gives the same bits as <see cref="Avx2"/>.</summary>
    Avx512,
}

/// <summary>Chooses the fastest path of this processor once, and lets a test take a slower one.</summary>
static class InstructionSet
{
    [ThreadStatic]
    static KernelPath? forced;

    /// <summary>The fastest path that this process may use.</summary>
    public static KernelPath Best { get; } =
        Avx512F.IsSupported && Vector512.IsHardwareAccelerated ? KernelPath.Avx512
        : Avx2.IsSupported && Fma.IsSupported ? KernelPath.Avx2
        : KernelPath.Portable;

    /// <summary>The path that kernels called on this thread take, with all of their workers.</summary>
    public static KernelPath Path => forced ?? Best;

    /// <summary>Every path that works here, slowest first.</summary>
    public static IEnumerable<KernelPath> Available => Enum.GetValues<KernelPath>().Where(path => path <= Best);

    /// <summary>Makes this thread's kernels take <paramref name="path"/> until the result is disposed.</summary>
    /// <exception cref="PlatformNotSupportedException">This processor lacks the instructions.</exception>
    public static ForcedPath Force(KernelPath path)
    {
        if (path > Best)
            throw new PlatformNotSupportedException($"This process can run at most {Best} kernels, asked for {path}.");
        ForcedPath scope = new(forced);
        forced = path;
        return scope;
    }

    internal readonly ref struct ForcedPath(KernelPath? previous)
    {
        public void Dispose() => forced = previous;
    }
}
