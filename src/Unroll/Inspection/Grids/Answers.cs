using Unroll.Tensors;

namespace Unroll.Inspection.Grids;

/// <summary>What networks answer.</summary>
static class Answers
{
    /// <summary>The class with the highest score in a row; the first of equals.</summary>
    internal static int Of(Tensor logits, int row)
    {
        ReadOnlySpan<float> scores = logits.Values.Slice(row * logits.Shape[1], logits.Shape[1]);
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
        {
            best = scores[i] > scores[best] ? i : best;
        }

        return best;
    }

    /// <summary>Share of rows whose answer is the expected one.</summary>
    internal static double ShareRight(Tensor logits, int[] expected) =>
        (double)expected.Where((answer, row) => Of(logits, row) == answer).Count() / expected.Length;
}
