using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Tasks.Generation;

/// <summary>Embedding, recurrent layers, and a score for every token that may come next; with the dropouts and penalties of AWD-LSTM.</summary>
/// <remarks>Merity, Keskar and Socher (2018); tied weights: Press and Wolf (2017).</remarks>
sealed class LanguageModelNetwork : Module
{
    readonly TextGeneratorOptions options;
    readonly RandomSource embeddingDropout, inputDropout, outputDropout;
    readonly Embedding embedding;
    readonly RecurrentLayer recurrent;
    readonly Linear? output;
    readonly Parameter? outputBias;

    internal LanguageModelNetwork(TextGeneratorOptions options, int vocabularySize, RandomSource? weights = null)
    {
        this.options = options;
        VocabularySize = vocabularySize;
        RandomSource random = weights ?? new RandomSource(options.Seed).Stream("weights"), dropout = new RandomSource(options.Seed).Stream("dropout");
        (embeddingDropout, inputDropout, outputDropout) = (dropout.Stream("embedding"), dropout.Stream("input"), dropout.Stream("output"));
        embedding = new(vocabularySize, options.EmbeddingSize, random, standardDeviation: EmbeddingDeviation);
        recurrent = options.Cell.CreateLayer(options.EmbeddingSize, options.HiddenSize, random, new(
            Dropout: options.LayerDropout, LocksDropout: options.LocksDropout, HiddenWeightDropout: options.HiddenWeightDropout, HiddenSizes: Widths(options)));
        if (options.TiesWeights)
        {
            outputBias = new("output_bias", [vocabularySize]);
        }
        else
        {
            output = new(recurrent.OutputSize, vocabularySize, random);
        }
    }

    // Tied vectors are scores too, and large first scores would have to be unlearned.
    const float EmbeddingDeviation = 0.1f;

    internal int VocabularySize { get; }

    internal Embedding Embedding => embedding;

    internal RecurrentLayer Recurrent => recurrent;

    /// <summary>What outputs are scored against, [VocabularySize, width].</summary>
    internal Parameter OutputWeight => output?.Weight ?? embedding.Weight;

    /// <summary>[VocabularySize].</summary>
    internal Parameter OutputBias => output?.Bias ?? outputBias!; // one of them is there: the constructor made it

    /// <summary>Features of the last recurrent layer's outputs.</summary>
    internal int OutputSize => recurrent.OutputSize;

    /// <summary>The state before the first token.</summary>
    internal RecurrentState NewState(int rows) => recurrent.NewState(rows);

    /// <summary>Scores of what comes after each token, [tokens, VocabularySize], and the state after the last.</summary>
    internal (Tensor Logits, RecurrentState Final) Forward(TokenBatch batch, RecurrentState initial)
    {
        (Sequences outputs, RecurrentState final) = Read(batch, initial);
        return (Logits(Drop(outputs, options.OutputDropout, outputDropout).Data), final);
    }

    /// <summary>The mean cross entropy of the tokens that came, in nats, with the penalties; and the state after the last token.</summary>
    internal (Tensor Loss, RecurrentState Final) Loss(TokenBatch batch, ReadOnlySpan<int> next, RecurrentState initial)
    {
        (Sequences outputs, RecurrentState final) = Read(batch, initial);
        Sequences dropped = Drop(outputs, options.OutputDropout, outputDropout);
        Tensor loss = Logits(dropped.Data).SoftmaxCrossEntropy(next);
        if (options.ActivationPenalty > 0)
        {
            loss += (dropped.Data * dropped.Data).Mean() * options.ActivationPenalty;
        }

        if (options.ChangePenalty > 0 && Change(outputs) is { } change)
        {
            loss += (change * change).Mean() * options.ChangePenalty;
        }

        return (loss, final);
    }

    /// <summary>Scores of what comes after some of the tokens whose vectors are given, [rows, VocabularySize].</summary>
    /// <param name="vectors">The tokens' vectors; each sequence begins anew.</param>
    /// <param name="rows">Which tokens, as packed rows.</param>
    internal Tensor ForwardAt(Sequences vectors, ReadOnlySpan<int> rows)
    {
        (Sequences outputs, _) = recurrent.Forward(vectors);
        return Logits(outputs.Data.SelectRows(rows));
    }

    static int[] Widths(TextGeneratorOptions options)
    {
        int[] widths = [.. Enumerable.Repeat(options.HiddenSize, options.Layers)];
        widths[^1] = options.TiesWeights ? options.EmbeddingSize : options.HiddenSize;
        return widths;
    }

    /// <summary>The outputs of the last recurrent layer, and the state after the last token.</summary>
    internal (Sequences Outputs, RecurrentState Final) Read(TokenBatch batch, RecurrentState initial)
    {
        Sequences x = embedding.Forward(batch);
        x = x.With(x.Data.DropRows(options.EmbeddingDropout, batch.Ids, embeddingDropout));
        return recurrent.Forward(Drop(x, options.InputDropout, inputDropout), initial);
    }

    Sequences Drop(Sequences x, float rate, RandomSource random) =>
        options.LocksDropout ? x.LockedDropout(rate, random) : x.With(x.Data.Dropout(rate, random));

    Tensor Logits(Tensor x) => output is { } separate ? separate.Forward(x) : x.Linear(embedding.Weight, outputBias);

    // Rows of a step are a prefix of the rows of the step before.
    static Tensor? Change(Sequences outputs)
    {
        SequenceLayout layout = outputs.Layout;
        List<int> before = [], after = [];
        for (int step = 1; step < layout.StepCount; step++)
        {
            before.AddRange(Enumerable.Range(layout.Offsets[step - 1], layout.Live[step]));
            after.AddRange(Enumerable.Range(layout.Offsets[step], layout.Live[step]));
        }

        return after.Count == 0 ? null
            : outputs.Data.SelectRows(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(after))
                - outputs.Data.SelectRows(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(before));
    }
}
