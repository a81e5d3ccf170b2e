using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Inspection.Memory;

/// <summary>
/// As many pairs as the distance, of a random number in [0, 1) and a mark; two are marked, one among the first ten and one in the first
/// half, and after the end the network says the sum of their numbers. It is right where it errs by less than 0.04 of the range of sums.
/// </summary>
/// <remarks>Hochreiter and Schmidhuber (1997), experiment 4, with the numbers and sums of Arjovsky, Shah and Bengio (2016), section 4.2.</remarks>
public sealed class AddingProblem : MemoryProblem
{
    const float RangeOfSums = 2, Near = 0.04f * RangeOfSums;

    /// <inheritdoc/>
    public override int Features => 2;

    /// <inheritdoc/>
    public override int Outputs => 1;

    // The sum of two numbers lies within d of its mean 1 with probability 2d − d².
    /// <inheritdoc/>
    public override double Chance => 2 * Near - Near * Near;

    /// <inheritdoc/>
    public override MemorySample Draw(int distance, int count, RandomSource random)
    {
        SequenceLayout layout = new([.. Enumerable.Repeat(distance, count)]);
        float[] inputs = new float[layout.TokenCount * Features], sums = new float[count];
        for (int i = 0; i < count; i++)
        {
            for (int step = 0; step < distance; step++)
            {
                inputs[layout.Row(i, step) * Features] = random.NextFloat();
            }

            int first = random.NextInt(Math.Min(10, distance / 2)), second = random.NextInt(distance / 2 - 1);
            Mark(i, first);
            Mark(i, second < first ? second : second + 1);
        }

        return new(new(Tensor.From(inputs, [layout.TokenCount, Features]), layout), [.. Enumerable.Range(0, count).Select(i => layout.Row(i, distance - 1))], sums);

        void Mark(int sequence, int step)
        {
            int at = layout.Row(sequence, step) * Features;
            inputs[at + 1] = 1;
            sums[sequence] += inputs[at];
        }
    }

    /// <inheritdoc/>
    public override Tensor Loss(Tensor said, MemorySample sample)
    {
        Tensor error = said - Tensor.From(sample.Answers, said.Shape);
        return (error * error).Mean();
    }

    /// <inheritdoc/>
    public override int Hits(Tensor said, MemorySample sample)
    {
        float[] values = said.Values.ToArray();
        return sample.Answers.Where((answer, i) => MathF.Abs(values[i] - answer) < Near).Count();
    }
}
