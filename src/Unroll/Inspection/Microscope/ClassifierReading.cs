using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tasks;
using Unroll.Tensors;
using Unroll.Text;

namespace Unroll.Inspection.Microscope;

/// <summary>A text as a classifier reads it: one answer for all of it.</summary>
sealed class ClassifierReading : TextReading
{
    // Every beginning of the text is classified; more at once is not faster.
    const int BeginningsAtOnce = 64;

    readonly TextClassifier classifier;
    readonly int[] ids;

    internal ClassifierReading(TextClassifier classifier, string text)
    {
        this.classifier = classifier;
        TextEncoder encoder = classifier.Encoder;
        TokenBuffer tokens = new();
        encoder.Tokenizer.Tokenize(text, tokens);
        ids = encoder.Encode([text])[0];
        Tokens = [.. tokens.ToArray().Take(ids.Length).Select(token => ShownToken.Of(token, encoder.Tokenizer))];
        Known = [.. ids.Select(id => id != Vocabulary.UnknownIndex)];
        IsCut = tokens.Count > ids.Length;
    }

    internal override IReadOnlyList<string> Tokens { get; }

    internal override IReadOnlyList<bool> Known { get; }

    internal override bool IsCut { get; }

    internal override RecurrentLayer Recurrent => classifier.Network.Recurrent;

    internal override AnswerMeasure Measure => AnswerMeasure.Logit;

    internal override Sequences Vectors(IReadOnlyList<int[]> kept) =>
        classifier.Network.Embedding.Forward(TokenBatch.From([.. kept.Select(tokens => tokens.Select(token => ids[token]).ToArray())]));

    internal override Tensor Scores(Sequences vectors, IReadOnlyList<int[]> kept, int[] places) => classifier.Network.ForwardFrom(vectors);

    internal override int? PlaceWithout(int removed, int place) => place;

    internal override int? WordOf(int place) => null;

    internal override (int Place, int Answer) Choose(InspectionOptions options, Arena arena)
    {
        if (options.Word is not null)
        {
            throw new InvalidDataException("word: a classifier has one answer for the whole text; leave the word out.");
        }

        return (0, options.Answer is { } answer ? IndexOf(answer, classifier.Labels) : Reductions.IndexOfLargest(Probabilities(place: 0, arena)));
    }

    internal override string NameOf(int answer) => classifier.Labels[answer];

    internal override IReadOnlyList<InspectedToken> Answers(Arena arena)
    {
        List<InspectedToken> answers = [];
        foreach (int[] lengths in Enumerable.Range(1, Tokens.Count).Chunk(BeginningsAtOnce))
        {
            using StepMemory step = arena.BeginEvaluation();
            int[][] beginnings = [.. lengths.Select(length => Enumerable.Range(0, length).ToArray())];
            float[] probabilities = Scores(Vectors(beginnings), beginnings, lengths).Probabilities();
            int classes = classifier.Labels.Count;
            for (int i = 0; i < lengths.Length; i++)
            {
                ReadOnlySpan<float> ofBeginning = probabilities.AsSpan(i * classes, classes);
                int best = Reductions.IndexOfLargest(ofBeginning), token = answers.Count;
                answers.Add(new(Tokens[token], Known[token], classifier.Labels[best], ofBeginning[best], Surprise: null));
            }
        }

        return answers;
    }
}
