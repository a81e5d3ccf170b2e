using Unroll.Tensors;

namespace Unroll.Inspection.Memory;

/// <summary>As many random bits as the distance; after the last the network says whether the number of ones is odd. Every bit counts, so nothing may be forgotten.</summary>
/// <remarks>Hochreiter and Schmidhuber (1997), section 5, discuss it as a problem that random guessing solves when it is short.</remarks>
public sealed class ParityProblem() : SymbolProblem(symbols: 2, classes: 2)
{
    private protected override (int[] Symbols, int[] Answers) DrawOne(int distance, RandomSource random)
    {
        int[] bits = [.. Enumerable.Range(0, distance).Select(_ => random.NextInt(2))];
        return (bits, [bits.Sum() % 2]);
    }
}
