using Unroll.Text;

namespace Unroll.Tasks.Tagging;

/// <summary>Words as numbers: one for the whole word, one for each of its characters.</summary>
/// <param name="words">The words that have vectors of their own.</param>
/// <param name="characters">The characters that have.</param>
/// <param name="lowerCase">Whether a word is looked up in lower case.</param>
sealed class WordEncoder(Vocabulary words, Vocabulary characters, bool lowerCase)
{
    // A longer word is a link or a drawing; what it begins and ends with says all there is to know.
    const int MostCharacters = 40;

    internal Vocabulary Words => words;

    internal Vocabulary Characters => characters;

    /// <summary>The numbers of every sentence's words; equal words are the same object.</summary>
    internal EncodedWord[][] Encode(IEnumerable<IReadOnlyList<string>> sentences)
    {
        CharacterTokenizer tokenizer = new();
        TokenBuffer buffer = new();
        Dictionary<string, EncodedWord> known = new(StringComparer.Ordinal);
        return [.. sentences.Select(sentence => sentence.Select(Find).ToArray())];

        EncodedWord Find(string word)
        {
            if (!known.TryGetValue(word, out EncodedWord? encoded))
            {
                tokenizer.Tokenize(word, buffer);
                known.Add(word, encoded = new(words.IndexOf(Key(word, lowerCase)), Shortened(characters.Encode(buffer))));
            }

            return encoded;
        }
    }

    /// <summary>An encoder for the words of a training set, and how often each of them occurs.</summary>
    internal static (WordEncoder Encoder, TokenCounts Counts) Build(TaggedDataset training, SequenceTaggerOptions options)
    {
        TokenCounts words = new(), characters = new();
        CharacterTokenizer tokenizer = new();
        TokenBuffer buffer = new();
        foreach (string word in training.SelectMany(sentence => sentence.Words))
        {
            words.Add(Key(word, options.LowerCase));
            tokenizer.Tokenize(word, buffer);
            characters.Add(buffer);
        }

        WordEncoder encoder = new(Vocabulary.Build(words, new(options.MinimumFrequency)), Vocabulary.Build(characters), options.LowerCase);
        return (encoder, words);
    }

    static string Key(string word, bool lowerCase) => lowerCase ? word.ToLowerInvariant() : word;

    static int[] Shortened(int[] ids) => ids.Length <= MostCharacters ? ids : [.. ids[..(MostCharacters / 2)], .. ids[^(MostCharacters / 2)..]];
}

/// <summary>A word as numbers.</summary>
/// <param name="Id">Its place in the vocabulary.</param>
/// <param name="Characters">The places of its characters in theirs.</param>
sealed record EncodedWord(int Id, int[] Characters);
