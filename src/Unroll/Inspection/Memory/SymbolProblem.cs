using Unroll.Kernels;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Inspection.Memory;

/// <summary>A problem over symbols, each one number of 1 among zeros, whose answers are classes.</summary>
/// <param name="symbols">Different symbols.</param>
/// <param name="classes">Different answers.</param>
public abstract class SymbolProblem(int symbols, int classes) : MemoryProblem
{
    /// <inheritdoc/>
    public override int Features => symbols;

    /// <inheritdoc/>
    public override int Outputs => classes;

    /// <inheritdoc/>
    public override double Chance => 1.0 / classes;

    /// <summary>Draws one sequence.</summary>
    /// <param name="distance">How far back the network has to look.</param>
    /// <param name="random">Where it comes from.</param>
    /// <returns>Its symbols, and the answers that are asked for after its last tokens, one each.</returns>
    private protected abstract (int[] Symbols, int[] Answers) DrawOne(int distance, RandomSource random);

    /// <inheritdoc/>
    public override MemorySample Draw(int distance, int count, RandomSource random)
    {
        (int[] Symbols, int[] Answers)[] drawn = [.. Enumerable.Range(0, count).Select(_ => DrawOne(distance, random))];
        SequenceLayout layout = new([.. drawn.Select(sequence => sequence.Symbols.Length)]);
        float[] inputs = new float[layout.TokenCount * symbols];
        List<int> rows = [];
        for (int i = 0; i < count; i++)
        {
            (int[] read, int[] answers) = drawn[i];
            for (int step = 0; step < read.Length; step++)
            {
                inputs[layout.Row(i, step) * symbols + read[step]] = 1;
            }

            rows.AddRange(Enumerable.Range(read.Length - answers.Length, answers.Length).Select(step => layout.Row(i, step)));
        }

        return new(new(Tensor.From(inputs, [layout.TokenCount, symbols]), layout), [.. rows], [.. drawn.SelectMany(sequence => sequence.Answers)]);
    }

    /// <inheritdoc/>
    public override Tensor Loss(Tensor said, MemorySample sample) => said.SoftmaxCrossEntropy([.. sample.Answers.Select(answer => (int)answer)]);

    /// <inheritdoc/>
    public override int Hits(Tensor said, MemorySample sample)
    {
        int hits = 0;
        for (int row = 0; row < sample.Answers.Length; row++)
        {
            hits += Reductions.IndexOfLargest(said.Values.Slice(row * classes, classes)) == (int)sample.Answers[row] ? 1 : 0;
        }

        return hits;
    }
}
