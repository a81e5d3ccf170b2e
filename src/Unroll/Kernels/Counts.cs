namespace Unroll.Kernels;

/// <summary>A count that the compiler knows, so that code for rows or panels that are not there disappears.</summary>
interface ICount
{
    static abstract int Value { get; }
}

readonly struct Count1 : ICount { public static int Value => 1; }
readonly struct Count2 : ICount { public static int Value => 2; }
readonly struct Count3 : ICount { public static int Value => 3; }
readonly struct Count4 : ICount { public static int Value => 4; }
readonly struct Count5 : ICount { public static int Value => 5; }
readonly struct Count6 : ICount { public static int Value => 6; }
readonly struct Count7 : ICount { public static int Value => 7; }
readonly struct Count8 : ICount { public static int Value => 8; }
readonly struct Count9 : ICount { public static int Value => 9; }
readonly struct Count10 : ICount { public static int Value => 10; }
readonly struct Count11 : ICount { public static int Value => 11; }
readonly struct Count12 : ICount { public static int Value => 12; }
