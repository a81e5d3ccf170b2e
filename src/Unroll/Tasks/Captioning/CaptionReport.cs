using Unroll.Text;

namespace Unroll.Tasks.Captioning;

/// <summary>How good captions are. Letter case is ignored throughout.</summary>
/// <param name="Bleu1">0 to 100: groups of one word; Papineni et al. (2002), with every reference and exponential smoothing.</param>
/// <param name="Bleu2">Groups of one and two words.</param>
/// <param name="Bleu3">Groups of one to three words.</param>
/// <param name="Bleu4">Groups of one to four words.</param>
/// <param name="Cider">0 to 1, as the paper defines it: see <see cref="CiderScore"/>.</param>
/// <param name="Meteor">0 to 1, with exact and stem matches only: see <see cref="MeteorScore"/>.</param>
/// <param name="ExactMatch">Share of captions that are, word for word, one of their references.</param>
/// <param name="Loss">Mean cross entropy of the references' words, in nats; null where nobody trained a network.</param>
/// <param name="Focus">Where the attention lay; null where no places are known.</param>
/// <param name="Pictures">How many were captioned.</param>
public sealed record CaptionReport(
    double Bleu1, double Bleu2, double Bleu3, double Bleu4, double Cider, double Meteor, double ExactMatch, double? Loss, AttentionFocus? Focus, int Pictures)
{
    /// <summary>Measures captions, wherever they come from.</summary>
    /// <param name="captions">One a picture.</param>
    /// <param name="references">The references of each picture, one or more.</param>
    /// <param name="loss">Mean cross entropy of the references, in nats, where known.</param>
    /// <param name="focus">Where the attention lay, where known.</param>
    /// <exception cref="ArgumentException">There are no captions, not as many sets of references, or an empty one.</exception>
    public static CaptionReport Of(
        IReadOnlyList<string> captions, IReadOnlyList<IReadOnlyList<string>> references, double? loss = null, AttentionFocus? focus = null)
    {
        if (captions.Count == 0)
        {
            throw new ArgumentException("There are no captions to measure.", nameof(captions));
        }

        BleuScore bleu = BleuScore.OfCorpus(captions, references, lowerCase: true);
        double exact = captions.Zip(references).Count(pair => pair.Second.Any(reference => Same(pair.First, reference))) / (double)captions.Count;
        return new(
            bleu.ScoreUpTo(1), bleu.ScoreUpTo(2), bleu.ScoreUpTo(3), bleu.Score,
            CiderScore.OfCorpus(captions, references), MeteorScore.OfCorpus(captions, references), exact, loss, focus, captions.Count);
    }

    static bool Same(string caption, string reference) =>
        BleuScore.Tokens(caption, lowerCase: true).AsSpan().SequenceEqual(BleuScore.Tokens(reference, lowerCase: true));
}
