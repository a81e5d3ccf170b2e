namespace Unroll.Kernels;

/// <summary>Cuts a range into contiguous parts whose sizes differ by one at most.</summary>
static class Split
{
    /// <summary>How many parts of at most <paramref name="largest"/> items are needed.</summary>
    public static int Parts(int items, int largest) => (items + largest - 1) / largest;

    /// <summary>First item of a part; the part ends where the next one starts.</summary>
    public static int Start(int items, int parts, int part) => (int)((long)items * part / parts);
}
