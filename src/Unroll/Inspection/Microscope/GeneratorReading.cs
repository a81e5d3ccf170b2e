using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tasks.Generation;
using Unroll.Tensors;
using Unroll.Text;

namespace Unroll.Inspection.Microscope;

/// <summary>A text as a generator reads it: after each token one answer, the token that comes next.</summary>
sealed class GeneratorReading : TextReading
{
    // Every token of a batch has a score for every token of the vocabulary.
    const int TokensAtOnce = 256;

    readonly TextGenerator generator;
    readonly int[] ids;

    internal GeneratorReading(TextGenerator generator, string text)
    {
        this.generator = generator;
        ids = generator.Coder.Encode(text);
        Tokens = [.. generator.Coder.Tokens(text).Select(token => ShownToken.Of(token, generator.Coder.Tokenizer))];
        Known = [.. ids.Select(id => id != Vocabulary.UnknownIndex)];
    }

    internal override IReadOnlyList<string> Tokens { get; }

    internal override IReadOnlyList<bool> Known { get; }

    internal override RecurrentLayer Recurrent => generator.Network.Recurrent;

    internal override AnswerMeasure Measure => AnswerMeasure.LogProbability;

    internal override Sequences Vectors(IReadOnlyList<int[]> kept) =>
        generator.Network.Embedding.Forward(TokenBatch.From([.. kept.Select(tokens => tokens.Select(token => ids[token]).ToArray())]));

    internal override Tensor Scores(Sequences vectors, IReadOnlyList<int[]> kept, int[] places)
    {
        int[] rows = [.. places.Select((place, sequence) => vectors.Layout.Row(sequence, place))];
        return generator.Network.ForwardAt(vectors, rows);
    }

    // Without the last token that was read, the question is what comes after the one before.
    internal override int? PlaceWithout(int removed, int place) => removed > place ? place : place == 0 ? null : place - 1;

    internal override (int Place, int Answer) Choose(InspectionOptions options, Arena arena)
    {
        int place = options.Word is { } word ? PlaceOf(word, Tokens.Count, "the text") : Tokens.Count - 1;
        return (place, options.Answer is { } answer ? IdOf(answer) : MostProbable(Probabilities(place, arena)));
    }

    internal override string NameOf(int answer) => ShownToken.Of(generator.Coder.Vocabulary[answer], generator.Coder.Tokenizer);

    internal override IReadOnlyList<InspectedToken> Answers(Arena arena)
    {
        List<InspectedToken> answers = [];
        float? surprise = null;
        foreach (int[] places in All.Chunk(TokensAtOnce))
        {
            using StepMemory step = arena.BeginEvaluation();
            Sequences text = Vectors([All]);
            int[] rows = [.. places.Select(place => text.Layout.Row(0, place))];
            float[] logarithms = generator.Network.ForwardAt(text, rows).LogProbabilities();
            for (int i = 0; i < places.Length; i++)
            {
                ReadOnlySpan<float> next = logarithms.AsSpan(i * generator.VocabularySize, generator.VocabularySize);
                int best = MostProbable(next), place = places[i];
                answers.Add(new(Tokens[place], Known[place], NameOf(best), MathF.Exp(next[best]), surprise));
                surprise = place + 1 < ids.Length ? (float)(-next[ids[place + 1]] / Math.Log(2)) : null;
            }
        }

        return answers;
    }

    // The unknown token is never written: nothing is known of what it would stand for.
    static int MostProbable(ReadOnlySpan<float> scores)
    {
        const int first = Vocabulary.UnknownIndex + 1;
        return first + Reductions.IndexOfLargest(scores[first..]);
    }

    int IdOf(string answer)
    {
        int[] ids = generator.Coder.Encode(answer);
        return ids is [var only] && only != Vocabulary.UnknownIndex ? only
            : throw new InvalidDataException($"answer '{answer}': expected one token that this model knows, got {ids.Length} tokens; it foresees one token at a time.");
    }
}
