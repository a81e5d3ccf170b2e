using Unroll.Kernels;

namespace Unroll.Tests.Kernels;

/// <summary>Attention on every path and team; its gradients are checked against differences in Operations/GradientTests.</summary>
public sealed class AttentionTests
{
    // Sources of these lengths, one empty; their tokens and the queries lie in no order.
    static readonly int[] SourceLengths = [8, 1, 0, 13, 5, 9, 30, 2], QueryCounts = [3, 5, 2, 0, 7, 11, 6, 1];

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(33)]
    [InlineData(100)]
    public void Context_and_weights_follow_the_formula_on_every_path(int width)
    {
        Case numbers = new(width, valueWidth: width + 3);
        foreach (KernelPath path in InstructionSet.Available)
        {
            using InstructionSet.ForcedPath scope = InstructionSet.Force(path);
            numbers.Check<DotScore>((q, k, v) => q.Zip(k, (a, b) => a * b).Sum());
            numbers.Check<AdditiveScore>((q, k, v) => Enumerable.Range(0, width).Sum(i => v[i] * Math.Tanh(q[i] + k[i])));
        }
    }

    [Theory]
    [InlineData(7)]
    [InlineData(33)]
    [InlineData(100)]
    public void Vector_paths_and_teams_give_the_same_bits(int width)
    {
        Case numbers = new(width, valueWidth: width + 3);
        KernelCases.AssertSameBitsOnVectorPaths(() => [.. numbers.Compute<DotScore>(ThreadTeam.Single), .. numbers.Compute<AdditiveScore>(ThreadTeam.Single)]);
        float[] alone = numbers.Compute<AdditiveScore>(ThreadTeam.Single);
        foreach (int size in KernelCases.TeamSizes)
        {
            KernelCases.AssertSameBits(alone, numbers.Compute<AdditiveScore>(ThreadTeam.OfSize(size)));
        }
    }

    [Theory]
    [InlineData(7)]
    [InlineData(33)]
    public void Gradients_of_every_path_agree_with_the_portable_one(int width)
    {
        Case numbers = new(width, valueWidth: width + 3);
        double[] portable;
        using (InstructionSet.Force(KernelPath.Portable))
        {
            portable = KernelCases.ToDouble(numbers.Compute<AdditiveScore>(ThreadTeam.Single));
        }

        foreach (KernelPath path in InstructionSet.Available)
        {
            using InstructionSet.ForcedPath scope = InstructionSet.Force(path);
            // Float32 sums of up to 100 terms in another order of rounding.
            KernelCases.AssertClose(portable, numbers.Compute<AdditiveScore>(ThreadTeam.Single), 5e-6);
        }
    }

    sealed class Case
    {
        readonly int width, valueWidth;
        readonly int[] queryStarts, queryRows, sourceStarts, sourceRows, weightStarts;
        readonly float[] queries, keys, vector, values, dcontext, dweights;

        internal Case(int width, int valueWidth)
        {
            (this.width, this.valueWidth) = (width, valueWidth);
            (queryStarts, queryRows) = Rows(QueryCounts, multiplier: 11);
            (sourceStarts, sourceRows) = Rows(SourceLengths, multiplier: 15);
            int[] lengthOfQuery = new int[queryRows.Length];
            for (int group = 0; group < QueryCounts.Length; group++)
            {
                foreach (int query in queryRows[queryStarts[group]..queryStarts[group + 1]]) lengthOfQuery[query] = SourceLengths[group];
            }

            weightStarts = [0, .. lengthOfQuery];
            for (int i = 1; i < weightStarts.Length; i++) weightStarts[i] += weightStarts[i - 1];
            queries = KernelCases.Normal(queryRows.Length * width, 1, scale: 0.5f);
            keys = KernelCases.Normal(sourceRows.Length * width, 2, scale: 0.5f);
            vector = KernelCases.Normal(width, 3);
            values = KernelCases.Normal(sourceRows.Length * valueWidth, 4);
            dcontext = KernelCases.Normal(queryRows.Length * valueWidth, 5);
            dweights = KernelCases.Normal(weightStarts[^1], 6);
        }

        AttentionRows Layout => new() { QueryStarts = queryStarts, QueryRows = queryRows, SourceStarts = sourceStarts, SourceRows = sourceRows, WeightStarts = weightStarts };

        internal void Check<TScore>(Func<double[], double[], float[], double> score) where TScore : struct, IAttentionScore
        {
            float[] weights = new float[weightStarts[^1]], context = new float[dcontext.Length];
            Attention.Forward<TScore>(Layout, queries, keys, vector, values, weights, context, width, valueWidth, ThreadTeam.Single);
            double[] expectedWeights = new double[weights.Length], expectedContext = new double[context.Length];
            for (int group = 0; group < QueryCounts.Length; group++)
            {
                int[] source = sourceRows[sourceStarts[group]..sourceStarts[group + 1]];
                foreach (int query in queryRows[queryStarts[group]..queryStarts[group + 1]])
                {
                    double[] powers = [.. source.Select(row => Math.Exp(score(Row(queries, query), Row(keys, row), vector)))];
                    for (int j = 0; j < source.Length; j++)
                    {
                        double weight = expectedWeights[weightStarts[query] + j] = powers[j] / powers.Sum();
                        for (int i = 0; i < valueWidth; i++) expectedContext[query * valueWidth + i] += weight * values[source[j] * valueWidth + i];
                    }
                }
            }

            KernelCases.AssertClose(expectedWeights, weights, 3e-6);
            KernelCases.AssertClose(expectedContext, context, 3e-6);
        }

        internal float[] Compute<TScore>(ThreadTeam team) where TScore : struct, IAttentionScore
        {
            float[] weights = new float[weightStarts[^1]], context = new float[dcontext.Length];
            float[] dqueries = new float[queries.Length], dkeys = new float[keys.Length], dvalues = new float[values.Length];
            float[] dvector = new float[width * SourceLengths.Length];
            Attention.Forward<TScore>(Layout, queries, keys, vector, values, weights, context, width, valueWidth, team);
            Attention.Backward<TScore>(Layout, queries, keys, vector, values, weights, dcontext, dweights, dqueries, dkeys, dvector, dvalues, width, valueWidth, team);
            return [.. weights, .. context, .. dqueries, .. dkeys, .. dvector, .. dvalues];
        }

        double[] Row(float[] table, int row) => KernelCases.ToDouble(table.AsSpan(row * width, width));

        // The multiplier shares no factor with the count, so every row occurs once.
        static (int[] Starts, int[] Rows) Rows(int[] counts, int multiplier)
        {
            int[] starts = [0, .. counts];
            for (int i = 1; i < starts.Length; i++) starts[i] += starts[i - 1];
            int total = starts[^1];
            int[] rows = [.. Enumerable.Range(0, total).Select(i => i * multiplier % total)];
            Assert.Equal(total, rows.Distinct().Count());
            return (starts, rows);
        }
    }
}
