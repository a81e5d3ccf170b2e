using Unroll.Tensors;

namespace Unroll.Inspection.Memory;

/// <summary>
/// Two signals X or Y stand far apart among four letters that mean nothing; after the end the network says which came first and which
/// second: XX, XY, YX or YY. The sequence has as many tokens as the distance; the signals stand in its second tenth and its sixth.
/// </summary>
/// <remarks>Hochreiter and Schmidhuber (1997), experiment 6a, whose sequences have 100 to 110 tokens.</remarks>
public sealed class TemporalOrderProblem() : SymbolProblem(symbols: 8, classes: 4)
{
    const int Signals = 2, Letters = 4, Begin = 6, End = 7;

    private protected override (int[] Symbols, int[] Answers) DrawOne(int distance, RandomSource random)
    {
        int[] symbols = [.. Enumerable.Range(0, distance).Select(_ => Signals + random.NextInt(Letters))];
        int first = random.NextInt(Signals), second = random.NextInt(Signals);
        (symbols[0], symbols[^1]) = (Begin, End);
        symbols[Place(tenth: 1)] = first;
        symbols[Place(tenth: 5)] = second;
        return (symbols, [2 * first + second]);

        int Place(int tenth) => distance * tenth / 10 + random.NextInt(distance / 10);
    }
}
