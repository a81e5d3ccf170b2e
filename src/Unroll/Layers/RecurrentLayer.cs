using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// What surrounds every cell: layers, directions and their merging, dropout between layers, states in and out, sequences
/// of any length in any order. Written once; <see cref="Rnn"/>, <see cref="Lstm"/>, <see cref="Gru"/> and
/// <see cref="Recurrent"/> only bring their cell.
/// </summary>
public abstract class RecurrentLayer : Module
{
    /// <summary>What the first part of every cell's state is called.</summary>
    internal const string HiddenState = "hidden state";

    readonly StackOptions options;
    readonly IReadOnlyList<RecurrentLevel> levels;
    readonly IReadOnlyList<RandomSource> dropout;

    private protected RecurrentLayer(int inputSize, int hiddenSize, StackOptions? options, RandomSource random, Func<LevelPlace, RecurrentLevel> createLevel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputSize, 1);
        this.options = options ?? new();
        InputSize = inputSize;
        List<RecurrentLevel> levels = [];
        List<RandomSource> dropout = [];
        for (int layer = 0; layer < this.options.Layers; layer++)
        {
            int width = this.options.HiddenSizes?[layer] ?? hiddenSize;
            ArgumentOutOfRangeException.ThrowIfLessThan(width, 1, nameof(hiddenSize));
            levels.Add(createLevel(new(layer, inputSize, width, this.options.Directions, this.options.HiddenWeightDropout)));
            dropout.Add(random.Stream("dropout").Stream(layer));
            inputSize = OutputSizeOf(levels[^1]);
        }

        (this.levels, this.dropout) = (levels, dropout);
    }

    /// <summary>Features of the input at each token.</summary>
    public int InputSize { get; }

    /// <summary>Features of the output at each token: the last layer's hidden size, twice that where directions are concatenated.</summary>
    public int OutputSize => OutputSizeOf(levels[^1]);

    /// <summary>
    /// For each layer, and within it each direction (forward first), the size of each part of that cell's state; the first part is the
    /// hidden state. The order of <see cref="RecurrentState.Cells"/>.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<int>> StateSizes => [.. levels.SelectMany(level => Enumerable.Repeat(level.StateSizes, options.Directions))];

    /// <summary>Number of layers.</summary>
    public int Layers => levels.Count;

    /// <summary>Whether a second cell reads each sequence from its end.</summary>
    public bool IsBidirectional => options.Bidirectional;

    /// <summary>Where each pass through a layer of the stack is noted, for whoever looks into a step; null to note nothing.</summary>
    internal List<LevelPass>? Passes { get; set; }

    /// <summary>How the two directions become one output.</summary>
    internal Merge Merge => options.Merge;

    /// <summary>The state before the first token: zeros.</summary>
    /// <param name="batch">Number of sequences, 0 or more.</param>
    public virtual RecurrentState NewState(int batch) => new(ZeroCells(batch));

    /// <summary>Reads every sequence from the given state, or from zeros.</summary>
    /// <param name="x">InputSize features a token.</param>
    /// <param name="initial">The state to begin with; null for zeros.</param>
    /// <returns>OutputSize features a token, and the state after each sequence's last token.</returns>
    /// <exception cref="ShapeMismatchException">x or initial does not have the layer's sizes.</exception>
    public virtual (Sequences Outputs, RecurrentState Final) Forward(Sequences x, RecurrentState? initial = null)
    {
        (Sequences outputs, IReadOnlyList<Tensor>[] final) = Unroll(x, initial);
        return (outputs, new(final, MergeFinal(final, part: 0)));
    }

    /// <summary>The sizes and options in words.</summary>
    public override string ToString() =>
        $"{GetType().Name}({InputSize} → {OutputSize}{(Layers > 1 ? $", {Layers} layers" : "")}{(IsBidirectional ? ", bidirectional" : "")})";

    private protected IReadOnlyList<IReadOnlyList<Tensor>> ZeroCells(int batch) =>
        [.. StateSizes.Select(sizes => (IReadOnlyList<Tensor>)[.. sizes.Select(size => Tensor.Zeros([batch, size]))])];

    private protected (Sequences Outputs, IReadOnlyList<Tensor>[] Final) Unroll(Sequences x, RecurrentState? initial)
    {
        if (x.Features != InputSize)
        {
            throw new ShapeMismatchException(GetType().Name, nameof(x), $"[tokens, {InputSize}]", x.Data.Shape,
                $"this layer was built with inputSize: {InputSize}");
        }

        RequireState(initial, x.Layout.BatchSize);
        int directions = options.Directions;
        IReadOnlyList<Tensor>[] final = new IReadOnlyList<Tensor>[levels.Count * directions];
        for (int layer = 0; layer < levels.Count; layer++)
        {
            IReadOnlyList<IReadOnlyList<Tensor>>? begin = initial is null ? null : directions == 1 ? [initial.Cells[layer]] : [initial.Cells[2 * layer], initial.Cells[2 * layer + 1]];
            SignalRecorder.Current?.Enter(this, layer, x.Layout);
            (Tensor outputs, IReadOnlyList<Tensor>[] end) = levels[layer].Run(x, begin);
            RecordHidden(outputs, layer, x.Layout);
            end.CopyTo(final, layer * directions);
            Passes?.Add(new(layer, levels[layer], x, begin, outputs, end));
            x = x.With(MergeDirections(outputs));
            if (layer < levels.Count - 1)
            {
                x = options.LocksDropout ? x.LockedDropout(options.Dropout, dropout[layer]) : x.With(x.Data.Dropout(options.Dropout, dropout[layer]));
            }
        }

        return (x, final);
    }

    /// <summary>One part of the last layer's final state, directions merged as in the outputs: [batch, OutputSize].</summary>
    private protected Tensor MergeFinal(IReadOnlyList<Tensor>[] final, int part) => options.Bidirectional
        ? MergeDirections(Tensor.ConcatenateColumns(final[^2][part], final[^1][part]))
        : final[^1][part];

    // The directions' hidden states lie side by side.
    void RecordHidden(Tensor outputs, int layer, SequenceLayout layout)
    {
        if (SignalRecorder.Current is not { } recorder)
        {
            return;
        }

        // Within the level there may have been layers of its own.
        recorder.Enter(this, layer, layout);
        int rows = outputs.Shape[0], both = outputs.Shape[1], width = both / options.Directions;
        for (int direction = 0; direction < options.Directions; direction++)
        {
            float[] hidden = new float[rows * width];
            for (int row = 0; row < rows; row++)
            {
                outputs.Values.Slice(row * both + direction * width, width).CopyTo(hidden.AsSpan(row * width));
            }

            recorder.BeginDirection(direction);
            recorder.Keep(HiddenState, hidden, width);
        }
    }

    Tensor MergeDirections(Tensor both)
    {
        if (!options.Bidirectional || options.Merge == Merge.Concatenate)
        {
            return both;
        }

        int width = both.Shape.LastSize / 2;
        Tensor forward = both.Columns(0, width), reverse = both.Columns(width, width);
        return options.Merge switch
        {
            Merge.Sum => forward + reverse,
            Merge.Multiply => forward * reverse,
            Merge.Average => (forward + reverse) * 0.5f,
            _ => throw new InvalidOperationException($"Unknown merge {options.Merge}; known are Concatenate, Sum, Multiply and Average."),
        };
    }

    int OutputSizeOf(RecurrentLevel level) =>
        level.StateSizes[0] * (options.Bidirectional && options.Merge == Merge.Concatenate ? 2 : 1);

    void RequireState(RecurrentState? initial, int batch)
    {
        if (initial is null)
        {
            return;
        }

        if (initial.Cells.Count != levels.Count * options.Directions)
        {
            throw new ShapeMismatchException(
                $"{GetType().Name}: initial: expected the state of {levels.Count * options.Directions} cells (layers times directions), got {initial.Cells.Count}.");
        }

        for (int i = 0; i < initial.Cells.Count; i++)
        {
            IReadOnlyList<int> sizes = levels[i / options.Directions].StateSizes;
            IReadOnlyList<Tensor> parts = initial.Cells[i];
            for (int part = 0; part < sizes.Count; part++)
            {
                if (parts.Count != sizes.Count || parts[part].Shape is not [var rows, var width] || rows != batch || width != sizes[part])
                {
                    throw new ShapeMismatchException(GetType().Name, $"initial state of cell {i}, part {part}", $"[{batch}, {sizes[part]}]",
                        part < parts.Count ? parts[part].Shape : [0], "give one row a sequence, in the order of the batch");
                }
            }
        }
    }
}

/// <summary>Where in a stack a level stands, and the sizes it needs there.</summary>
readonly record struct LevelPlace(int Layer, int InputSize, int HiddenSize, int Directions, float HiddenWeightDropout);

/// <summary>A pass of a batch through one layer of a stack.</summary>
/// <param name="Layer">0 for the layer that reads the stack's input.</param>
/// <param name="Level">The layer.</param>
/// <param name="Input">What it read.</param>
/// <param name="Initial">For each direction the parts of the state it began with; null for zeros.</param>
/// <param name="Outputs">The directions side by side, [tokens, directions · hidden size].</param>
/// <param name="Final">For each direction the parts of its final state, in the caller's order of sequences.</param>
sealed record LevelPass(
    int Layer, RecurrentLevel Level, Sequences Input, IReadOnlyList<IReadOnlyList<Tensor>>? Initial, Tensor Outputs, IReadOnlyList<Tensor>[] Final);
