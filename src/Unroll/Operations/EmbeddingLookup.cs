using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>Rows of a table by number.</summary>
public static class EmbeddingLookups
{
    extension(Parameter table)
    {
        /// <summary>The table's row for each id.</summary>
        /// <param name="ids">Row numbers.</param>
        /// <returns>[ids, width of the table].</returns>
        /// <exception cref="ArgumentOutOfRangeException">A row does not exist.</exception>
        public Tensor Lookup(ReadOnlySpan<int> ids) => table.Lookup(ids.ToArray().AsMemory());

        /// <summary>The same for ids that stay as they are while the operation lives: they are not copied.</summary>
        internal Tensor Lookup(ReadOnlyMemory<int> ids) => Operation.Run(new EmbeddingLookup(table, ids));
    }
}

/// <summary>y_i = E[id_i]; dE[id_i] += dy_i, which touches only the rows that were looked up.</summary>
sealed class EmbeddingLookup : Operation
{
    readonly Parameter table;
    readonly ReadOnlyMemory<int> ids;
    readonly int width;

    internal EmbeddingLookup(Parameter table, ReadOnlyMemory<int> ids)
        : base(table)
    {
        if (table.Shape is not [var rows, var width])
        {
            throw new ShapeMismatchException("Lookup", table.Name, "[rows, width]", table.Shape, "a table has two axes");
        }

        foreach (int id in ids.Span)
        {
            if ((uint)id >= (uint)rows)
            {
                throw new ArgumentOutOfRangeException(nameof(ids), id,
                    $"Id {id} is not in a table of {rows} rows; build the embedding with the size of the vocabulary.");
            }
        }

        (this.table, this.ids, this.width) = (table, ids, width);
        NewOutput([ids.Length, width]);
    }

    protected override void Forward() => EmbeddingKernels.Gather(table.ReadRows(ids.Span), ids.Span, Output.WritableValues, width);

    protected internal override void Backward() =>
        EmbeddingKernels.ScatterAdd(Output.Gradient, ids.Span, table.SparseGradientSum(ids.Span), width, Team);

    protected internal override void Reference(ReferenceValues values)
    {
        ReadOnlySpan<int> ids = this.ids.Span;
        for (int i = 0; i < Output.Shape.Count; i++)
        {
            values[Output][i] = values[table][ids[i / width] * width + i % width];
        }
    }
}
