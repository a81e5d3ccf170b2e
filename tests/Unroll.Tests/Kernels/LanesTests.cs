using Unroll.Kernels;

namespace Unroll.Tests.Kernels;

public unsafe class LanesTests
{
    [Fact]
    public void The_estimate_of_a_reciprocal_is_as_close_as_it_says()
    {
        // Every mantissa in steps of 64, at exponents from end to end of what is allowed.
        foreach (int exponent in (int[])[2, 40, 90, 126, 127, 128, 200, 250])
        {
            float[] x = [.. Enumerable.Range(0, 1 << 17).Select(i => BitConverter.Int32BitsToSingle((exponent << 23) | (i << 6)))];
            foreach (KernelPath path in InstructionSet.Available)
            {
                using InstructionSet.ForcedPath scope = InstructionSet.Force(path);
                float[] y = new float[x.Length];
                fixed (float* px = x, py = y)
                {
                    Arguments arguments = new() { X = px, Y = py, Length = x.Length };
                    Dispatch.Run<Reciprocals, Arguments>(&arguments);
                }
                double worst = x.Zip(y).Max(pair => Math.Abs((double)pair.First * pair.Second - 1));
                Assert.True(worst < 1.0 / (1 << 22), $"{path}, exponent {exponent - 127}: {worst}");
            }
        }
    }

    struct Arguments
    {
        public float* X, Y;
        public int Length;
    }

    readonly struct Reciprocals : IKernel<Arguments>
    {
        public static void Run<L, V>(Arguments* arguments, int piece) where L : struct, ILanes<V> where V : unmanaged
        {
            for (int i = 0; i < arguments->Length; i += L.Count)
                L.Store(arguments->Y + i, L.ReciprocalEstimate(L.Load(arguments->X + i)));
        }
    }
}
