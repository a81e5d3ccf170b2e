using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>To and from padded rectangles, as other toolkits keep batches.</summary>
public static class SequencePacking
{
    extension(Sequences x)
    {
        /// <summary>A rectangle with zeros after each sequence's end.</summary>
        /// <returns>[batch, steps, features], in the caller's order; steps is the longest length.</returns>
        public Tensor ToPadded()
        {
            SequenceLayout layout = x.Layout;
            int[] rows = new int[layout.BatchSize * layout.StepCount];
            for (int i = 0; i < rows.Length; i++)
            {
                int sequence = i / layout.StepCount, step = i % layout.StepCount;
                rows[i] = step < layout.Lengths[sequence] ? layout.Row(sequence, step) : -1;
            }

            return x.Data.SelectRows(rows).Reshape([layout.BatchSize, layout.StepCount, x.Features]);
        }
    }

    extension(Sequences)
    {
        /// <summary>Packs a rectangle; what lies after a sequence's end is never read.</summary>
        /// <param name="padded">[batch, steps, features].</param>
        /// <param name="lengths">One a sequence, 0 to steps, in any order.</param>
        /// <exception cref="ShapeMismatchException">padded has not three axes, or the lengths do not fit it.</exception>
        public static Sequences FromPadded(Tensor padded, ReadOnlySpan<int> lengths)
        {
            if (padded.Shape is not [var batch, var steps, var features] || lengths.Length != batch)
            {
                throw new ShapeMismatchException("FromPadded", nameof(padded), $"[{lengths.Length}, steps, features]", padded.Shape,
                    "give one length for each sequence");
            }

            SequenceLayout layout = new(lengths);
            if (layout.StepCount > steps)
            {
                throw new ShapeMismatchException($"FromPadded: a length of {layout.StepCount} does not fit {padded.Shape}; lengths are at most {steps}.");
            }

            int[] rows = new int[layout.TokenCount];
            for (int step = 0; step < layout.StepCount; step++)
            {
                for (int position = 0; position < layout.Live[step]; position++)
                {
                    rows[layout.Offsets[step] + position] = layout.Order[position] * steps + step;
                }
            }

            return new(padded.Reshape([batch * steps, features]).SelectRows(rows), layout);
        }
    }
}
