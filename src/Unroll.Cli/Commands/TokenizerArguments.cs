using System.CommandLine;
using System.Globalization;
using Unroll.Tasks;
using Unroll.Text;

namespace Unroll.Cli.Commands;

/// <summary>How texts become tokens.</summary>
sealed class TokenizerArguments
{
    readonly Option<TokenizerKind?> tokenizer = SharedOptions.Choice("--tokenizer", "How texts become tokens",
        ("basic-english", TokenizerKind.BasicEnglish), ("word", TokenizerKind.Word), ("character", TokenizerKind.Character), ("byte", TokenizerKind.Byte));
    readonly Option<int?> maximum = SharedOptions.Whole("--max-tokens", "N", string.Create(CultureInfo.InvariantCulture,
        $"Tokens of a text that are read; how many texts were longer is said (default {new TextClassifierOptions().MaximumTokens})."), 1, 10_000_000);

    /// <summary>Both, for a command to add.</summary>
    internal IReadOnlyList<Option> Options => [tokenizer, maximum];

    /// <summary>The kind of tokenizer; null: the task's own.</summary>
    internal TokenizerKind? Kind(ParseResult parse) => parse.GetValue(tokenizer);

    /// <summary>Tokens of a text that are read at most; null: the task's own.</summary>
    internal int? Maximum(ParseResult parse) => parse.GetValue(maximum);
}
