namespace Unroll.Tensors;

/// <summary>A tensor that training changes. Its gradient outlives the step until <see cref="ClearGradient"/>.</summary>
public sealed class Parameter : Tensor
{
    readonly RowSet touchedRows;
    DeferredUpdates? deferred;

    /// <summary>A parameter of zeros.</summary>
    /// <param name="name">Its name within its layer, as PyTorch spells it: <c>weight_ih_l0</c>.</param>
    /// <param name="shape">The sizes of the axes.</param>
    public Parameter(string name, Shape shape)
        : base(shape, PinnedMemory.Allocate(shape.Count), step: null, needsGradient: true)
    {
        Name = name;
        touchedRows = new(shape.Rank == 0 ? 1 : shape[0]);
    }

    /// <summary>The name within its layer, as PyTorch spells it.</summary>
    public string Name { get; }

    /// <summary>False for a frozen parameter: gradients flow through, the optimizer leaves it alone.</summary>
    public bool IsTrainable { get; set; } = true;

    /// <summary>Grows whenever the values change, so that whatever was derived from them (packed weights) knows it is stale.</summary>
    internal long Version { get; private set; }

    /// <summary>The rows of the first axis that the gradient touches when only an embedding lookup reached it; null when it is dense.</summary>
    /// <remarks>In increasing order, so that anything summed over them has one fixed order.</remarks>
    internal ReadOnlySpan<int> TouchedRows => touchedRows.Sorted();

    /// <summary>Whether the gradient is zero outside <see cref="TouchedRows"/>.</summary>
    internal bool IsGradientSparse { get; private set; } = true;

    /// <summary>Whether a gradient has arrived since it was last cleared.</summary>
    internal bool IsGradientReached => !IsGradientSparse || TouchedRows.Length > 0;

    /// <summary>Where a row of the first axis lies among the values.</summary>
    internal Range RangeOfRow(int row)
    {
        int width = Shape.Count / Math.Max(1, Shape[0]);
        return (row * width)..((row + 1) * width);
    }

    /// <summary>Replaces the values.</summary>
    /// <param name="source">As many as the shape has elements, row-major.</param>
    /// <exception cref="ShapeMismatchException">The count differs.</exception>
    public void Assign(ReadOnlySpan<float> source)
    {
        if (source.Length != Shape.Count)
        {
            throw new ShapeMismatchException("Parameter.Assign", Name, $"{Shape.Count} numbers for {Shape}", [source.Length],
                "give as many numbers as the parameter has elements");
        }

        source.CopyTo(BeginChange());
    }

    /// <summary>The values for writing; whoever asks is about to change them.</summary>
    internal Span<float> BeginChange()
    {
        Version++;
        return WritableValues;
    }

    /// <summary>All the values, of which only these rows of the first axis are promised to be up to date: what a lookup reads.</summary>
    internal ReadOnlySpan<float> ReadRows(ReadOnlySpan<int> rows)
    {
        deferred?.Apply(rows);
        return RawBuffer.Span;
    }

    /// <summary>The values with updates still to come, for the optimizer that has put them off and for its checkpoints.</summary>
    internal Memory<float> ValuesAsTheyStand => RawBuffer;

    /// <summary>An optimizer announces that some rows lag behind; from now on it is asked before they are read.</summary>
    internal void Defer(DeferredUpdates updates)
    {
        if (deferred != updates)
        {
            deferred?.ApplyAll();
            deferred = updates;
        }

        Version++;
    }

    /// <summary>The gradient for an operation that may touch any element.</summary>
    internal Span<float> DenseGradientSum
    {
        get
        {
            IsGradientSparse = false;
            return GradientSum;
        }
    }

    /// <summary>The gradient for an operation that touches these rows of the first axis only.</summary>
    internal Span<float> SparseGradientSum(ReadOnlySpan<int> rows)
    {
        touchedRows.Add(rows);
        return GradientSum;
    }

    /// <inheritdoc/>
    public override void ClearGradient()
    {
        if (HasGradient)
        {
            Span<float> gradient = GradientSum;
            if (IsGradientSparse)
            {
                foreach (int row in touchedRows.Sorted())
                {
                    gradient[RangeOfRow(row)].Clear();
                }
            }
            else
            {
                gradient.Clear();
            }
        }

        touchedRows.Clear();
        IsGradientSparse = true;
    }

    /// <summary>Name and shape.</summary>
    public override string ToString() => $"Parameter {Name} {Shape} float32";

    private protected override bool IsOnlyRead => StepBuffers.Current is { Purpose: StepPurpose.Inspection };

    // Everybody but a lookup may read any row, so nobody has to know that some were put off.
    private protected override void BeforeAccess() => deferred?.ApplyAll();

    private protected override Memory<float> AllocateGradient(int count) => PinnedMemory.Allocate(count);
}
