using System.CommandLine;
using System.Globalization;
using Unroll.Tasks;
using Unroll.Tasks.Generation;
using Unroll.Tasks.Translation;
using Unroll.Text;

namespace Unroll.Cli.Commands;

/// <summary>How texts become tokens.</summary>
sealed class TokenizerArguments
{
    readonly Option<TokenizerKind?> tokenizer = SharedOptions.Choice("--tokenizer", "How texts become tokens",
        ("basic-english", TokenizerKind.BasicEnglish), ("word", TokenizerKind.Word), ("character", TokenizerKind.Character), ("byte", TokenizerKind.Byte), ("whitespace", TokenizerKind.Whitespace), ("bpe", TokenizerKind.Bpe));
    readonly Option<int?> maximum = SharedOptions.Whole("--max-tokens", "N", string.Create(CultureInfo.InvariantCulture,
        $"Tokens of a text that are read; how many texts were longer is said (default {new TextClassifierOptions().MaximumTokens})."), 1, 10_000_000);

    readonly Option<int?> merges = SharedOptions.Whole("--merges", "N", string.Create(CultureInfo.InvariantCulture,
        $"Byte pairs learned at most (default generate {new TextGeneratorOptions().Merges}, translate {new TranslatorOptions().Merges})."), 0, 1_000_000);

    /// <summary>How texts are cut, for tasks that read all of a text.</summary>
    internal Option Tokenizer => tokenizer;

    /// <summary>How texts are cut and how much of them is read.</summary>
    internal IReadOnlyList<Option> Options => [tokenizer, maximum];

    /// <summary>How many byte pairs are learned, for tasks that learn them.</summary>
    internal Option MergesOption => merges;

    /// <summary>Byte pairs learned at most; null: the task's own.</summary>
    internal int? Merges(ParseResult parse) => parse.GetValue(merges);

    /// <summary>The kind of tokenizer; null: the task's own.</summary>
    internal TokenizerKind? Kind(ParseResult parse) => parse.GetValue(tokenizer);

    /// <summary>Tokens of a text that are read at most; null: the task's own.</summary>
    internal int? Maximum(ParseResult parse) => parse.GetValue(maximum);
}
