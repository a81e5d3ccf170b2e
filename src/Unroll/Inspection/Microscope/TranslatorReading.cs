using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tasks.Translation;
using Unroll.Tensors;
using Unroll.Text;

namespace Unroll.Inspection.Microscope;

/// <summary>A text as a translator reads it. The translation is found first; its words are then the answers.</summary>
/// <remarks>Tokens are those of the source, the end mark last; layers are the encoder's.</remarks>
sealed class TranslatorReading : TextReading
{
    readonly Translator translator;
    readonly string[] units;
    readonly int[] sourceIds;
    readonly Lazy<(int[] Tokens, Alignment Attention)> translation;

    internal TranslatorReading(Translator translator, string text, int? threads)
    {
        this.translator = translator;
        units = translator.Source.Units(text);
        sourceIds = translator.Source.Ids(units);
        Tokens = units.Length == 0 ? [] : [.. units.Select(unit => ShownToken.Of(unit, translator.Source.Tokenizer)), LanguageSide.End];
        Known = [.. sourceIds.Select(id => id != Vocabulary.UnknownIndex)];
        IsCut = translator.Source.IsCut(text, units);
        // Whoever only looks at the encoder's units needs no translation.
        translation = new(() => translator.Search.TokensOf(units, new Arena(threads)));
    }

    internal override IReadOnlyList<string> Tokens { get; }

    internal override IReadOnlyList<bool> Known { get; }

    internal override bool IsCut { get; }

    /// <summary>What each word of the translation looked at.</summary>
    internal Alignment Attention => translation.Value.Attention;

    int[] TargetIds => translation.Value.Tokens;

    internal override RecurrentLayer Recurrent => translator.Network.Encoder;

    internal override AnswerMeasure Measure => AnswerMeasure.LogProbability;

    internal override Sequences Vectors(IReadOnlyList<int[]> kept) =>
        translator.Network.SourceEmbedding.Forward(TokenBatch.From([.. kept.Select(tokens => tokens.Select(token => sourceIds[token]).ToArray())]));

    internal override Tensor Scores(Sequences vectors, IReadOnlyList<int[]> kept, int[] places)
    {
        TranslatorNetwork network = translator.Network;
        TokenBatch inputs = TokenBatch.From([.. kept.Select(_ => (int[])[LanguageSide.EndIndex, .. TargetIds])]);
        int[][] copies = [.. kept.Select(tokens => EncodedPairs.CopyIds([.. tokens.SkipLast(1).Select(token => units[token])], translator.Target.Vocabulary))];
        Tensor scores = network.Scores(network.Decode(inputs, network.Encode(vectors)), EncodedPairs.PackedCopies(copies));
        int[] rows = [.. places.Select((place, sequence) => inputs.Layout.Row(sequence, place))];
        return scores.SelectRows(rows);
    }

    // The end mark belongs to every text.
    internal override int? PlaceWithout(int removed, int place) => removed == Tokens.Count - 1 ? null : place;

    internal override (int Place, int Answer) Choose(InspectionOptions options, Arena arena)
    {
        int place = options.Word is { } word ? PlaceOf(word, TargetIds.Length + 1, $"the translation \"{string.Join(' ', Attention.Target)}\"") : 0;
        return (place, options.Answer is { } answer ? IdOf(answer) : place < TargetIds.Length ? TargetIds[place] : LanguageSide.EndIndex);
    }

    internal override string NameOf(int answer) => ShownToken.Of(translator.Target.Vocabulary[answer], translator.Target.Tokenizer);

    internal override IReadOnlyList<InspectedToken> Answers(Arena arena) =>
        [.. Tokens.Select((token, i) => new InspectedToken(token, Known[i], Answer: null, Probability: null, Surprise: null))];

    int IdOf(string answer) => translator.Target.Vocabulary.TryGetIndex(answer, out int id) ? id
        : throw new InvalidDataException($"answer '{answer}': expected one word or piece of a word of the target's vocabulary.");
}
