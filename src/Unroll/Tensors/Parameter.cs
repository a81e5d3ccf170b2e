namespace Unroll.Tensors;

/// <summary>A tensor that training changes. Its gradient outlives the step until <see cref="ClearGradient"/>.</summary>
public sealed class Parameter : Tensor
{
    readonly RowSet touchedRows;

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
                int width = Shape.Count / Math.Max(1, Shape[0]);
                foreach (int row in touchedRows.Sorted())
                {
                    gradient.Slice(row * width, width).Clear();
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

    private protected override Memory<float> AllocateGradient(int count) => PinnedMemory.Allocate(count);
}
