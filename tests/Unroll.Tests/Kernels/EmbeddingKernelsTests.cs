using Unroll.Kernels;

namespace Unroll.Tests.Kernels;

public class EmbeddingKernelsTests
{
    [Theory]
    [InlineData(1, 10)]
    [InlineData(19, 30)]
    [InlineData(64, 3000)]
    public void Rows_are_fetched_and_gradients_added_with_repeats_in_order(int width, int tokens)
    {
        const int tableRows = 23;
        float[] table = KernelCases.Normal(tableRows * width, 1), dy = KernelCases.Normal(tokens * width, 2);
        int[] indices = [.. Enumerable.Range(0, tokens).Select(i => i * i % tableRows)];
        float[] expected = [.. table];
        for (int token = 0; token < tokens; token++)
        {
            for (int i = 0; i < width; i++)
                expected[indices[token] * width + i] += dy[token * width + i];
        }
        foreach (KernelPath path in InstructionSet.Available)
        {
            using InstructionSet.ForcedPath scope = InstructionSet.Force(path);
            foreach (int size in KernelCases.TeamSizes)
            {
                float[] gradient = [.. table];
                EmbeddingKernels.ScatterAdd(dy, indices, gradient, width, ThreadTeam.OfSize(size));
                KernelCases.AssertSameBits(expected, gradient);
            }
        }
        float[] y = new float[tokens * width];
        EmbeddingKernels.Gather(table, indices, y, width);
        for (int i = 0; i < y.Length; i++)
            Assert.Equal(table[indices[i / width] * width + i % width], y[i]);
    }
}
