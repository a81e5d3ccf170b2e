using Unroll.Tensors;

namespace Unroll.Inspection.Grids;

/// <summary>A problem of reading symbols and then, at the last places, saying others.</summary>
abstract class AnswerProblem
{
    /// <summary>Number of different symbols; the last is the blank.</summary>
    internal abstract int Symbols { get; }

    /// <summary>Number of symbols that are asked for, at the end of the sequence.</summary>
    internal abstract int AnswerLength { get; }

    private protected int Blank => Symbols - 1;

    /// <summary>What is read, one symbol a step; blanks where the answer is asked for.</summary>
    internal abstract (int[] Read, int[] Answer) Sample(RandomSource random);
}

/// <summary>Two numbers of n digits, most significant first; the answer is their sum of n + 1 digits.</summary>
sealed class AdditionProblem(int digits) : AnswerProblem
{
    internal override int Symbols => 11;

    internal override int AnswerLength => digits + 1;

    internal override (int[] Read, int[] Answer) Sample(RandomSource random)
    {
        int[] read = new int[3 * digits + 4], answer = new int[digits + 1];
        Array.Fill(read, Blank);
        int carry = 0;
        for (int i = digits - 1; i >= 0; i--)
        {
            int a = random.NextInt(10), b = random.NextInt(10), sum = a + b + carry;
            (read[1 + i], read[2 + digits + i], answer[i + 1], carry) = (a, b, sum % 10, sum / 10);
        }

        answer[0] = carry;
        return (read, answer);
    }
}

/// <summary>Random symbols, to be said again in the same order.</summary>
sealed class MemorizationProblem(int length, int alphabet) : AnswerProblem
{
    internal override int Symbols => alphabet + 1;

    internal override int AnswerLength => length;

    internal override (int[] Read, int[] Answer) Sample(RandomSource random)
    {
        int[] read = new int[2 * length + 1], answer = new int[length];
        Array.Fill(read, Blank);
        for (int i = 0; i < length; i++)
        {
            read[i] = answer[i] = random.NextInt(alphabet);
        }

        return (read, answer);
    }
}
