using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>Choosing, reordering and joining rows.</summary>
public static class TensorRows
{
    extension(Tensor x)
    {
        /// <summary>The named rows, in the named order; −1 names a row of zeros, and a row may be named often.</summary>
        /// <param name="rows">Row numbers of x, or −1.</param>
        /// <returns>[rows, width].</returns>
        /// <exception cref="ShapeMismatchException">x is not [rows, width] or a row does not exist.</exception>
        public Tensor SelectRows(ReadOnlySpan<int> rows) => Operation.Run(new SelectRows(x, rows.ToArray()));

        /// <summary>Consecutive rows.</summary>
        /// <param name="start">The first.</param>
        /// <param name="count">How many.</param>
        /// <returns>[count, width].</returns>
        /// <exception cref="ShapeMismatchException">x is not [rows, width] or the rows do not exist.</exception>
        public Tensor Rows(int start, int count) => Operation.Run(new SliceRows(x, start, count));
    }

    extension(Tensor)
    {
        /// <summary>Rows below one another: [a, width] and [b, width] become [a + b, width].</summary>
        /// <param name="parts">One or more, of equal width.</param>
        /// <exception cref="ShapeMismatchException">A part is not [rows, width] with the common width.</exception>
        public static Tensor ConcatenateRows(params ReadOnlySpan<Tensor> parts) => Operation.Run(new ConcatenateRows(parts));
    }
}

/// <summary>Y[i] = X[rows[i]], 0 for −1; dX[rows[i]] += dY[i].</summary>
sealed class SelectRows : Operation
{
    readonly Tensor x;
    readonly int[] rows;

    internal SelectRows(Tensor x, int[] rows)
        : base(x)
    {
        if (x.Shape is not [var rowCount, var width])
        {
            throw new ShapeMismatchException(Name, nameof(x), "[rows, width]", x.Shape, "reshape it to two axes first");
        }

        foreach (int row in rows)
        {
            if (row < -1 || row >= rowCount)
            {
                throw new ShapeMismatchException($"{Name}: row {row} of {x.Shape} does not exist; rows are 0 to {rowCount - 1}, or -1 for zeros.");
            }
        }

        (this.x, this.rows) = (x, rows);
        NewOutput([rows.Length, width]);
    }

    protected override void Forward()
    {
        int width = x.Shape[1];
        ReadOnlySpan<float> x_ = x.Values;
        Span<float> y = Output.WritableValues;
        for (int i = 0; i < rows.Length; i++)
        {
            Span<float> target = y.Slice(i * width, width);
            if (rows[i] < 0)
            {
                target.Clear();
            }
            else
            {
                x_.Slice(rows[i] * width, width).CopyTo(target);
            }
        }
    }

    protected internal override void Backward()
    {
        int width = x.Shape[1];
        Span<float> dx = InputGradient.Of(x);
        ReadOnlySpan<float> dy = Output.Gradient;
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] >= 0)
            {
                Span<float> sum = dx.Slice(rows[i] * width, width);
                Elementwise.Add(sum, dy.Slice(i * width, width), sum);
            }
        }
    }

    protected internal override void Reference(ReferenceValues values)
    {
        int width = x.Shape[1];
        for (int i = 0; i < Output.Shape.Count; i++)
        {
            int row = rows[i / width];
            values[Output][i] = row < 0 ? 0 : values[x][row * width + i % width];
        }
    }
}

/// <summary>Y = X[start … start + count); dX gets dY in those rows.</summary>
sealed class SliceRows : Operation
{
    readonly Tensor x;
    readonly int start;

    internal SliceRows(Tensor x, int start, int count)
        : base(x)
    {
        if (x.Shape is not [var rowCount, var width] || start < 0 || count < 0 || (long)start + count > rowCount)
        {
            throw new ShapeMismatchException($"{Name}: rows {start} to {(long)start + count} of {x.Shape} do not exist.");
        }

        (this.x, this.start) = (x, start * width);
        NewOutput([count, width]);
    }

    protected override void Forward() => x.Values.Slice(start, Output.Shape.Count).CopyTo(Output.WritableValues);

    protected internal override void Backward()
    {
        Span<float> sum = InputGradient.Of(x).Slice(start, Output.Shape.Count);
        Elementwise.Add(sum, Output.Gradient, sum);
    }

    protected internal override void Reference(ReferenceValues values) =>
        Array.Copy(values[x], start, values[Output], 0, Output.Shape.Count);
}

/// <summary>Y is the parts below one another; each part's gradient is its rows of dY.</summary>
sealed class ConcatenateRows : Operation
{
    internal ConcatenateRows(ReadOnlySpan<Tensor> parts)
        : base(parts)
    {
        if (parts.IsEmpty)
        {
            throw new ShapeMismatchException($"{Name}: there is nothing to join; give one tensor or more.");
        }

        int rows = 0;
        foreach (Tensor part in parts)
        {
            if (part.Shape.Rank != 2 || part.Shape[1] != parts[0].Shape.LastSize)
            {
                throw ShapeMismatchException.Between(Name, parts[0].Shape, part.Shape, "every part is [rows, width] with one common width");
            }

            rows += part.Shape[0];
        }

        NewOutput([rows, parts[0].Shape.LastSize]);
    }

    protected override void Forward()
    {
        int start = 0;
        foreach (Tensor part in Inputs)
        {
            part.Values.CopyTo(Output.WritableValues[start..]);
            start += part.Shape.Count;
        }
    }

    protected internal override void Backward()
    {
        int start = 0;
        foreach (Tensor part in Inputs)
        {
            InputGradient.Add(part, Output.Gradient.Slice(start, part.Shape.Count));
            start += part.Shape.Count;
        }
    }

    protected internal override void Reference(ReferenceValues values)
    {
        int start = 0;
        foreach (Tensor part in Inputs)
        {
            values[part].CopyTo(values[Output], start);
            start += part.Shape.Count;
        }
    }
}
