using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>What a recurrent layer carries from one stretch of a sequence to the next.</summary>
public class RecurrentState
{
    /// <summary>A state from its parts, to begin a sequence with.</summary>
    /// <param name="cells">For each layer, and within it each direction (forward first), the parts of that cell's state,
    /// each [batch, its size] in the caller's order of sequences.</param>
    /// <param name="hidden">The summary that <see cref="Hidden"/> gives; the last cell's hidden state when null.</param>
    /// <exception cref="ArgumentException">There are no cells, or one has no parts.</exception>
    public RecurrentState(IReadOnlyList<IReadOnlyList<Tensor>> cells, Tensor? hidden = null)
    {
        if (cells.Count == 0 || cells.Any(parts => parts.Count == 0))
        {
            throw new ArgumentException("A state has at least one cell, and each cell at least its hidden state.", nameof(cells));
        }

        (Cells, Hidden) = (cells, hidden ?? cells[^1][0]);
    }

    /// <summary>For each layer, and within it each direction (forward first), the parts of that cell's state, each [batch, its size].</summary>
    public IReadOnlyList<IReadOnlyList<Tensor>> Cells { get; }

    /// <summary>The last layer's hidden state, directions merged as in the outputs: [batch, OutputSize]. What a classifier reads.</summary>
    public Tensor Hidden { get; }

    /// <summary>The same state with every part replaced: rows chosen, copied out of a step, and so on.</summary>
    /// <param name="change">What becomes of a part; called in order, cell by cell.</param>
    public virtual RecurrentState Map(Func<Tensor, Tensor> change) => new(Changed(change));

    private protected IReadOnlyList<IReadOnlyList<Tensor>> Changed(Func<Tensor, Tensor> change) =>
        [.. Cells.Select(parts => (IReadOnlyList<Tensor>)[.. parts.Select(change)])];
}

/// <summary>What an LSTM carries: the hidden state and the cell state.</summary>
public sealed class LstmState : RecurrentState
{
    /// <summary>A state from its parts, to begin a sequence with.</summary>
    /// <param name="cells">For each layer, and within it each direction (forward first), hidden and cell state, each [batch, hidden size].</param>
    /// <exception cref="ArgumentException">There are no cells, or one has not two parts.</exception>
    public LstmState(IReadOnlyList<IReadOnlyList<Tensor>> cells)
        : this(cells, hidden: null, cell: null)
    {
    }

    internal LstmState(IReadOnlyList<IReadOnlyList<Tensor>> cells, Tensor? hidden, Tensor? cell)
        : base(cells, hidden)
    {
        if (cells.Any(parts => parts.Count != 2))
        {
            throw new ArgumentException("Each cell of an LSTM's state has two parts, hidden and cell state.", nameof(cells));
        }

        Cell = cell ?? cells[^1][1];
    }

    /// <inheritdoc/>
    public override RecurrentState Map(Func<Tensor, Tensor> change) => new LstmState(Changed(change));

    /// <summary>The last layer's cell state, directions merged as in the outputs: [batch, OutputSize].</summary>
    public Tensor Cell { get; }
}
