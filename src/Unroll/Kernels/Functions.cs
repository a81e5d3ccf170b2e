using System.Runtime.CompilerServices;

namespace Unroll.Kernels;

/// <summary>exp, sigmoid and tanh of one vector. NaN stays NaN; infinities and large arguments saturate.</summary>
static class Functions
{
    const float Log2OfE = 1.44269504f;

    // ln 2 in two pieces: a multiple of the first, which has few digits, is exact.
    const float Ln2High = 0.693145751953125f;
    const float Ln2Low = 1.428606765330187e-06f;

    // Adding 1.5 * 2^23 leaves no bits for a fraction: the sum is rounded to a whole number, which is its lowest bits.
    const float Rounder = 12582912f;

    /// <summary>eˣ; 0 below -104, infinite above 88.73. Relative error below 2e-7 where the result is a normal number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged
    {
        x = L.AtLeast(L.AtMost(x, L.Broadcast(89)), L.Broadcast(-104));
        V shifted = Reduce<L, V>(x, out V minusOne);
        // 2ⁿ in two factors, since n may lie outside of what one exponent holds.
        V rounder = L.Broadcast(Rounder);
        V n = L.Subtract(shifted, rounder);
        V half = L.MultiplyAdd(n, L.Broadcast(0.5f), rounder);
        V rest = L.Add(L.Subtract(n, L.Subtract(half, rounder)), rounder);
        V power = L.PowerOfTwo(half);
        return L.Multiply(L.MultiplyAdd(power, minusOne, power), L.PowerOfTwo(rest));
    }

    /// <summary>1 / (1 + e⁻ˣ). Absolute error below 1e-7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged
    {
        // Beyond 87 the exponential or its reciprocal would leave the normal numbers, which are slow.
        V negative = L.Subtract(L.Broadcast(0), x);
        negative = L.AtLeast(L.AtMost(negative, L.Broadcast(87)), L.Broadcast(-87));
        V power = L.PowerOfTwo(Reduce<L, V>(negative, out V minusOne));
        V one = L.Broadcast(1);
        return L.Divide(one, L.Add(one, L.MultiplyAdd(power, minusOne, power)));
    }

    /// <summary>tanh x = u / (u + 2) with u = e²ˣ - 1, which keeps small arguments exact. Relative error below 3e-7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh<L, V>(V x) where L : struct, ILanes<V> where V : unmanaged
    {
        x = L.AtLeast(L.AtMost(x, L.Broadcast(10)), L.Broadcast(-10));
        V power = L.PowerOfTwo(Reduce<L, V>(L.Add(x, x), out V minusOne));
        V u = L.MultiplyAdd(power, minusOne, L.Subtract(power, L.Broadcast(1)));
        return L.Divide(u, L.Add(u, L.Broadcast(2)));
    }

    /// <summary>
    /// Writes x = n ln 2 + r with |r| at most (ln 2) / 2, and gives n + 1.5 * 2^23 and eʳ - 1. The polynomial is the
    /// best of its degree in relative error (1.3e-8), found by weighted least squares on Chebyshev points.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V Reduce<L, V>(V x, out V minusOne) where L : struct, ILanes<V> where V : unmanaged
    {
        V shifted = L.MultiplyAdd(x, L.Broadcast(Log2OfE), L.Broadcast(Rounder));
        V n = L.Subtract(shifted, L.Broadcast(Rounder));
        V r = L.MultiplyAdd(n, L.Broadcast(-Ln2Low), L.MultiplyAdd(n, L.Broadcast(-Ln2High), x));
        V q = L.MultiplyAdd(L.Broadcast(0.00139464619f), r, L.Broadcast(0.00836659212f));
        q = L.MultiplyAdd(q, r, L.Broadcast(0.0416662819f));
        q = L.MultiplyAdd(q, r, L.Broadcast(0.166665429f));
        q = L.MultiplyAdd(q, r, L.Broadcast(0.5f));
        minusOne = L.MultiplyAdd(q, L.Multiply(r, r), r);
        return shifted;
    }
}
