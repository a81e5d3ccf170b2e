namespace Unroll.Tasks.Generation;

/// <summary>How well a language model foresees a text.</summary>
/// <param name="Tokens">Tokens that were foreseen: all but the text's first.</param>
/// <param name="Characters">Unicode characters of the text.</param>
/// <param name="Loss">Mean of −log p of the tokens, in nats.</param>
/// <param name="Perplexity">e^loss: how many equally likely tokens would be as hard to foresee.</param>
/// <param name="BitsPerCharacter">All nats of the text / ln 2 / characters: comparable whatever the tokens are.</param>
/// <param name="UnknownTokens">Tokens that the vocabulary lacks; they count as one token, which makes a text look easier.</param>
public sealed record LanguageReport(long Tokens, long Characters, double Loss, double Perplexity, double BitsPerCharacter, long UnknownTokens)
{
    internal static LanguageReport From(double nats, long tokens, long characters, long unknown) =>
        new(tokens, characters, nats / tokens, Math.Exp(nats / tokens), nats / Math.Log(2) / characters, unknown);
}
