using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>One vector a sequence, from all its tokens; padding does not exist and so never counts.</summary>
public static class SequencePooling
{
    extension(Sequences x)
    {
        /// <summary>The mean of each sequence's vectors; zeros for an empty sequence.</summary>
        /// <returns>[batch, features], in the caller's order.</returns>
        public Tensor Mean() => Operation.Run(new MeanOfSequences(x));

        /// <summary>The largest value of each feature over each sequence; zeros for an empty sequence.</summary>
        /// <returns>[batch, features], in the caller's order.</returns>
        public Tensor Max() => Operation.Run(new MaxOfSequences(x));

        /// <summary>Each sequence's last vector; zeros for an empty sequence.</summary>
        /// <returns>[batch, features], in the caller's order.</returns>
        public Tensor Last()
        {
            int[] rows = new int[x.Layout.BatchSize];
            for (int i = 0; i < rows.Length; i++)
            {
                rows[i] = x.Layout.Lengths[i] == 0 ? -1 : x.Layout.Row(i, x.Layout.Lengths[i] - 1);
            }

            return x.Data.SelectRows(rows);
        }
    }
}

/// <summary>y_s = Σ_t x_{s,t} / T_s; dx_{s,t} = dy_s / T_s.</summary>
sealed class MeanOfSequences : Operation
{
    readonly Tensor x;
    readonly SequenceLayout layout;

    internal MeanOfSequences(Sequences x)
        : base(x.Data)
    {
        (this.x, layout) = (x.Data, x.Layout);
        NewOutput([layout.BatchSize, x.Features]);
    }

    protected override void Forward()
    {
        int width = x.Shape[1];
        Span<float> y = Output.WritableValues;
        y.Clear();
        for (int step = 0; step < layout.StepCount; step++)
        {
            for (int position = 0; position < layout.Live[step]; position++)
            {
                Span<float> sum = y.Slice(layout.Order[position] * width, width);
                Elementwise.Add(sum, x.Values.Slice((layout.Offsets[step] + position) * width, width), sum);
            }
        }

        for (int sequence = 0; sequence < layout.BatchSize; sequence++)
        {
            Span<float> sum = y.Slice(sequence * width, width);
            Elementwise.Scale(sum, 1f / Math.Max(1, layout.Lengths[sequence]), sum);
        }
    }

    protected internal override void Backward()
    {
        int width = x.Shape[1];
        Span<float> dx = InputGradient.Of(x);
        ReadOnlySpan<float> dy = Output.Gradient;
        for (int step = 0; step < layout.StepCount; step++)
        {
            for (int position = 0; position < layout.Live[step]; position++)
            {
                int sequence = layout.Order[position];
                Span<float> sum = dx.Slice((layout.Offsets[step] + position) * width, width);
                Elementwise.AddScaled(dy.Slice(sequence * width, width), 1f / layout.Lengths[sequence], sum);
            }
        }
    }

    protected internal override void Reference(ReferenceValues values)
    {
        int width = x.Shape[1];
        for (int i = 0; i < Output.Shape.Count; i++)
        {
            int sequence = i / width, length = layout.Lengths[sequence];
            double sum = 0;
            for (int step = 0; step < length; step++)
            {
                sum += values[x][layout.Row(sequence, step) * width + i % width];
            }

            values[Output][i] = length == 0 ? 0 : sum / length;
        }
    }
}

/// <summary>y_s = max_t x_{s,t}; dy_s goes to the first token that holds the maximum.</summary>
sealed class MaxOfSequences : Operation
{
    readonly Tensor x;
    readonly SequenceLayout layout;

    internal MaxOfSequences(Sequences x)
        : base(x.Data)
    {
        (this.x, layout) = (x.Data, x.Layout);
        NewOutput([layout.BatchSize, x.Features]);
    }

    PackedSteps Steps => new(layout.Live, layout.Offsets, layout.BatchSize);

    protected override void Forward() => SequenceMax.Forward(x.Values, Output.WritableValues, Steps, layout.Order, x.Shape[1], Team);

    // The maximum tells where it stood, so nothing else is kept.
    protected internal override void Backward() =>
        SequenceMax.Backward(x.Values, Output.Values, Output.Gradient, InputGradient.Of(x), Steps, layout.Order, x.Shape[1], Team);

    protected internal override void Reference(ReferenceValues values)
    {
        int width = x.Shape[1];
        for (int i = 0; i < Output.Shape.Count; i++)
        {
            int sequence = i / width, length = layout.Lengths[sequence];
            double largest = length == 0 ? 0 : double.NegativeInfinity;
            for (int step = 0; step < length; step++)
            {
                largest = Math.Max(largest, values[x][layout.Row(sequence, step) * width + i % width]);
            }

            values[Output][i] = largest;
        }
    }
}
