using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>Random zeros while training, where several rows have one mask.</summary>
public static class SharedDropouts
{
    extension(Sequences x)
    {
        /// <summary>
        /// While training, drops the same features at every step of a sequence and scales the others by 1 / (1 − rate); otherwise
        /// returns x itself. Also called locked or variational dropout: Gal and Ghahramani (2016).
        /// </summary>
        /// <param name="rate">Probability of a zero, in [0, 1).</param>
        /// <param name="random">The stream of this place in the network; see <see cref="TensorDropout"/>.</param>
        /// <exception cref="ArgumentOutOfRangeException">rate is outside [0, 1).</exception>
        public Sequences LockedDropout(float rate, RandomSource random)
        {
            if (TensorDropout.Mask(rate, random) is not { } mask)
            {
                return x;
            }

            // A sequence's mask goes by its place in the caller's batch, not by its length.
            SequenceLayout layout = x.Layout;
            int[] keys = new int[layout.TokenCount];
            for (int step = 0; step < layout.StepCount; step++)
            {
                layout.Order[..layout.Live[step]].CopyTo(keys.AsSpan(layout.Offsets[step]));
            }

            return x.With(Operation.Run(new SharedDropout(x.Data, rate, mask, keys, isWholeRow: false)));
        }
    }

    extension(Tensor x)
    {
        /// <summary>
        /// While training, drops whole rows, all rows of one key together, and scales the others by 1 / (1 − rate); otherwise
        /// returns x itself. With token ids as keys a word is dropped wherever it stands: embedding dropout, Gal and Ghahramani (2016).
        /// </summary>
        /// <param name="rate">Probability of a zero, in [0, 1).</param>
        /// <param name="keys">One a row, 0 or more; this tensor is [rows, width].</param>
        /// <param name="random">The stream of this place in the network; see <see cref="TensorDropout"/>.</param>
        /// <exception cref="ArgumentOutOfRangeException">rate is outside [0, 1).</exception>
        /// <exception cref="ShapeMismatchException">There is not one key a row.</exception>
        public Tensor DropRows(float rate, ReadOnlySpan<int> keys, RandomSource random) => TensorDropout.Mask(rate, random) is { } mask
            ? Operation.Run(new SharedDropout(x, rate, mask, keys.ToArray(), isWholeRow: true))
            : x;
    }
}

/// <summary>y_rc = m(key_r, c) · x_rc, or m(key_r) · x_rc for whole rows, with m = 0 or 1 / (1 − rate) at random; dx = m ∘ dy.</summary>
sealed class SharedDropout : Operation
{
    readonly Tensor x;
    readonly RandomSource mask;
    readonly int[] keys;
    readonly bool isWholeRow;
    readonly int width, threshold;
    readonly float scale;

    internal SharedDropout(Tensor x, float rate, RandomSource mask, int[] keys, bool isWholeRow)
        : base(x)
    {
        if (x.Shape is not [var rows, var width] || rows != keys.Length)
        {
            throw new ShapeMismatchException(Name, nameof(x), $"[{keys.Length}, width]", x.Shape, "give one key for each row");
        }

        (this.x, this.mask, this.keys, this.isWholeRow, this.width) = (x, mask, keys, isWholeRow, width);
        (scale, threshold) = TensorDropout.Scale(rate);
        NewOutput(x.Shape);
    }

    protected override void Forward()
    {
        ReadOnlySpan<float> x = this.x.Values;
        Span<float> y = Output.WritableValues;
        for (int row = 0; row < keys.Length; row++)
        {
            Mask(row, x.Slice(row * width, width), y.Slice(row * width, width), add: false);
        }
    }

    // The mask is a function of key and column, so it is computed again rather than kept.
    protected internal override void Backward()
    {
        ReadOnlySpan<float> dy = Output.Gradient;
        Span<float> dx = InputGradient.Of(x);
        for (int row = 0; row < keys.Length; row++)
        {
            Mask(row, dy.Slice(row * width, width), dx.Slice(row * width, width), add: true);
        }
    }

    protected internal override void Reference(ReferenceValues values)
    {
        double[] x = values[this.x], y = values[Output];
        for (int i = 0; i < y.Length; i++)
        {
            int column = isWholeRow ? 0 : i % width;
            bool isKept = (int)((Bits(i / width, column) >> (column % TensorDropout.ElementsPerDraw * 16)) & 0xFFFF) >= threshold;
            y[i] = isKept ? scale * x[i] : 0;
        }
    }

    void Mask(int row, ReadOnlySpan<float> source, Span<float> target, bool add)
    {
        ulong bits = Bits(row, column: 0);
        for (int column = 0; column < width; column++)
        {
            if (!isWholeRow && column % TensorDropout.ElementsPerDraw == 0)
            {
                bits = Bits(row, column);
            }

            float value = TensorDropout.Masked(scale * source[column], bits, threshold);
            target[column] = add ? target[column] + value : value;
            bits = isWholeRow ? bits : bits >> 16;
        }
    }

    ulong Bits(int row, int column)
    {
        ulong draws = isWholeRow ? 1 : ((ulong)width + TensorDropout.ElementsPerDraw - 1) / TensorDropout.ElementsPerDraw;
        return mask.Bits((ulong)keys[row] * draws + (ulong)column / TensorDropout.ElementsPerDraw);
    }
}
