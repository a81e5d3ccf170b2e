namespace Unroll.Text;

/// <summary>English words without their endings: Porter, "An algorithm for suffix stripping" (1980).</summary>
static class PorterStemmer
{
    static readonly (string Ending, string Stem)[] Doubled =
    [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("abli", "able"), ("alli", "al"), ("entli", "ent"),
        ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"),
        ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"),
    ];

    static readonly (string Ending, string Stem)[] Single =
        [("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", "")];

    static readonly (string Ending, string Stem)[] Dropped =
    [
        ("ement", ""), ("ment", ""), ("ance", ""), ("ence", ""), ("able", ""), ("ible", ""), ("ant", ""), ("ent", ""), ("ion", ""), ("ism", ""), ("ate", ""),
        ("iti", ""), ("ous", ""), ("ive", ""), ("ize", ""), ("al", ""), ("er", ""), ("ic", ""), ("ou", ""),
    ];

    /// <summary>The stem of a lower-case word; words of one or two letters, and with other characters than a to z, stay as they are.</summary>
    internal static string Stem(string word)
    {
        if (word.Length < 3 || word.Any(c => c is < 'a' or > 'z'))
        {
            return word;
        }

        word = Plural(word);
        word = PastAndProgressive(word);
        word = word.EndsWith('y') && HasVowel(word[..^1]) ? $"{word[..^1]}i" : word;
        word = Replaced(word, Doubled, leastMeasure: 1);
        word = Replaced(word, Single, leastMeasure: 1);
        word = Replaced(word, Dropped, leastMeasure: 2);
        return WithoutFinalE(word);
    }

    // Step 1a.
    static string Plural(string word) => word switch
    {
        [.., 's', 's', 'e', 's'] or [.., 'i', 'e', 's'] => word[..^2],
        [.., 's', 's'] => word,
        [.., 's'] => word[..^1],
        _ => word,
    };

    // Step 1b.
    static string PastAndProgressive(string word)
    {
        if (word.EndsWith("eed", StringComparison.Ordinal))
        {
            return Measure(word[..^3]) > 0 ? word[..^1] : word;
        }

        string? stem = word.EndsWith("ed", StringComparison.Ordinal) ? word[..^2] : word.EndsWith("ing", StringComparison.Ordinal) ? word[..^3] : null;
        if (stem is null || !HasVowel(stem))
        {
            return word;
        }

        return stem switch
        {
            [.., 'a', 't'] or [.., 'b', 'l'] or [.., 'i', 'z'] => $"{stem}e",
            [.., var before, var last] when before == last && IsConsonant(stem, stem.Length - 1) && last is not ('l' or 's' or 'z') => stem[..^1],
            _ => Measure(stem) == 1 && IsShort(stem) ? $"{stem}e" : stem,
        };
    }

    // Steps 2 to 4: of the endings that fit, the longest decides.
    static string Replaced(string word, (string Ending, string Stem)[] rules, int leastMeasure)
    {
        (string Ending, string Stem) rule = rules.Where(rule => word.EndsWith(rule.Ending, StringComparison.Ordinal)).OrderByDescending(rule => rule.Ending.Length).FirstOrDefault();
        if (rule.Ending is null)
        {
            return word;
        }

        string before = word[..^rule.Ending.Length];
        bool applies = Measure(before) >= leastMeasure && (rule.Ending != "ion" || before is [.., 's' or 't']);
        return applies ? before + rule.Stem : word;
    }

    // Step 5.
    static string WithoutFinalE(string word)
    {
        if (word.EndsWith('e') && Measure(word[..^1]) is var measure && (measure > 1 || (measure == 1 && !IsShort(word[..^1]))))
        {
            word = word[..^1];
        }

        return word is [.., 'l', 'l'] && Measure(word) > 1 ? word[..^1] : word;
    }

    /// <summary>m in [C](VC)^m[V]: how often a consonant follows a vowel.</summary>
    static int Measure(string stem)
    {
        int measure = 0;
        for (int i = 1; i < stem.Length; i++)
        {
            measure += IsConsonant(stem, i) && !IsConsonant(stem, i - 1) ? 1 : 0;
        }

        return measure;
    }

    // Consonant, vowel, consonant other than w, x and y: "hop".
    static bool IsShort(string stem) => stem.Length >= 3 && IsConsonant(stem, stem.Length - 3) && !IsConsonant(stem, stem.Length - 2)
        && IsConsonant(stem, stem.Length - 1) && stem[^1] is not ('w' or 'x' or 'y');

    static bool HasVowel(string stem)
    {
        for (int i = 0; i < stem.Length; i++)
        {
            if (!IsConsonant(stem, i))
            {
                return true;
            }
        }

        return false;
    }

    // A y after a consonant is a vowel; a run of them takes turns.
    static bool IsConsonant(string word, int at)
    {
        int run = 0;
        while (at - run > 0 && word[at - run] == 'y')
        {
            run++;
        }

        bool first = word[at - run] is not ('a' or 'e' or 'i' or 'o' or 'u');
        return run % 2 == 0 ? first : !first;
    }
}
