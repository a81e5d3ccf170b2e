using Unroll.Kernels;
using Unroll.Operations;
using Unroll.Tensors;
using Unroll.Text;
using Unroll.Training;

namespace Unroll.Tasks.Translation;

/// <summary>What a trainer asks of a translator: the loss of a batch, and how good an epoch was.</summary>
sealed class TranslatorTraining(TranslatorNetwork network, TranslatorOptions options, TranslationSearch search)
{
    const int EvaluationBatch = 128;

    /// <summary>Steps of the whole run: scheduled sampling grows with them.</summary>
    internal long AllSteps { get; init; } = 1;

    /// <summary>The mean loss of the targets' units, the decoder reading the targets themselves or, by chance, its own guesses.</summary>
    internal BatchLoss Loss(PairBatch batch)
    {
        EncodedSource source = network.Encode(batch.Source);
        TokenBatch inputs = options.ScheduledSampling > 0 ? Sampled(batch, source) : batch.Inputs;
        Tensor scores = network.Scores(network.Decode(inputs, source), batch.CopyIds);
        return new(Loss(scores, batch.Labels, options.LabelSmoothing), batch.Labels.Length, Tokens: batch.Source.TokenCount + batch.Labels.Length);
    }

    /// <summary>chrF of greedy translations, which suits sentences as well as names of a word or two, and the loss of the references.</summary>
    internal Validation Validate(ParallelDataset data, EncodedPairs pairs, Arena arena)
    {
        string[] translations = search.TranslateGreedily([.. data.Select(pair => pair.Source)], arena);
        return new(ChrF.OfCorpus(translations, [.. data.Select(pair => Cased(pair.Target))]), MeanLoss(pairs, arena));
    }

    /// <summary>Mean cross entropy of the targets' units, in nats, without smoothing.</summary>
    internal double MeanLoss(EncodedPairs pairs, Arena arena)
    {
        double sum = 0;
        long count = 0;
        foreach (PairBatch batch in pairs.ByLength(EvaluationBatch))
        {
            using StepMemory step = arena.BeginEvaluation();
            Tensor scores = network.Scores(network.Decode(batch.Inputs, network.Encode(batch.Source)), batch.CopyIds);
            sum += Loss(scores, batch.Labels, smoothing: 0).Item * (double)batch.Labels.Length;
            count += batch.Labels.Length;
        }

        return sum / count;
    }

    internal string Cased(string text) => options.LowerCase ? text.ToLowerInvariant() : text;

    Tensor Loss(Tensor scores, int[] labels, float smoothing) => options.Copy
        ? scores.NegativeLogLikelihood(labels, smoothing)
        : scores.SoftmaxCrossEntropy(labels, smoothing);

    /// <summary>
    /// The inputs with some tokens replaced by what the network guesses after the true tokens before them: scheduled sampling
    /// in two passes over whole targets (Duckworth et al. 2019), with the most probable token.
    /// </summary>
    TokenBatch Sampled(PairBatch batch, EncodedSource source)
    {
        long step = StepBuffers.Current!.TrainingStep;
        float share = options.ScheduledSampling * Math.Min(1, step / (float)AllSteps);
        RandomSource random = new RandomSource(options.Seed).Stream("sampling").Stream(step);
        Tensor scores = network.Scores(network.Decode(batch.Inputs, source), batch.CopyIds);
        SequenceLayout layout = batch.Inputs.Layout;
        int[][] sequences = new int[layout.BatchSize][];
        for (int sequence = 0; sequence < sequences.Length; sequence++)
        {
            int[] ids = sequences[sequence] = new int[layout.Lengths[sequence]];
            for (int at = 0; at < ids.Length; at++)
            {
                bool guesses = random.NextFloat() < share && at > 0;
                ids[at] = guesses ? Guess(scores, layout.Row(sequence, at - 1)) : batch.Inputs.Ids[layout.Row(sequence, at)];
            }
        }

        return TokenBatch.From(sequences);
    }

    static int Guess(Tensor scores, int row)
    {
        int vocabulary = scores.Shape[1];
        return Reductions.IndexOfLargest(scores.Values.Slice(row * vocabulary, vocabulary));
    }
}
