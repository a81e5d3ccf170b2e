using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>All steps of a recurrence whose coefficients are known beforehand.</summary>
static class LogSpaceScans
{
    extension(Sequences logs)
    {
        /// <summary>h' = a∘h + b over whole sequences, where ln a and ln b stand side by side at each token.</summary>
        /// <param name="initial">The state before the first token read, [batch, width] in packed order.</param>
        /// <param name="isReverse">Whether sequences are read from their ends.</param>
        /// <returns>The state after every token, [tokens, width], and after each sequence, [batch, width] in packed order.</returns>
        internal (Tensor Outputs, Tensor Final) ScanInLogSpace(Tensor initial, bool isReverse)
        {
            LogSpaceScan scan = new(logs, initial, isReverse);
            return (Operation.Run(scan), scan.Final);
        }
    }
}

/// <summary>
/// h_t = a_t∘h_(t−1) + b_t as h_t = e^(A_t)∘h_0 + e^(S_t) with A_t = Σ ln a and S_t = ln(e^(S_(t−1) + ln a_t) + e^(ln b_t)): Heinsen's
/// cumulative sums in log space, every unit of every sequence side by side, and every chunk of time (<see cref="ChunkedScan"/>), which has an
/// h_0 of its own. Back, with d_t = dy_t + a_(t+1)∘d_(t+1): d(ln a_t) = d_t∘a_t∘h_(t−1), d(ln b_t) = d_t∘b_t.
/// </summary>
/// <remarks>Heinsen (2023); Feng et al. (2024), appendix B. S is summed step by step within a chunk, since S_t − A_t, of which the paper sums the
/// exponentials, cancels in single precision after some hundred steps.</remarks>
sealed class LogSpaceScan : Operation
{
    readonly Tensor logs, initial;
    readonly SequenceLayout layout;
    readonly bool isReverse;
    readonly int width, chunks;

    // With what each chunk begins, [chunks, batch, width]: the way back reads it too.
    readonly Memory<float> begins;

    internal LogSpaceScan(Sequences logs, Tensor initial, bool isReverse)
        : base(logs.Data, initial)
    {
        if (initial.Shape is not [var batch, var width] || batch != logs.Layout.BatchSize || logs.Features != 2 * width)
        {
            throw ShapeMismatchException.Between(Name, logs.Data.Shape, initial.Shape, "it needs [tokens, 2 · width] and [batch, width]");
        }

        (this.logs, this.initial, layout, this.isReverse, this.width) = (logs.Data, initial, logs.Layout, isReverse, width);
        // Without a token there is still a state.
        chunks = Math.Max(1, ChunkedScan.Chunks(layout.StepCount));
        begins = Allocate(chunks * initial.Shape.Count);
        NewOutput([layout.TokenCount, width]);
        NewOutput(initial.Shape);
    }

    internal Tensor Final => Outputs[1];

    PackedSteps Steps => new(layout.Live, layout.Offsets, layout.BatchSize);

    int FirstRead => isReverse ? chunks - 1 : 0;

    int LastRead => isReverse ? 0 : chunks - 1;

    protected override void Forward()
    {
        initial.Values.CopyTo(OfChunk(begins.Span, FirstRead));
        ChunkedScan.Forward(logs.Values, Allocate(Output.Shape.Count).Span, begins.Span, Output.WritableValues, Final.WritableValues, Steps, width, isReverse, Team);
    }

    protected internal override void Backward()
    {
        Span<float> arriving = Allocate(chunks * initial.Shape.Count).Span, passed = Allocate(2 * arriving.Length).Span, factors = Allocate(logs.Shape.Count).Span;
        Span<float> dlogs = logs.NeedsGradient ? InputGradient.Of(logs) : new float[logs.Shape.Count], last = OfChunk(arriving, LastRead);
        Elementwise.Exp(logs.Values, factors);
        last.Clear();
        if (Final.HasGradient)
        {
            Final.Gradient.CopyTo(last);
        }

        ChunkedScan.Backward(
            factors, begins.Span, Output.Values, Output.HasGradient ? Output.Gradient : [], arriving, passed, dlogs, Steps, width, isReverse, Team);
        InputGradient.Add(initial, OfChunk(arriving, FirstRead));
    }

    protected internal override void Reference(ReferenceValues values)
    {
        double[] logs = values[this.logs], y = values[Output], h = values[Final];
        values[initial].CopyTo(h, 0);
        for (int i = 0; i < layout.StepCount; i++)
        {
            (int start, int rows) = RowsOf(i);
            for (int j = 0; j < rows * width; j++)
            {
                int at = (start + j / width) * 2 * width + j % width;
                h[j] = Math.Exp(logs[at]) * h[j] + Math.Exp(logs[at + width]);
                y[start * width + j] = h[j];
            }
        }
    }

    Span<float> OfChunk(Span<float> all, int chunk) => all.Slice(chunk * initial.Shape.Count, initial.Shape.Count);

    // The rows of the i-th step in the order of reading.
    (int Start, int Rows) RowsOf(int i)
    {
        int step = isReverse ? layout.StepCount - 1 - i : i;
        return (layout.Offsets[step], layout.Live[step]);
    }
}
