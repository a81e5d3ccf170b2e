using System.Text;

namespace Unroll.Cli.Web.Reports;

/// <summary>Names of JSON as words.</summary>
static class Names
{
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

    /// <summary>"hidden size" for hiddenSize.</summary>
    internal static string InWords(string name)
    {
        if (Known.TryGetValue(name, out string? known)) return known;
        StringBuilder words = new();
        foreach (char c in name) words.Append(char.IsAsciiLetterUpper(c) ? $" {char.ToLowerInvariant(c)}" : c.ToString());
        return words.ToString();
    }
}
