using Unroll.Operations;
using Unroll.Tensors;
using Unroll.Text;
using Unroll.Training;

namespace Unroll.Tasks.Captioning;

/// <summary>What a trainer asks of a captioner: the loss of a batch, and how good an epoch was.</summary>
/// <param name="network">The network.</param>
/// <param name="options">Its options.</param>
/// <param name="search">Writes captions.</param>
/// <param name="hard">How places are drawn and learned from; null where all of them are looked at, and where nothing is trained.</param>
sealed class CaptionerTraining(CaptionerNetwork network, CaptionerOptions options, CaptionSearch search, HardAttention? hard)
{
    const int EvaluationBatch = 32;

    /// <summary>The mean loss of the captions' words, and what the attention owes.</summary>
    internal BatchLoss Loss(CaptionBatch batch)
    {
        DecodedCaptions decoded = network.Decode(batch.Inputs, network.Encode(batch.Subjects), batch.SubjectOf, hard?.Draw(StepBuffers.Current!.TrainingStep));
        Tensor scores = network.Scores(decoded.Output);
        Tensor loss = hard is null ? scores.SoftmaxCrossEntropy(batch.Labels) : hard.Loss(scores, batch.Labels, decoded);
        if (hard is null && options.CoverageWeight > 0)
        {
            loss += Uncovered(decoded.Weights, decoded.Layout) * (options.CoverageWeight / batch.Labels.Length);
        }

        return new(loss, batch.Labels.Length, Tokens: batch.Labels.Length);
    }

    /// <summary>How good greedy captions are by the measure that chooses an epoch, and the loss of the references.</summary>
    internal Validation Validate(CaptionDataset data, EncodedCaptions captions, Arena arena)
    {
        string[] written = search.WriteGreedily([.. data.Select(picture => picture.Subject)], arena);
        IReadOnlyList<string>[] references = [.. data.Select(picture => picture.Captions)];
        double metric = options.Selection switch
        {
            CaptionSelection.Bleu4 => BleuScore.OfCorpus(written, references, lowerCase: true).Score,
            CaptionSelection.Cider => CiderScore.OfCorpus(written, references),
            _ => throw new InvalidOperationException($"Unknown measure {options.Selection}; known are Bleu4 and Cider."),
        };
        return new(metric, MeanLoss(captions, arena));
    }

    /// <summary>Mean cross entropy of the captions' words, in nats.</summary>
    internal double MeanLoss(EncodedCaptions captions, Arena arena)
    {
        double sum = 0;
        long count = 0;
        foreach (CaptionBatch batch in captions.ByLength(EvaluationBatch))
        {
            using StepMemory step = arena.BeginEvaluation();
            DecodedCaptions decoded = network.Decode(batch.Inputs, network.Encode(batch.Subjects), batch.SubjectOf, CaptionModel.Likeliest(options.Attention));
            sum += network.Scores(decoded.Output).SoftmaxCrossEntropy(batch.Labels).Item * (double)batch.Labels.Length;
            count += batch.Labels.Length;
        }

        return sum / count;
    }

    /// <summary>Where the network looks before it writes each word of the true captions, of which the places are known.</summary>
    /// <returns>Null where no place is known, and for feature grids, which have no pixels.</returns>
    internal AttentionFocus? Focus(CaptionDataset data, CaptionWords words, Arena arena)
    {
        if (options.Grid is not null)
        {
            return null;
        }

        FocusSum sum = new(network.Grid.Rows, options.Side);
        foreach (CaptionBatch batch in new EncodedCaptions(data, words, firstOnly: true).ByLength(EvaluationBatch))
        {
            using StepMemory step = arena.BeginEvaluation();
            DecodedCaptions decoded = network.Decode(batch.Inputs, network.Encode(batch.Subjects), batch.SubjectOf, CaptionModel.Likeliest(options.Attention));
            for (int i = 0; i < batch.Pictures.Length; i++)
            {
                IReadOnlyList<IReadOnlyList<PictureBox>> places = data[batch.Pictures[i]].Places;
                for (int word = 0; word < Math.Min(places.Count, decoded.Layout.Lengths[i]); word++)
                {
                    sum.Add(decoded.Weights.Values.Slice(decoded.Layout.Row(i, word) * network.Locations, network.Locations), places[word]);
                }
            }
        }

        return sum.Mean;
    }

    /// <summary>Σ over captions and places of (1 − Σ over words of α)², equation 14.</summary>
    internal static Tensor Uncovered(Tensor weights, SequenceLayout layout)
    {
        float[] belongs = new float[layout.BatchSize * layout.TokenCount];
        for (int step = 0; step < layout.StepCount; step++)
        {
            for (int position = 0; position < layout.Live[step]; position++)
            {
                belongs[layout.Order[position] * layout.TokenCount + layout.Offsets[step] + position] = 1;
            }
        }

        Tensor lacking = 1f - Tensor.From(belongs, [layout.BatchSize, layout.TokenCount]).MatMul(weights);
        return (lacking * lacking).Sum();
    }
}
