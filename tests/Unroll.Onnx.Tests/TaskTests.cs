using Unroll.Formats.Onnx;
using Unroll.Layers;
using Unroll.Tasks;
using Unroll.Tasks.Captioning;
using Unroll.Tasks.Generation;
using Unroll.Tasks.Tagging;
using Unroll.Tasks.Translation;
using Unroll.Text;

namespace Unroll.Onnx.Tests;

/// <summary>The networks of generators, taggers and translators, in both.</summary>
public sealed class TaskTests
{
    const int Vocabulary = 50;

    public static TheoryData<TextGeneratorOptions> Generators => new((TextGeneratorOptions[])
    [
        .. Exportable.Cells.Select(cell => new TextGeneratorOptions(Cell: cell, HiddenSize: 9, EmbeddingSize: 6)),
        new TextGeneratorOptions(HiddenSize: 9, EmbeddingSize: 6, Layers: 3, TiesWeights: true),
    ]);

    public static TheoryData<TranslatorOptions> Translators => new((TranslatorOptions[])
    [
        .. from kind in Enum.GetValues<AttentionKind>()
           from feeds in new[] { false, true }
           from copies in new[] { false, true }
           select new TranslatorOptions(HiddenSize: 14, EmbeddingSize: 10, Attention: kind, InputFeeding: feeds, Copy: copies, SharedVocabulary: copies),
        .. Exportable.Cells.Select(cell => new TranslatorOptions(Cell: cell, HiddenSize: 14, EmbeddingSize: 10, Layers: 2)),
    ]);

    public static TheoryData<CaptionerOptions> Captioners => new((CaptionerOptions[])
    [
        .. from attention in Enum.GetValues<CaptionAttention>()
           from grid in new[] { null, new GridShape(2, 3, 7) }
           select new CaptionerOptions(Channels: 2, Side: 12, Filters: 5, Blocks: 2, HiddenSize: 11, EmbeddingSize: 6, Attention: attention, Grid: grid),
        .. Exportable.Cells.Select(cell => new CaptionerOptions(Channels: 2, Side: 12, Filters: 5, Blocks: 2, HiddenSize: 11, EmbeddingSize: 6, Cell: cell, Layers: 2)),
    ]);

    [Theory, MemberData(nameof(Captioners))]
    public void A_captioner_agrees_in_encoder_and_decoder(CaptionerOptions options) =>
        Assert.All(CaptionerOnnx.Export(new(options, Vocabulary), options), Agreement.Require);

    // Whatever has no operator is refused before anything is written.
    [Theory, InlineData(CellKind.Slstm), InlineData(CellKind.GridLstm), InlineData(CellKind.Mgu)]
    public void A_captioner_of_another_cell_says_which_can_be_exported(CellKind cell)
    {
        CaptionerOptions options = new(Channels: 2, Side: 12, Filters: 5, Blocks: 2, HiddenSize: 11, EmbeddingSize: 6, Cell: cell);
        Assert.Contains("this cell is none of ONNX's operators", Assert.Throws<InvalidDataException>(() => CaptionerOnnx.Export(new(options, Vocabulary), options)).Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Generators))]
    public void A_generator_agrees_and_goes_on_from_its_states(TextGeneratorOptions options) =>
        Agreement.Require(TextGeneratorOnnx.Export(new(options, Vocabulary), OnnxBatch.MadeUp(Vocabulary)));

    [Fact]
    public void Tied_weights_are_stored_once()
    {
        TextGeneratorOptions options = new(HiddenSize: 64, EmbeddingSize: 32, Layers: 1, TiesWeights: true);
        LanguageModelNetwork network = new(options, 2000);
        OnnxExport export = TextGeneratorOnnx.Export(network, [[1]]);
        Assert.InRange(export.Model.ToBytes().Length, 4 * network.ParameterCount, 4 * network.ParameterCount + 4000);
    }

    [Theory, InlineData(TagScheme.Plain), InlineData(TagScheme.Bio), InlineData(TagScheme.Bioes)]
    public void A_tagger_agrees_down_to_the_best_path(TagScheme scheme)
    {
        string[] tags = ["O", "B-X", "I-X", "E-X", "S-X", "B-Y", "I-Y"];
        WordEncoder encoder = new(Words("word"), Words("character"), lowerCase: true);
        SequenceTaggerOptions options = new(Layers: 2, HiddenSize: 8, EmbeddingSize: 7, CharacterSize: 5, CharacterHiddenSize: 6);
        SequenceTaggerNetwork network = new(options, encoder, new(tags, scheme));
        Agreement.Require(SequenceTaggerOnnx.Export(network, tags.Length, SequenceTaggerOnnx.MadeUp(encoder)));
    }

    [Theory, MemberData(nameof(Translators))]
    public void A_translator_agrees_in_encoder_and_decoder(TranslatorOptions options)
    {
        int targets = options.SharedVocabulary ? Vocabulary : Vocabulary + 5;
        TranslatorNetwork network = new(options, Vocabulary, targets);
        int[][] copies = [.. OnnxBatch.MadeUp(targets + 1, least: 1, "copies").Select(row => row.Select(id => id - 1).ToArray())];
        Assert.All(TranslatorOnnx.Export(network, OnnxBatch.MadeUp(Vocabulary, least: 1), copies), Agreement.Require);
    }

    static Vocabulary Words(string word)
    {
        TokenCounts counts = new();
        for (int i = 0; i < Vocabulary; i++)
        {
            counts.Add($"{word}{i}");
        }

        return Text.Vocabulary.Build(counts);
    }
}
