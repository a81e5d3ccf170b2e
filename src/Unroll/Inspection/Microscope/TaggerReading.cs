using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tasks.Tagging;
using Unroll.Tensors;
using Unroll.Text;

namespace Unroll.Inspection.Microscope;

/// <summary>A sentence as a tagger reads it: one answer a word, whose score is the network's own, before tags are weighed against each other.</summary>
sealed class TaggerReading : TextReading
{
    readonly SequenceTagger tagger;
    readonly EncodedWord[] words;
    IReadOnlyList<InspectedToken>? answers;

    internal TaggerReading(SequenceTagger tagger, string text)
    {
        this.tagger = tagger;
        Tokens = SequenceTagger.SplitWords(text);
        words = tagger.Encoder.Encode([Tokens])[0];
        Known = [.. words.Select(word => word.Id != Vocabulary.UnknownIndex)];
    }

    internal override IReadOnlyList<string> Tokens { get; }

    internal override IReadOnlyList<bool> Known { get; }

    internal override RecurrentLayer Recurrent => tagger.Network.Recurrent;

    internal override AnswerMeasure Measure => AnswerMeasure.Logit;

    internal override Sequences Vectors(IReadOnlyList<int[]> kept) =>
        tagger.Network.Vectors(new([.. kept.Select(tokens => tokens.Select(token => words[token]).ToArray())], word => word.Id));

    internal override Tensor Scores(Sequences vectors, IReadOnlyList<int[]> kept, int[] places)
    {
        Sequences scores = tagger.Network.ForwardFrom(vectors);
        int[] rows = [.. places.Select((place, sequence) => scores.Layout.Row(sequence, place))];
        return scores.Data.SelectRows(rows);
    }

    internal override int? PlaceWithout(int removed, int place) => removed == place ? null : removed < place ? place - 1 : place;

    internal override (int Place, int Answer) Choose(InspectionOptions options, Arena arena)
    {
        IReadOnlyList<InspectedToken> answers = Answers(arena);
        int place = options.Word is { } word ? PlaceOf(word, Tokens.Count, "the text")
            : Enumerable.Range(0, Tokens.Count).MinBy(token => answers[token].Probability);
        return (place, IndexOf(options.Answer ?? answers[place].Answer!, tagger.Tags));
    }

    internal override string NameOf(int answer) => tagger.Tags[answer];

    /// <summary>Computed once: to choose the word takes them too.</summary>
    internal override IReadOnlyList<InspectedToken> Answers(Arena arena) => answers ??= Tagged(arena);

    InspectedToken[] Tagged(Arena arena)
    {
        using StepMemory step = arena.BeginEvaluation();
        Sequences scores = tagger.Network.ForwardFrom(Vectors([All]));
        int[] tags = tagger.Network.Chain.Decode(scores);
        float[] probabilities = tagger.Network.Chain.Probabilities(scores);
        return [.. Tokens.Select((token, i) => Answer(token, i, scores.Layout.Row(0, i)))];

        InspectedToken Answer(string token, int i, int row) => new(
            token, Known[i], tagger.Tags[tags[row]], probabilities[row * tagger.Tags.Count + tags[row]], Surprise: null);
    }

    /// <summary>Given the whole sentence, so that neighbours' tags are weighed in.</summary>
    internal override float[] Probabilities(int place, Arena arena)
    {
        using StepMemory step = arena.BeginEvaluation();
        Sequences scores = tagger.Network.ForwardFrom(Vectors([All]));
        return tagger.Network.Chain.Probabilities(scores).AsSpan(scores.Layout.Row(0, place) * tagger.Tags.Count, tagger.Tags.Count).ToArray();
    }
}
