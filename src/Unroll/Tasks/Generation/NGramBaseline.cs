using System.Runtime.InteropServices;
using Unroll.Text;

namespace Unroll.Tasks.Generation;

/// <summary>
/// What counting alone achieves: n-grams that fall back on shorter ones where they have seen little, p(w|h) = (c(hw) + t(h)·p(w|h′)) / (c(h) + t(h))
/// with t(h) the number of different tokens seen after h, and in the end 1 / vocabulary. Witten and Bell (1991).
/// </summary>
public sealed class NGramBaseline
{
    // A token depends on so many before it: a few letters make a syllable, a few words are seldom seen twice.
    const int CharacterOrder = 5, WordOrder = 2;

    readonly TextCoder coder;
    readonly int order;

    // By hash of order, context and token; and by hash of order and context.
    readonly Dictionary<ulong, int> counts = [];
    readonly Dictionary<ulong, (int Count, int Types)> contexts = [];

    NGramBaseline(TextCoder coder)
    {
        this.coder = coder;
        order = coder.Tokenizer.Description.Kind is TokenizerKind.Character or TokenizerKind.Byte ? CharacterOrder : WordOrder;
    }

    /// <summary>Tokens that are looked at together: 6 for characters and bytes, 3 for words.</summary>
    public int Length => order + 1;

    /// <summary>Counts the n-grams of a text, cut into the tokens of a generator.</summary>
    /// <param name="training">The text that the generator has learned from.</param>
    /// <param name="generator">Whose tokenizer and vocabulary are used, so that both are measured on the same tokens.</param>
    public static NGramBaseline Train(TextCorpus training, TextGenerator generator)
    {
        NGramBaseline baseline = new(generator.Coder);
        int[] ids = generator.Coder.Encode(training.Text);
        for (int position = 0; position < ids.Length; position++)
        {
            baseline.Count(ids, position);
        }

        return baseline;
    }

    /// <summary>Measures how well counting foresees a text.</summary>
    /// <param name="text">Two tokens or more.</param>
    /// <exception cref="InvalidDataException">The text is shorter.</exception>
    public LanguageReport Evaluate(TextCorpus text)
    {
        int[] ids = coder.EncodeForMeasuring(text);
        double nats = 0;
        for (int position = 1; position < ids.Length; position++)
        {
            nats -= Math.Log(Probability(ids, position));
        }

        return TextCoder.Report(text, ids, nats);
    }

    void Count(int[] ids, int position)
    {
        ulong hash = 0;
        for (int length = 0; length <= Math.Min(order, position); length++)
        {
            hash = length == 0 ? Start : Mixed(hash, ids[position - length]);
            ref int count = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, Mixed(~hash, ids[position]), out _);
            ref (int Count, int Types) context = ref CollectionsMarshal.GetValueRefOrAddDefault(contexts, hash, out _);
            context = (context.Count + 1, context.Types + (count == 0 ? 1 : 0));
            count++;
        }
    }

    double Probability(int[] ids, int position)
    {
        double probability = 1.0 / coder.Vocabulary.Count;
        ulong hash = 0;
        for (int length = 0; length <= Math.Min(order, position); length++)
        {
            hash = length == 0 ? Start : Mixed(hash, ids[position - length]);
            if (!contexts.TryGetValue(hash, out (int Count, int Types) context))
            {
                break;
            }

            int count = counts.GetValueOrDefault(Mixed(~hash, ids[position]));
            probability = (count + context.Types * probability) / (context.Count + context.Types);
        }

        return probability;
    }

    const ulong Start = 0x9E3779B97F4A7C15;

    // 64 bits: among ten million n-grams, two of one hash are one in a hundred thousand runs.
    static ulong Mixed(ulong hash, int token)
    {
        ulong mixed = (hash ^ (uint)token) * 0xD6E8FEB86659FD93;
        mixed = (mixed ^ (mixed >> 32)) * 0xD6E8FEB86659FD93;
        return mixed ^ (mixed >> 32);
    }
}
