using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Unroll.Kernels;

/// <summary>
/// One vector width. A kernel is written once over <typeparamref name="V"/>; the compiler makes a version for each
/// implementation. Every method works lane by lane, so two widths with the same rounding give the same bits.
/// </summary>
/// <typeparam name="V">The vector: a register's worth of floats.</typeparam>
unsafe interface ILanes<V> where V : unmanaged
{
    /// <summary>Floats in a vector.</summary>
    static abstract int Count { get; }
    static abstract V Load(float* source);
    static abstract void Store(float* target, V value);

    /// <summary>Reads the first <paramref name="count"/> lanes and touches no memory behind them; the rest are 0.</summary>
    static abstract V LoadPartial(float* source, int count);
    static abstract void StorePartial(float* target, V value, int count);
    static abstract V Broadcast(float value);
    static abstract V Add(V a, V b);
    static abstract V Subtract(V a, V b);
    static abstract V Multiply(V a, V b);
    static abstract V Divide(V a, V b);

    /// <summary>a * b + c, rounded once where the processor can.</summary>
    static abstract V MultiplyAdd(V a, V b, V c);
    static abstract V SquareRoot(V x);

    /// <summary>1 / x with a relative error below 2⁻²², which may differ from one vector width to another; NaN or wrong where x is 0, subnormal or above 2¹²⁵.</summary>
    static abstract V ReciprocalEstimate(V x);

    /// <summary>The smaller of the two; NaN if <paramref name="x"/> is NaN.</summary>
    static abstract V AtMost(V x, V bound);

    /// <summary>The larger of the two; NaN if <paramref name="x"/> is NaN.</summary>
    static abstract V AtLeast(V x, V bound);

    /// <summary>x > threshold ? a : b.</summary>
    static abstract V WhereGreater(V x, V threshold, V a, V b);

    /// <summary>Whether every lane of <paramref name="x"/> is a number and at most its lane of <paramref name="bound"/>.</summary>
    static abstract bool AllAtMost(V x, V bound);

    /// <summary>2 to the power n, where <paramref name="shifted"/> is n + 1.5 * 2^23 and n is a whole number from -127 to 127.</summary>
    static abstract V PowerOfTwo(V shifted);
}

/// <summary>Vectors at the end of a span, where the last one may be partly filled.</summary>
static unsafe class Partial
{
    /// <summary>Reads a whole vector, or the <paramref name="left"/> floats that are there and zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<L, V>(float* source, int left) where L : struct, ILanes<V> where V : unmanaged =>
        left >= L.Count ? L.Load(source) : L.LoadPartial(source, left);

    /// <summary>Writes a whole vector, or its first <paramref name="left"/> floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<L, V>(float* target, V value, int left) where L : struct, ILanes<V> where V : unmanaged
    {
        if (left >= L.Count)
            L.Store(target, value);
        else
            L.StorePartial(target, value, left);
    }
}

/// <summary>Sixteen lanes in a 512-bit register.</summary>
readonly unsafe struct Lanes512 : ILanes<Vector512<float>>
{
    public static int Count => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* source) => Avx512F.LoadVector512(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* target, Vector512<float> value) => Avx512F.Store(target, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadPartial(float* source, int count) =>
        Avx512F.MaskLoad(source, Mask(count), Vector512<float>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePartial(float* target, Vector512<float> value, int count) =>
        Avx512F.MaskStore(target, Mask(count), value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> Mask(int count) =>
        Avx512F.CompareLessThan(Vector512<float>.Indices, Vector512.Create((float)count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Broadcast(float value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> a, Vector512<float> b) => Avx512F.Add(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Subtract(Vector512<float> a, Vector512<float> b) => Avx512F.Subtract(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Multiply(Vector512<float> a, Vector512<float> b) => Avx512F.Multiply(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Divide(Vector512<float> a, Vector512<float> b) => Avx512F.Divide(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c) =>
        Avx512F.FusedMultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> SquareRoot(Vector512<float> x) => Avx512F.Sqrt(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ReciprocalEstimate(Vector512<float> x)
    {
        Vector512<float> rough = Avx512F.Reciprocal14(x);
        return Avx512F.FusedMultiplyAdd(rough, Avx512F.FusedMultiplyAddNegated(x, rough, Vector512<float>.One), rough);
    }

    // The processor's minimum and maximum return their second operand when either is NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> AtMost(Vector512<float> x, Vector512<float> bound) => Avx512F.Min(bound, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> AtLeast(Vector512<float> x, Vector512<float> bound) => Avx512F.Max(bound, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> WhereGreater(
        Vector512<float> x, Vector512<float> threshold, Vector512<float> a, Vector512<float> b) =>
        Avx512F.BlendVariable(b, a, Avx512F.CompareGreaterThan(x, threshold));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AllAtMost(Vector512<float> x, Vector512<float> bound) => Vector512.LessThanOrEqualAll(x, bound);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> PowerOfTwo(Vector512<float> shifted) =>
        Avx512F.Add(Avx512F.ShiftLeftLogical(shifted.AsInt32(), 23), Vector512.Create(0x3F800000)).AsSingle();
}

/// <summary>Eight lanes in a 256-bit register.</summary>
readonly unsafe struct Lanes256 : ILanes<Vector256<float>>
{
    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* source) => Avx.LoadVector256(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* target, Vector256<float> value) => Avx.Store(target, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadPartial(float* source, int count) => Avx.MaskLoad(source, Mask(count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePartial(float* target, Vector256<float> value, int count) =>
        Avx.MaskStore(target, Mask(count), value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> Mask(int count) =>
        Avx.CompareLessThan(Vector256<float>.Indices, Vector256.Create((float)count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Add(Vector256<float> a, Vector256<float> b) => Avx.Add(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Subtract(Vector256<float> a, Vector256<float> b) => Avx.Subtract(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Multiply(Vector256<float> a, Vector256<float> b) => Avx.Multiply(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Divide(Vector256<float> a, Vector256<float> b) => Avx.Divide(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c) =>
        Fma.MultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> SquareRoot(Vector256<float> x) => Avx.Sqrt(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ReciprocalEstimate(Vector256<float> x)
    {
        Vector256<float> rough = Avx.Reciprocal(x);
        return Fma.MultiplyAdd(rough, Fma.MultiplyAddNegated(x, rough, Vector256<float>.One), rough);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> AtMost(Vector256<float> x, Vector256<float> bound) => Avx.Min(bound, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> AtLeast(Vector256<float> x, Vector256<float> bound) => Avx.Max(bound, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> WhereGreater(
        Vector256<float> x, Vector256<float> threshold, Vector256<float> a, Vector256<float> b) =>
        Avx.BlendVariable(b, a, Avx.CompareGreaterThan(x, threshold));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AllAtMost(Vector256<float> x, Vector256<float> bound) => Vector256.LessThanOrEqualAll(x, bound);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> PowerOfTwo(Vector256<float> shifted) =>
        Avx2.Add(Avx2.ShiftLeftLogical(shifted.AsInt32(), 23), Vector256.Create(0x3F800000)).AsSingle();
}

/// <summary>Four lanes in a 128-bit register of any processor: the portable path.</summary>
readonly unsafe struct Lanes128 : ILanes<Vector128<float>>
{
    public static int Count => 4;
    public static Vector128<float> Load(float* source) => Vector128.Load(source);
    public static void Store(float* target, Vector128<float> value) => value.Store(target);

    public static Vector128<float> LoadPartial(float* source, int count)
    {
        float* lanes = stackalloc float[4] { 0, 0, 0, 0 };
        for (int i = 0; i < count; i++)
            lanes[i] = source[i];
        return Vector128.Load(lanes);
    }

    public static void StorePartial(float* target, Vector128<float> value, int count)
    {
        for (int i = 0; i < count; i++)
            target[i] = value[i];
    }

    public static Vector128<float> Broadcast(float value) => Vector128.Create(value);
    public static Vector128<float> Add(Vector128<float> a, Vector128<float> b) => a + b;
    public static Vector128<float> Subtract(Vector128<float> a, Vector128<float> b) => a - b;
    public static Vector128<float> Multiply(Vector128<float> a, Vector128<float> b) => a * b;
    public static Vector128<float> Divide(Vector128<float> a, Vector128<float> b) => a / b;

    // Every Arm processor rounds once; without AVX an x86 processor cannot.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> c) =>
        AdvSimd.IsSupported ? AdvSimd.FusedMultiplyAdd(c, a, b) : a * b + c;

    public static Vector128<float> SquareRoot(Vector128<float> x) => Vector128.Sqrt(x);
    public static Vector128<float> ReciprocalEstimate(Vector128<float> x) => Vector128.Divide(Vector128<float>.One, x);

    public static Vector128<float> AtMost(Vector128<float> x, Vector128<float> bound) =>
        Vector128.ConditionalSelect(Vector128.GreaterThan(x, bound), bound, x);

    public static Vector128<float> AtLeast(Vector128<float> x, Vector128<float> bound) =>
        Vector128.ConditionalSelect(Vector128.LessThan(x, bound), bound, x);

    public static Vector128<float> WhereGreater(
        Vector128<float> x, Vector128<float> threshold, Vector128<float> a, Vector128<float> b) =>
        Vector128.ConditionalSelect(Vector128.GreaterThan(x, threshold), a, b);

    public static bool AllAtMost(Vector128<float> x, Vector128<float> bound) => Vector128.LessThanOrEqualAll(x, bound);

    public static Vector128<float> PowerOfTwo(Vector128<float> shifted) =>
        (Vector128.ShiftLeft(shifted.AsInt32(), 23) + Vector128.Create(0x3F800000)).AsSingle();
}

/// <summary>One lane: the portable path where a processor has no vectors, or must not use them.</summary>
readonly unsafe struct Lanes1 : ILanes<float>
{
    public static int Count => 1;
    public static float Load(float* source) => *source;
    public static void Store(float* target, float value) => *target = value;
    public static float LoadPartial(float* source, int count) => count > 0 ? *source : 0;

    public static void StorePartial(float* target, float value, int count)
    {
        if (count > 0)
            *target = value;
    }

    public static float Broadcast(float value) => value;
    public static float Add(float a, float b) => a + b;
    public static float Subtract(float a, float b) => a - b;
    public static float Multiply(float a, float b) => a * b;
    public static float Divide(float a, float b) => a / b;
    public static float MultiplyAdd(float a, float b, float c) => a * b + c;
    public static float SquareRoot(float x) => MathF.Sqrt(x);
    public static float ReciprocalEstimate(float x) => 1 / x;
    public static float AtMost(float x, float bound) => x > bound ? bound : x;
    public static float AtLeast(float x, float bound) => x < bound ? bound : x;
    public static float WhereGreater(float x, float threshold, float a, float b) => x > threshold ? a : b;
    public static bool AllAtMost(float x, float bound) => x <= bound;

    public static float PowerOfTwo(float shifted) =>
        BitConverter.Int32BitsToSingle((BitConverter.SingleToInt32Bits(shifted) << 23) + 0x3F800000);
}
