using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Inspection.Microscope;

/// <summary>One text as one model reads it: what all tasks have in common for whoever wants to look inside.</summary>
abstract class TextReading
{
    /// <summary>The tokens as they stand in the text.</summary>
    internal abstract IReadOnlyList<string> Tokens { get; }

    /// <summary>Whether the model has a vector for each token.</summary>
    internal abstract IReadOnlyList<bool> Known { get; }

    /// <summary>Whether the text goes on beyond what the model reads.</summary>
    internal virtual bool IsCut => false;

    /// <summary>The layer that reads the tokens' vectors.</summary>
    internal abstract RecurrentLayer Recurrent { get; }

    /// <summary>What an answer's score is.</summary>
    internal abstract AnswerMeasure Measure { get; }

    /// <summary>The vectors of some of the text's tokens.</summary>
    /// <param name="kept">For each sequence of the batch the tokens that it has, by their places from 0 on.</param>
    internal abstract Sequences Vectors(IReadOnlyList<int[]> kept);

    /// <summary>The scores of all answers at one place of each sequence, [sequences, answers].</summary>
    /// <param name="vectors">What <see cref="Vectors"/> gave, or other numbers in its place.</param>
    /// <param name="kept">The tokens that each sequence has.</param>
    /// <param name="places">Where each sequence is asked, from 0 on.</param>
    internal abstract Tensor Scores(Sequences vectors, IReadOnlyList<int[]> kept, int[] places);

    /// <summary>Where the same answer is given when a token is left out; null where it cannot be asked.</summary>
    internal abstract int? PlaceWithout(int removed, int place);

    /// <summary>The place and the answer that the options ask for.</summary>
    /// <exception cref="InvalidDataException">There is no such place or answer; the message says what there is.</exception>
    internal abstract (int Place, int Answer) Choose(InspectionOptions options, Arena arena);

    /// <summary>What the model says at each token.</summary>
    internal abstract IReadOnlyList<InspectedToken> Answers(Arena arena);

    /// <summary>How probable each answer is at a place.</summary>
    internal virtual float[] Probabilities(int place, Arena arena)
    {
        using StepMemory step = arena.BeginEvaluation();
        return Scores(Vectors([All]), [All], [place]).Probabilities();
    }

    /// <summary>What an answer is called.</summary>
    internal abstract string NameOf(int answer);

    /// <summary>At which word an answer is given, from 1 on; null for the whole text.</summary>
    internal virtual int? WordOf(int place) => place + 1;

    /// <summary>All the places of the text.</summary>
    internal int[] All => [.. Enumerable.Range(0, Tokens.Count)];

    /// <summary>A word's place from 0 on.</summary>
    private protected static int PlaceOf(int word, int count, string what) => word >= 1 && word <= count ? word - 1
        : throw new InvalidDataException($"word {word}: {what} has the words 1 to {count}.");

    /// <summary>The number of an answer among few.</summary>
    private protected static int IndexOf(string answer, IReadOnlyList<string> known)
    {
        for (int i = 0; i < known.Count; i++)
        {
            if (known[i] == answer)
            {
                return i;
            }
        }

        throw new InvalidDataException($"answer '{answer}': unknown to this model; it knows {string.Join(", ", known)}.");
    }
}
