using Unroll.Operations;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Tasks.Captioning;

/// <summary>
/// How stochastic "hard" attention is trained: Xu et al. (2015), section 4.1. Places are drawn by chance, and the network learns to draw again what
/// made the caption likelier than usual (REINFORCE, Williams 1992).
/// </summary>
sealed class HardAttention
{
    /// <summary>Share of captions for which the mixture of all places is read instead, as in the paper: less chance in the gradient.</summary>
    internal const float MixtureShare = 0.5f;

    // Of the usual log-likelihood so much stays from one batch to the next, as in the paper.
    const float Memory = 0.9f;

    readonly CaptionerOptions options;
    readonly RandomSource random;

    internal HardAttention(CaptionerOptions options)
    {
        this.options = options;
        random = new RandomSource(options.Seed).Stream("places");
        Carried = new([[2]]);
    }

    /// <summary>b, the usual log-likelihood of a caption, and whether there has been a batch: what one batch leaves for the next.</summary>
    internal CarriedState Carried { get; }

    /// <summary>Draws a place for every word of a batch; a function of the seed, the step, the caption's place in the batch and the word.</summary>
    /// <param name="step">The number of the training step.</param>
    internal LocationChoice Draw(long step)
    {
        RandomSource ofStep = random.Stream(step);
        return (weights, word, captions) =>
        {
            int locations = weights.Shape[1];
            int[] chosen = new int[weights.Shape[0]];
            for (int row = 0; row < chosen.Length; row++)
            {
                RandomSource ofCaption = ofStep.Stream(captions[row]);
                bool readsMixture = Uniform(ofCaption.Bits(0)) < MixtureShare;
                chosen[row] = readsMixture ? -1 : Place(weights.Values.Slice(row * locations, locations), Uniform(ofCaption.Bits((ulong)word + 1)));
            }

            return chosen;
        };
    }

    /// <summary>What a batch is to lower, and the baseline moved on.</summary>
    /// <param name="scores">Logits of every word.</param>
    /// <param name="labels">The words of the captions.</param>
    /// <param name="decoded">What was looked at, with places that <see cref="Draw"/> chose.</param>
    internal Tensor Loss(Tensor scores, int[] labels, DecodedCaptions decoded)
    {
        double[] likelihoods = Likelihoods(scores, labels, decoded.Layout);
        (float baseline, bool hasBaseline) = (Carried.Tensors[0].Values[0], Carried.Tensors[0].Values[1] > 0);
        float mean = (float)likelihoods.Average();
        // The first batch has nothing before it to be measured by; afterwards a baseline never knows the draws it judges.
        float before = hasBaseline ? baseline : mean;
        Carried.Keep([Tensor.From([Memory * before + (1 - Memory) * mean, 1], [2])]);
        return Surrogate(scores, labels, decoded, likelihoods, before, options.RewardWeight, options.EntropyWeight);
    }

    /// <summary>
    /// A number whose gradient is the estimate of equation 12, of one draw, with its sign turned over and a word of the batch as unit:
    /// −log p(y|s,a) − λ_r (log p(y|s,a) − b) Σ_t log α_t,s(t) − λ_e Σ_t H(α_t), where the middle factor is a constant.
    /// </summary>
    /// <param name="scores">Logits of every word.</param>
    /// <param name="labels">The words of the captions.</param>
    /// <param name="decoded">What was looked at; a word with place −1 read the mixture and has nothing to learn from its draw.</param>
    /// <param name="likelihoods">log p(y|s,a) of each caption.</param>
    /// <param name="baseline">b.</param>
    /// <param name="rewardWeight">λ_r.</param>
    /// <param name="entropyWeight">λ_e.</param>
    internal static Tensor Surrogate(
        Tensor scores, int[] labels, DecodedCaptions decoded, double[] likelihoods, float baseline, float rewardWeight, float entropyWeight)
    {
        int locations = decoded.Weights.Shape[1];
        float[] rewards = new float[labels.Length * locations];
        foreach ((int row, int sequence) in Rows(decoded.Layout))
        {
            if (decoded.Chosen[row] >= 0)
            {
                rewards[row * locations + decoded.Chosen[row]] = (float)(rewardWeight * (likelihoods[sequence] - baseline) / labels.Length);
            }
        }

        Tensor logarithms = decoded.Weights.Log();
        Tensor reward = (logarithms * Tensor.From(rewards, decoded.Weights.Shape)).Sum(), negativeEntropy = (decoded.Weights * logarithms).Sum();
        return scores.SoftmaxCrossEntropy(labels) - reward + negativeEntropy * (entropyWeight / labels.Length);
    }

    /// <summary>log p(y|s,a) of each caption: the sum over its words.</summary>
    internal static double[] Likelihoods(Tensor scores, int[] labels, SequenceLayout layout)
    {
        float[] logarithms = scores.LogProbabilities();
        double[] sums = new double[layout.BatchSize];
        foreach ((int row, int sequence) in Rows(layout))
        {
            sums[sequence] += logarithms[row * scores.Shape[1] + labels[row]];
        }

        return sums;
    }

    static IEnumerable<(int Row, int Sequence)> Rows(SequenceLayout layout)
    {
        for (int sequence = 0; sequence < layout.BatchSize; sequence++)
        {
            for (int step = 0; step < layout.Lengths[sequence]; step++)
            {
                yield return (layout.Row(sequence, step), sequence);
            }
        }
    }

    static int Place(ReadOnlySpan<float> weights, double left)
    {
        for (int place = 0; place < weights.Length; place++)
        {
            left -= weights[place];
            if (left < 0)
            {
                return place;
            }
        }

        // Rounding may leave a crumb behind the last place.
        return weights.Length - 1;
    }

    // 53 random bits, uniform in [0, 1).
    static double Uniform(ulong bits) => (bits >> 11) * (1.0 / (1L << 53));
}
