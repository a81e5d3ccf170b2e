using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>Joining and cutting along the last axis.</summary>
public static class TensorColumns
{
    extension(Tensor x)
    {
        /// <summary>Some columns of every row.</summary>
        /// <param name="start">The first column.</param>
        /// <param name="count">How many.</param>
        /// <returns>[…, count].</returns>
        /// <exception cref="ShapeMismatchException">The columns do not exist.</exception>
        public Tensor Columns(int start, int count) => Operation.Run(new SliceColumns(x, start, count));
    }

    extension(Tensor)
    {
        /// <summary>Rows side by side: [rows, a] and [rows, b] become [rows, a + b].</summary>
        /// <param name="parts">One or more, equal in all but the last size.</param>
        /// <exception cref="ShapeMismatchException">The parts differ in another size than the last.</exception>
        public static Tensor ConcatenateColumns(params ReadOnlySpan<Tensor> parts) => Operation.Run(new ConcatenateColumns(parts));
    }
}

/// <summary>Y = [A B …]; dA, dB are the matching columns of dY.</summary>
sealed class ConcatenateColumns : Operation
{
    internal ConcatenateColumns(ReadOnlySpan<Tensor> parts)
        : base(parts)
    {
        if (parts.IsEmpty)
        {
            throw new ShapeMismatchException($"{Name}: there is nothing to join; give one tensor or more.");
        }

        int width = 0;
        foreach (Tensor part in parts)
        {
            if (part.Shape.Rank == 0 || part.Shape.WithLastSize(1) != parts[0].Shape.WithLastSize(1))
            {
                throw ShapeMismatchException.Between(Name, parts[0].Shape, part.Shape, "all sizes but the last must be equal");
            }

            width += part.Shape.LastSize;
        }

        NewOutput(parts[0].Shape.WithLastSize(width));
    }

    protected override void Forward()
    {
        int width = Output.Shape.LastSize, start = 0;
        foreach (Tensor part in Inputs)
        {
            int columns = part.Shape.LastSize;
            for (int row = 0; row < part.Shape.RowCount; row++)
            {
                part.Values.Slice(row * columns, columns).CopyTo(Output.WritableValues[(row * width + start)..]);
            }

            start += columns;
        }
    }

    protected internal override void Backward()
    {
        int width = Output.Shape.LastSize, start = 0;
        ReadOnlySpan<float> dy = Output.Gradient;
        foreach (Tensor part in Inputs)
        {
            int columns = part.Shape.LastSize;
            if (part.NeedsGradient)
            {
                Span<float> gradient = InputGradient.Of(part);
                for (int row = 0; row < part.Shape.RowCount; row++)
                {
                    Span<float> sum = gradient.Slice(row * columns, columns);
                    Elementwise.Add(sum, dy.Slice(row * width + start, columns), sum);
                }
            }

            start += columns;
        }
    }

    protected internal override void Reference(ReferenceValues values)
    {
        int width = Output.Shape.LastSize, start = 0;
        foreach (Tensor part in Inputs)
        {
            int columns = part.Shape.LastSize;
            for (int i = 0; i < part.Shape.Count; i++)
            {
                values[Output][i / columns * width + start + i % columns] = values[part][i];
            }

            start += columns;
        }
    }
}

/// <summary>Y = X[…, start … start + count); dX gets dY in those columns.</summary>
sealed class SliceColumns : Operation
{
    readonly Tensor x;
    readonly int start;

    internal SliceColumns(Tensor x, int start, int count)
        : base(x)
    {
        if (x.Shape.Rank == 0 || start < 0 || count < 0 || (long)start + count > x.Shape.LastSize)
        {
            throw new ShapeMismatchException($"{Name}: columns {start} to {(long)start + count} of {x.Shape} do not exist; there are {x.Shape.LastSize}.");
        }

        (this.x, this.start) = (x, start);
        NewOutput(x.Shape.WithLastSize(count));
    }

    protected override void Forward()
    {
        int width = x.Shape.LastSize, columns = Output.Shape.LastSize;
        for (int row = 0; row < x.Shape.RowCount; row++)
        {
            x.Values.Slice(row * width + start, columns).CopyTo(Output.WritableValues[(row * columns)..]);
        }
    }

    protected internal override void Backward()
    {
        int width = x.Shape.LastSize, columns = Output.Shape.LastSize;
        Span<float> dx = InputGradient.Of(x);
        for (int row = 0; row < x.Shape.RowCount; row++)
        {
            Span<float> sum = dx.Slice(row * width + start, columns);
            Elementwise.Add(sum, Output.Gradient.Slice(row * columns, columns), sum);
        }
    }

    protected internal override void Reference(ReferenceValues values)
    {
        int width = x.Shape.LastSize, columns = Output.Shape.LastSize;
        for (int i = 0; i < Output.Shape.Count; i++)
        {
            values[Output][i] = values[x][i / columns * width + start + i % columns];
        }
    }
}
