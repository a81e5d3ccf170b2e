using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Inspection;

/// <summary>Checks this build of the library on this machine: every cell in every stack, parity with libtorch, published sizes.</summary>
public static class SelfVerification
{
    /// <summary>All checks, each made when it is asked for; under a minute in all.</summary>
    /// <param name="cells">The cells to check; null for all that have a name.</param>
    /// <param name="cancellationToken">Looked at between checks.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static IEnumerable<VerificationCheck> Run(IReadOnlyList<CellKind>? cells = null, CancellationToken cancellationToken = default)
    {
        foreach (CellKind kind in cells ?? CellKinds.All)
        {
            foreach (VerificationCheck check in LayerVerification.OfLayer(
                kind.Word(), (inputs, hidden, random, options) => kind.CreateLayer(inputs, hidden, random, options), cancellationToken))
            {
                yield return check;
            }
        }

        foreach (string name in GoldenVectors.Carried)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return VerificationCheck.Of($"libtorch: {name.Replace('_', ' ')}", () => GoldenVectors.CompareCarried(name));
        }

        foreach ((string name, long published, Func<Module[]> create) in PublishedNetworks)
        {
            yield return VerificationCheck.Of($"size: {name}", () => create().Sum(module => module.ParameterCount) is var count && count == published
                ? (true, $"{count} parameters, as published")
                : (false, $"{count} parameters, published are {published}"));
        }
    }

    // Networks whose numbers of parameters others have published.
    static IReadOnlyList<(string Name, long Parameters, Func<Module[]> Create)> PublishedNetworks { get; } =
    [
        ("character model, 65 symbols, 2 x LSTM 128", 240_321, () => [new Lstm(65, 128, Random, new(Layers: 2)), new Linear(128, 65, Random)]),
        ("tagger, 8,866 words x 100, 2 x bidirectional LSTM 128, 18 tags", 1_522_010,
            () => [new Embedding(8_866, 100, Random), new Lstm(100, 128, Random, new(Layers: 2, Bidirectional: true)), new Linear(256, 18, Random)]),
        ("sentiment, 21,635 words x 300, 2 x bidirectional LSTM 300", 10_101_302,
            () => [new Embedding(21_635, 300, Random), new Lstm(300, 300, Random, new(Layers: 2, Bidirectional: true)), new Linear(600, 2, Random)]),
    ];

    static RandomSource Random => new(seed: 1);
}
