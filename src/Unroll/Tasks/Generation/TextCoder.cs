using Unroll.Text;

namespace Unroll.Tasks.Generation;

/// <summary>Running text to token ids, the same way in training and in use.</summary>
/// <remarks>
/// Characters, bytes and byte pairs hold the line ends themselves. Tokenizers of words drop white space: there a line end becomes
/// the token <see cref="LineEnd"/>.
/// </remarks>
sealed class TextCoder(Tokenizer tokenizer, Vocabulary vocabulary)
{
    /// <summary>The token at the end of a line of words.</summary>
    internal const string LineEnd = "<eos>";

    internal Tokenizer Tokenizer => tokenizer;

    internal Vocabulary Vocabulary => vocabulary;

    /// <summary>Learns the vocabulary of a text.</summary>
    internal static TextCoder Build(TextCorpus corpus, TextGeneratorOptions options)
    {
        Tokenizer tokenizer = CreateTokenizer(corpus, options);
        TokenCounts counts = new();
        foreach (TokenBuffer tokens in Pieces(corpus.Text, tokenizer))
        {
            counts.Add(tokens);
        }

        // Byte pairs can spell any prompt if all of them are known, also those that the text itself was never cut into.
        string[]? pairs = tokenizer is SubwordTokenizer subwords ? [.. subwords.BytePairs()] : null;
        return new(tokenizer, Vocabulary.Build(counts, new(options.MinimumFrequency, options.MaximumVocabulary, pairs)));
    }

    static Tokenizer CreateTokenizer(TextCorpus corpus, TextGeneratorOptions options)
    {
        TokenizerDescription description = options.Tokenizer ?? new(TokenizerKind.Character, LowerCase: false);
        if (description.Kind != TokenizerKind.Bpe)
        {
            return Tokenizer.Create(description);
        }

        BpeTrainer trainer = new();
        trainer.Add(corpus.Text);
        return trainer.Train(options.Merges);
    }

    /// <summary>Ids of a text; what the vocabulary lacks is <see cref="Vocabulary.UnknownIndex"/>.</summary>
    internal int[] Encode(string text)
    {
        List<int> ids = [];
        foreach (TokenBuffer tokens in Pieces(text, tokenizer))
        {
            ids.AddRange(vocabulary.Encode(tokens));
        }

        return [.. ids];
    }

    /// <summary>The tokens of a text, as they stand in it.</summary>
    internal string[] Tokens(string text) => [.. Pieces(text, tokenizer).SelectMany(tokens => tokens.ToArray())];

    /// <summary>Ids of a text that is long enough to foresee a part of it.</summary>
    /// <exception cref="InvalidDataException">It is not.</exception>
    internal int[] EncodeForMeasuring(TextCorpus text) => Encode(text.Text) is { Length: >= 2 } ids ? ids
        : throw new InvalidDataException($"{text.Source}: it takes two tokens or more to measure how well one foresees the next.");

    /// <summary>The figures of a text whose tokens after the first cost so many nats.</summary>
    internal static LanguageReport Report(TextCorpus text, int[] ids, double nats) =>
        LanguageReport.From(nats, ids.Length - 1, text.CharacterCount, ids.Count(id => id == Vocabulary.UnknownIndex));

    /// <summary>Ids of a prompt.</summary>
    /// <exception cref="InvalidDataException">The vocabulary lacks one of its tokens; the message says which, where, and what it knows.</exception>
    internal int[] EncodePrompt(string prompt)
    {
        int[] ids = Encode(prompt);
        int at = Array.IndexOf(ids, Vocabulary.UnknownIndex);
        if (at < 0)
        {
            return ids;
        }

        string token = Tokens(prompt)[at];
        int known = vocabulary.Count - 1;
        string examples = string.Join(' ', Enumerable.Range(1, known).Select(i => vocabulary[i]).Where(entry => !entry.Any(char.IsWhiteSpace)).Take(100));
        throw new InvalidDataException(
            $"prompt: {DataError.Shown(token)}, token {at + 1} of {ids.Length}, did not occur in the text this model has learned from; it knows {known} tokens: {examples}{(known > 100 ? " ..." : "")}");
    }

    /// <summary>Puts together what is written after these tokens, the last of which may be a part of a character.</summary>
    internal TextAssembler AssemblerAfter(IEnumerable<int> tokens)
    {
        TextAssembler assembler = new(tokenizer.Description, isLineStart: false);
        foreach (int token in tokens)
        {
            Text(token, assembler);
        }

        return assembler;
    }

    /// <summary>The text that a token adds.</summary>
    internal string Text(int id, TextAssembler assembler) =>
        IsOfWords(tokenizer) && vocabulary[id] == LineEnd ? assembler.EndLine() : assembler.Next(vocabulary[id]);

    static bool IsOfWords(Tokenizer tokenizer) => tokenizer.Description.Kind is not (TokenizerKind.Character or TokenizerKind.Byte or TokenizerKind.Bpe);

    static IEnumerable<TokenBuffer> Pieces(string text, Tokenizer tokenizer)
    {
        TokenBuffer tokens = new();
        if (!IsOfWords(tokenizer))
        {
            tokenizer.Tokenize(text, tokens);
            yield return tokens;
            yield break;
        }

        for (int start = 0; start < text.Length;)
        {
            int end = text.IndexOf('\n', start);
            tokenizer.Tokenize(text.AsSpan(start, (end < 0 ? text.Length : end) - start), tokens);
            if (end >= 0)
            {
                tokens.Add(LineEnd);
            }

            yield return tokens;
            start = end < 0 ? text.Length : end + 1;
        }
    }
}
