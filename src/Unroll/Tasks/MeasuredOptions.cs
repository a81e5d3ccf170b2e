using Unroll.Tasks.Generation;
using Unroll.Text;

namespace Unroll.Tasks;

/// <summary>Options that were found better than the defaults: on a data set that everybody has, or for texts read by their letters.</summary>
public static class MeasuredOptions
{
    /// <summary>
    /// The options for a named data set and a way to read it; the defaults for any other. The sentences of <c>dotnet-docs</c> are short
    /// and repeat their words, so less has to be dropped there than the defaults, which were measured on news, drop; and a state of 96
    /// gives within half a point what 128 gives, in two thirds of the time. <c>ag-news-extra</c> takes four passes, since on news the
    /// loss on validation rises after the fourth. Letters are few and each is needed, so none is hidden where they are the tokens,
    /// and texts of few tokens take more passes.
    /// </summary>
    /// <param name="dataset">The name of a data set, or a path.</param>
    /// <param name="tokenizer">How its texts are cut; null for the data's own way.</param>
    public static TextClassifierOptions For(string dataset, TokenizerKind? tokenizer = null) => (dataset, tokenizer) switch
    {
        (_, TokenizerKind.Character or TokenizerKind.Byte) => new(Tokenizer: new(tokenizer.Value), Dropout: 0.3f, WordDropout: 0, Epochs: 12),
        ("dotnet-docs", _) => new(HiddenSize: 96, Pooling: Pooling.All, Dropout: 0.3f, WordDropout: 0.1f, BatchSize: 64, LearningRate: 3e-3f),
        ("ag-news-extra", _) => new(WordDropout: 0.4f, Epochs: 4),
        _ => new(),
    };

    /// <summary>The options of a generator for a named data set; the defaults for any other. <c>dotnet-docs</c> is five million characters long: once is enough.</summary>
    /// <param name="dataset">The name of a data set, or a path.</param>
    public static TextGeneratorOptions ForGenerator(string dataset) => dataset == "dotnet-docs" ? new(HiddenSize: 256, Epochs: 1) : new();
}
