using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unroll.Kernels;

/// <summary>Work in numbered pieces, written once for every vector width.</summary>
/// <typeparam name="TArguments">What the kernel reads and writes: sizes and pointers that stay valid while it runs.</typeparam>
unsafe interface IKernel<TArguments> where TArguments : unmanaged
{
    /// <summary>Computes one piece. Pieces write different outputs, so they may run in any order and at once.</summary>
    static abstract void Run<L, V>(TArguments* arguments, int piece)
        where L : struct, ILanes<V>
        where V : unmanaged;
}

/// <summary>Starts the version of a kernel that belongs to the thread's <see cref="KernelPath"/>.</summary>
static unsafe class Dispatch
{
    /// <summary>Computes a kernel of one piece on the caller's thread.</summary>
    public static void Run<TKernel, TArguments>(TArguments* arguments)
        where TKernel : struct, IKernel<TArguments>
        where TArguments : unmanaged =>
        PieceOf<TKernel, TArguments>(InstructionSet.Path)(arguments, 0);

    /// <summary>Shares the pieces of a kernel among a team.</summary>
    public static void Run<TKernel, TArguments>(TArguments* arguments, int pieces, ThreadTeam team)
        where TKernel : struct, IKernel<TArguments>
        where TArguments : unmanaged =>
        team.Run(PieceOf<TKernel, TArguments>(InstructionSet.Path), arguments, pieces);

    // Compiled ahead of time for these instructions, a program does not start without them, so the compiler may leave out all other code.
    static bool HasNoOtherPath => !RuntimeFeature.IsDynamicCodeSupported && Avx2.IsSupported && Fma.IsSupported;

    /// <summary>The function that computes one piece on a given path, for <see cref="ThreadTeam.Run"/>.</summary>
    public static delegate*<void*, int, void> PieceOf<TKernel, TArguments>(KernelPath path)
        where TKernel : struct, IKernel<TArguments>
        where TArguments : unmanaged => path switch
        {
            KernelPath.Avx512 when Avx512F.IsSupported => &Piece<TKernel, TArguments, Lanes512, Vector512<float>>,
            _ when HasNoOtherPath => &Piece<TKernel, TArguments, Lanes256, Vector256<float>>,
            KernelPath.Avx2 => &Piece<TKernel, TArguments, Lanes256, Vector256<float>>,
            _ when Vector128.IsHardwareAccelerated => &Piece<TKernel, TArguments, Lanes128, Vector128<float>>,
            _ => &Piece<TKernel, TArguments, Lanes1, float>,
        };

    static void Piece<TKernel, TArguments, L, V>(void* arguments, int piece)
        where TKernel : struct, IKernel<TArguments>
        where TArguments : unmanaged
        where L : struct, ILanes<V>
        where V : unmanaged => TKernel.Run<L, V>((TArguments*)arguments, piece);
}
