using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;
using Dropout = Unroll.Layers.Dropout;

namespace Unroll.Tasks.Translation;

/// <summary>
/// Bidirectional encoder, bridge, decoder with attention. The decoder's state s looks for its context c, and o = tanh(W·[s c]) is
/// scored against the vectors of all target tokens.
/// </summary>
sealed class TranslatorNetwork : Module
{
    readonly Embedding sourceEmbedding, targetEmbedding;
    readonly RecurrentLayer encoder, decoder;
    readonly IReadOnlyList<Linear> bridges;
    readonly SourceAttention attention;
    readonly Linear combine;
    readonly Linear? copyGate;
    readonly Parameter outputBias;
    readonly Dropout embeddingDropout, memoryDropout, stateDropout, outputDropout;
    readonly TranslatorOptions options;

    internal TranslatorNetwork(TranslatorOptions options, int sourceVocabulary, int targetVocabulary, RandomSource? weights = null)
    {
        RandomSource random = weights ?? new RandomSource(options.Seed).Stream("weights"), dropout = new RandomSource(options.Seed).Stream("dropout");
        this.options = options;
        int hidden = options.HiddenSize, size = options.EmbeddingSize;
        sourceEmbedding = new(sourceVocabulary, size, random, EmbeddingDeviation);
        targetEmbedding = options.SharedVocabulary ? sourceEmbedding : new(targetVocabulary, size, random, EmbeddingDeviation);
        encoder = options.Cell.CreateLayer(size, hidden / 2, random, new(options.Layers, Bidirectional: true, Dropout: options.Dropout));
        decoder = options.Cell.CreateLayer(options.InputFeeding ? 2 * size : size, hidden, random, new(options.Layers, Dropout: options.Dropout));
        bridges = [.. encoder.StateSizes.Where((_, cell) => cell % 2 == 0).Zip(decoder.StateSizes)
            .SelectMany(pair => pair.First.Zip(pair.Second).Take(options.Cell.PartsToBegin())).Select(part => new Linear(2 * part.First, part.Second, random))];
        attention = new(options.Attention, querySize: hidden, memorySize: hidden, random);
        combine = new(2 * hidden, size, random);
        copyGate = options.Copy ? new(size, 1, random) : null;
        outputBias = new("output_bias", [targetVocabulary]);
        embeddingDropout = new(options.Dropout, dropout.Stream("embedding"));
        memoryDropout = new(options.Dropout, dropout.Stream("memory"));
        stateDropout = new(options.Dropout, dropout.Stream("state"));
        outputDropout = new(options.Dropout, dropout.Stream("output"));
    }

    // Small first vectors: those of rare tokens must not drown the others, at the input as at the output.
    const float EmbeddingDeviation = 0.1f;

    internal int TargetVocabulary => outputBias.Shape[0];

    internal Embedding SourceEmbedding => sourceEmbedding;

    internal Embedding TargetEmbedding => targetEmbedding;

    internal RecurrentLayer Encoder => encoder;

    internal RecurrentLayer Decoder => decoder;

    internal IReadOnlyList<Linear> Bridges => bridges;

    internal SourceAttention Attention => attention;

    internal Linear Combine => combine;

    internal Linear? CopyGate => copyGate;

    internal Parameter OutputBias => outputBias;

    internal bool FeedsInput => options.InputFeeding;

    /// <summary>Reads sources and prepares the decoder's first state.</summary>
    internal EncodedSource Encode(TokenBatch source) => Encode(sourceEmbedding.Forward(source));

    /// <summary>Reads sources whose tokens' vectors are given.</summary>
    internal EncodedSource Encode(Sequences vectors)
    {
        int batch = vectors.Layout.BatchSize;
        (Sequences outputs, RecurrentState final) = encoder.Forward(embeddingDropout.Forward(vectors));
        List<IReadOnlyList<Tensor>> cells = [];
        int bridge = 0;
        foreach (IReadOnlyList<int> sizes in decoder.StateSizes)
        {
            IReadOnlyList<Tensor> forwards = final.Cells[2 * cells.Count], backwards = final.Cells[2 * cells.Count + 1];
            cells.Add([.. sizes.Select((size, part) => part < options.Cell.PartsToBegin()
                ? bridges[bridge++].Forward(Tensor.ConcatenateColumns(forwards[part], backwards[part])).Tanh()
                : Tensor.Zeros([batch, size]))]);
        }

        return new(attention.Remember(memoryDropout.Forward(outputs)), StateOf(cells), Tensor.Zeros([batch, options.EmbeddingSize]));
    }

    /// <summary>Reads whole targets: what the network would say after each of their tokens.</summary>
    /// <param name="inputs">Target tokens, the start mark first; as many sequences as sources.</param>
    /// <param name="source">The encoded sources.</param>
    internal Decoded Decode(TokenBatch inputs, EncodedSource source)
    {
        Sequences x = embeddingDropout.Forward(targetEmbedding.Forward(inputs));
        AttentionLayout layout = AttentionLayout.Between(source.Memory.Layout, inputs.Layout);
        return options.InputFeeding ? DecodeByStep(x, source, layout) : DecodeAtOnce(x, source, layout);
    }

    /// <summary>Reads one token for each row.</summary>
    /// <param name="tokens">One a row.</param>
    /// <param name="state">The decoder's state and what it fed itself, a row each.</param>
    /// <param name="memory">The encoded sources.</param>
    /// <param name="layout">Which row looks at which source.</param>
    internal (Decoded Output, RecurrentState State) Step(TokenBatch tokens, (RecurrentState Cells, Tensor Feed) state, AttentionMemory memory, AttentionLayout layout)
    {
        Tensor x = embeddingDropout.Forward(targetEmbedding.Forward(tokens)).Data;
        return Step(x, state, memory, layout);
    }

    /// <summary>The score of every target token, [rows, vocabulary]: log-probabilities where words can be copied, else logits.</summary>
    /// <param name="decoded">What <see cref="Decode"/> gave.</param>
    /// <param name="copyIds">What each source token is called among the target tokens, −1 for what they lack; only read where words can be copied.</param>
    internal Tensor Scores(Decoded decoded, int[] copyIds)
    {
        Tensor output = outputDropout.Forward(decoded.Output), logits = output.Linear(targetEmbedding.Weight, outputBias);
        return copyGate is null ? logits : logits.MixWithCopies(copyGate.Forward(output), decoded.Weights, decoded.Layout, copyIds);
    }

    Decoded DecodeAtOnce(Sequences x, EncodedSource source, AttentionLayout layout)
    {
        (Sequences states, _) = decoder.Forward(x, source.Cells);
        return Attend(states.Data, source.Memory, layout);
    }

    // Sequences leave as they end, so the rows of a step are a prefix of those of the step before.
    Decoded DecodeByStep(Sequences x, EncodedSource source, AttentionLayout whole)
    {
        SequenceLayout layout = x.Layout;
        RecurrentState cells = Rows(source.Cells, state => state.SelectRows(layout.Order));
        Tensor feed = source.Feed;
        List<Tensor> outputs = [], weights = [];
        for (int step = 0; step < layout.StepCount; step++)
        {
            int live = layout.Live[step];
            if (live < feed.Shape[0])
            {
                cells = Rows(cells, state => state.Rows(0, live));
                feed = feed.Rows(0, live);
            }

            AttentionLayout ofStep = new(source.Memory.Layout, layout.Order[..live]);
            (Decoded decoded, cells) = Step(x.Data.Rows(layout.Offsets[step], live), (cells, feed), source.Memory, ofStep);
            feed = decoded.Output;
            outputs.Add(feed);
            weights.Add(decoded.Weights.Reshape([decoded.Weights.Shape.Count, 1]));
        }

        return new(Tensor.ConcatenateRows([.. outputs]), Tensor.ConcatenateRows([.. weights]).Reshape([whole.WeightCount]), whole);
    }

    (Decoded Output, RecurrentState State) Step(Tensor x, (RecurrentState Cells, Tensor Feed) state, AttentionMemory memory, AttentionLayout layout)
    {
        int[] ones = new int[x.Shape[0]];
        Array.Fill(ones, 1);
        Tensor input = options.InputFeeding ? Tensor.ConcatenateColumns(x, state.Feed) : x;
        (Sequences states, RecurrentState next) = decoder.Forward(new Sequences(input, new(ones)), state.Cells);
        return (Attend(states.Data, memory, layout), next);
    }

    Decoded Attend(Tensor states, AttentionMemory memory, AttentionLayout layout)
    {
        Tensor dropped = stateDropout.Forward(states);
        Attended attended = attention.Forward(dropped, memory, layout);
        return new(combine.Forward(Tensor.ConcatenateColumns(dropped, attended.Context)).Tanh(), attended.Weights, layout);
    }

    RecurrentState Rows(RecurrentState state, Func<Tensor, Tensor> select) => StateOf([.. state.Cells.Select(parts => parts.Select(select).ToArray())]);

    internal RecurrentState StateOf(IReadOnlyList<IReadOnlyList<Tensor>> cells) =>
        options.Cell == CellKind.Lstm ? new LstmState(cells) : new RecurrentState(cells);
}

/// <summary>Sources that were read.</summary>
/// <param name="Memory">What the decoder attends to.</param>
/// <param name="Cells">The decoder's first state, a row a source in the caller's order.</param>
/// <param name="Feed">What the first step is fed: zeros.</param>
sealed record EncodedSource(AttentionMemory Memory, RecurrentState Cells, Tensor Feed);

/// <summary>What the decoder makes of each row.</summary>
/// <param name="Output">o, [rows, embedding size].</param>
/// <param name="Weights">The attention's weights.</param>
/// <param name="Layout">Which row looks at which source, and where its weights lie.</param>
sealed record Decoded(Tensor Output, Tensor Weights, AttentionLayout Layout);
