using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Inspection;

/// <summary>Makes a recurrent layer of the sizes and the stack that a check asks for.</summary>
/// <param name="inputSize">Features of the input.</param>
/// <param name="hiddenSize">Hidden size of each layer.</param>
/// <param name="random">Where its weights come from.</param>
/// <param name="options">Layers, directions and merging.</param>
public delegate RecurrentLayer LayerFactory(int inputSize, int hiddenSize, RandomSource random, StackOptions options);

/// <summary>Checks a recurrent cell or layer, one's own too: gradients, padding, batches, causality, chunks, threads, instructions.</summary>
/// <example><code>
/// foreach (VerificationCheck check in LayerVerification.OfCell("mine", (place, random) => new MyCell(place.InputSize, place.HiddenSize, random)))
///     Console.WriteLine(check);
/// </code></example>
public static class LayerVerification
{
    static readonly StackOptions[] Stacks =
    [
        new(), new(Layers: 2), new(Bidirectional: true), new(Layers: 2, Bidirectional: true, Merge.Sum),
        new(Layers: 2, Bidirectional: true, Merge.Multiply), new(Bidirectional: true, Merge: Merge.Average),
    ];

    /// <summary>Checks a cell of one's own, unrolled by <see cref="Recurrent"/>.</summary>
    /// <param name="name">Its name, for the checks.</param>
    /// <param name="createCell">Makes the cell for a place in a stack.</param>
    /// <param name="cancellationToken">Looked at between checks.</param>
    public static IEnumerable<VerificationCheck> OfCell(
        string name, Func<CellPlace, RandomSource, IRecurrentCell> createCell, CancellationToken cancellationToken = default) =>
        OfLayer(name, (inputs, hidden, random, options) => new Recurrent(inputs, hidden, random, createCell, options), cancellationToken);

    /// <summary>Checks a layer; each check is made when it is asked for.</summary>
    /// <param name="name">Its name, for the checks.</param>
    /// <param name="createLayer">Makes the layer; called once for each check and stack.</param>
    /// <param name="cancellationToken">Looked at between checks.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static IEnumerable<VerificationCheck> OfLayer(string name, LayerFactory createLayer, CancellationToken cancellationToken = default)
    {
        LayerProperties properties = new(createLayer);
        foreach (StackOptions stack in Stacks)
        {
            yield return Check($"gradients, {Words(stack)}", () => properties.Gradients(stack));
        }

        yield return Check("padding does not matter", properties.Padding);
        yield return Check("the order of a batch does not matter", properties.BatchOrder);
        yield return Check("a sequence alone as in a batch", properties.Alone);
        yield return Check("no output sees its future", properties.Causality);
        yield return Check("chunks equal the whole", properties.Chunks);
        yield return Check("threads", properties.Threads);
        yield return Check("instruction sets", properties.InstructionSets);

        VerificationCheck Check(string what, Func<(bool, string)> check)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return VerificationCheck.Of($"{name}: {what}", check);
        }
    }

    static string Words(StackOptions stack) =>
        (stack.Layers == 1 ? "one layer" : $"{stack.Layers} layers") + (stack.Bidirectional ? $", both directions ({stack.Merge})" : "");
}
