using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>Sequences read from their ends.</summary>
public static class SequenceReversal
{
    extension(Sequences x)
    {
        /// <summary>Every sequence with its tokens in reverse; twice gives the same again.</summary>
        /// <returns>The same layout and features.</returns>
        public Sequences Reversed()
        {
            SequenceLayout layout = x.Layout;
            int[] rows = new int[layout.TokenCount];
            for (int sequence = 0; sequence < layout.BatchSize; sequence++)
            {
                int length = layout.Lengths[sequence];
                for (int step = 0; step < length; step++)
                {
                    rows[layout.Row(sequence, step)] = layout.Row(sequence, length - 1 - step);
                }
            }

            return x.With(x.Data.SelectRows(rows));
        }
    }
}
