using System.Text;

namespace Unroll.Cli.Web.Reports;

/// <summary>Names of JSON as words.</summary>
static class Names
{
    /// <summary>The end of the scale of BLEU and its like.</summary>
    internal const int Points = 100;

    static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["bleu"] = "BLEU",
        ["bleuLowerCase"] = "BLEU in lower case",
        ["bleu1"] = "BLEU-1",
        ["bleu2"] = "BLEU-2",
        ["bleu3"] = "BLEU-3",
        ["bleu4"] = "BLEU-4",
        ["chrF"] = "chrF2",
        ["cider"] = "CIDEr",
        ["meteor"] = "METEOR",
        ["f1"] = "F1",
        ["wordF1"] = "word F1",
        ["mostFrequentTagF1"] = "most frequent tag: F1",
        ["nGramPerplexity"] = "n-grams: perplexity",
        ["nGramBitsPerCharacter"] = "n-grams: bits per character",
        ["mostFrequentTag"] = "most frequent tag: accuracy",
    };

    /// <summary>The end of the scale from 0 on which a score lies whose name does not tell; null for the others.</summary>
    internal static int? EndOfScale(string score) => score switch
    {
        "bleu" or "bleuLowerCase" or "bleu1" or "bleu2" or "bleu3" or "bleu4" or "chrF" => Points,
        "cider" or "meteor" => 1,
        _ => null,
    };

    /// <summary>"hidden size" for hiddenSize.</summary>
    internal static string InWords(string name)
    {
        if (Known.TryGetValue(name, out string? known)) return known;
        StringBuilder words = new();
        foreach (char c in name) words.Append(char.IsAsciiLetterUpper(c) ? $" {char.ToLowerInvariant(c)}" : c.ToString());
        return words.ToString();
    }
}
