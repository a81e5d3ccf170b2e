using Unroll.Tensors;

namespace Unroll.Inspection.Memory;

/// <summary>Five of eight letters, then as many blanks as the distance, then a sign at which the network has to write the letters down in their order.</summary>
/// <remarks>Arjovsky, Shah and Bengio (2016), section 4.1, with five letters instead of ten.</remarks>
public sealed class CopyingProblem() : SymbolProblem(symbols: 10, classes: 8)
{
    const int Letters = 8, Blank = 8, Sign = 9, Copied = 5;

    private protected override (int[] Symbols, int[] Answers) DrawOne(int distance, RandomSource random)
    {
        int[] letters = [.. Enumerable.Range(0, Copied).Select(_ => random.NextInt(Letters))];
        return ([.. letters, .. Enumerable.Repeat(Blank, distance), .. Enumerable.Repeat(Sign, Copied)], letters);
    }
}
