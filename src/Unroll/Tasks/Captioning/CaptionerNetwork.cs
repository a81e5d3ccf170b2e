using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;
using Dropout = Unroll.Layers.Dropout;

namespace Unroll.Tasks.Captioning;

/// <summary>
/// Xu et al., "Show, Attend and Tell" (2015): an LSTM (or any other cell) that writes a caption and looks, before each word, at the annotation
/// vectors a_i of a grid of places. With state h and vector E·y of the word before:
/// α = softmax(v · tanh(W·h + U·a_i)); β = σ(f·h); z = β Σ α_i a_i, or β a_s of one place s; (h', c') = LSTM([E·y z], h, c);
/// p(word) = softmax(L_o (E·y + L_h h' + L_z z)), equation 7.
/// </summary>
sealed class CaptionerNetwork : Module
{
    const float EmbeddingDeviation = 0.1f;

    // One of the two: pictures or feature grids.
    readonly ImageEncoder? encoder;
    readonly GridEncoder? gridEncoder;
    readonly IReadOnlyList<Linear> initial;
    readonly Embedding words;
    readonly SourceAttention attention;
    readonly Linear gate;
    readonly RecurrentLayer decoder;
    readonly Linear fromHidden, fromContext, output;
    readonly Dropout wordDropout, outputDropout;
    readonly CellKind kind;

    internal CaptionerNetwork(CaptionerOptions options, int vocabulary)
    {
        RandomSource random = new RandomSource(options.Seed).Stream("weights"), dropout = new RandomSource(options.Seed).Stream("dropout");
        int hidden = options.HiddenSize, size = options.EmbeddingSize;
        encoder = options.Grid is null ? new(options.Channels, options.Side, options.Filters, options.Blocks, random) : null;
        gridEncoder = options.Grid is null ? null : new(options.Grid, random);
        Grid = options.Grid ?? new(encoder!.GridSide, encoder.GridSide, encoder.Features);
        kind = options.Cell;
        initial = [.. PartsToBegin(options).Select(part => new Linear(Grid.Features, part, random))];
        words = new(vocabulary, size, random, EmbeddingDeviation);
        attention = new(AttentionKind.Additive, querySize: hidden, memorySize: Grid.Features, random);
        gate = new(hidden, 1, random);
        decoder = NewDecoder(options, size + Grid.Features, random);
        fromHidden = new(hidden, size, random, hasBias: false);
        fromContext = new(Grid.Features, size, random, hasBias: false);
        output = new(size, vocabulary, random);
        wordDropout = new(options.Dropout, dropout.Stream("words"));
        outputDropout = new(options.Dropout, dropout.Stream("output"));
    }

    // Which parts there are is known to the decoder, whose own weights are drawn later: one without weights says it.
    static IEnumerable<int> PartsToBegin(CaptionerOptions options) => NewDecoder(options, inputSize: 1, new RandomSource(options.Seed).Unneeded())
        .StateSizes.SelectMany(parts => parts.Take(options.Cell.PartsToBegin()));

    static RecurrentLayer NewDecoder(CaptionerOptions options, int inputSize, RandomSource random) =>
        options.Cell.CreateLayer(inputSize, options.HiddenSize, random, new(options.Layers, Dropout: options.Dropout));

    internal int VocabularySize => words.VocabularySize;

    /// <summary>What is attended to.</summary>
    internal GridShape Grid { get; }

    /// <summary>Looks at pictures; null where feature grids are read.</summary>
    internal ImageEncoder? PictureEncoder => encoder;

    /// <summary>Reads feature grids; null where pictures are looked at.</summary>
    internal GridEncoder? FeatureEncoder => gridEncoder;

    /// <summary>For each layer what makes the parts of its first state from the mean of the annotation vectors; other parts begin at zero.</summary>
    internal IReadOnlyList<Linear[]> Initial
    {
        get
        {
            Queue<Linear> maps = new(initial);
            return [.. decoder.StateSizes.Select(parts => parts.Take(kind.PartsToBegin()).Select(_ => maps.Dequeue()).ToArray())];
        }
    }

    internal Embedding Words => words;

    internal SourceAttention Attention => attention;

    /// <summary>β.</summary>
    internal Linear Gate => gate;

    internal RecurrentLayer Decoder => decoder;

    /// <summary>L_h, L_z and L_o.</summary>
    internal (Linear FromHidden, Linear FromContext, Linear Output) OutputLayers => (fromHidden, fromContext, output);

    internal int Locations => Grid.Rows * Grid.Columns;

    /// <summary>Looks at pictures: annotation vectors, and the decoder's first state from their mean.</summary>
    /// <param name="subjects">Pictures or feature grids, as <see cref="SubjectTensor"/> makes them.</param>
    internal EncodedPictures Encode(Tensor subjects)
    {
        Sequences annotations = encoder?.Forward(subjects) ?? gridEncoder!.Forward(subjects);
        Tensor mean = annotations.Mean();
        AttentionMemory memory = attention.Remember(annotations);
        return new(memory, StateOf([.. decoder.StateSizes.Zip(Initial, (sizes, maps) => (IReadOnlyList<Tensor>)
            [.. sizes.Select((size, part) => part < maps.Length ? maps[part].Forward(mean).Tanh() : Tensor.Zeros([mean.Shape[0], size]))])]));
    }

    /// <summary>Reads whole captions: what the network would say after each of their words.</summary>
    /// <param name="inputs">Words, the start mark first.</param>
    /// <param name="pictures">The encoded pictures.</param>
    /// <param name="pictureOf">Which picture each caption is about.</param>
    /// <param name="choose">Which place is looked at; null for all of them.</param>
    internal DecodedCaptions Decode(TokenBatch inputs, EncodedPictures pictures, int[] pictureOf, LocationChoice? choose = null)
    {
        Sequences x = wordDropout.Forward(words.Forward(inputs));
        SequenceLayout layout = x.Layout;
        int[] captions = layout.Order.ToArray(), looksAt = [.. captions.Select(caption => pictureOf[caption])];
        RecurrentState state = pictures.State.Map(part => part.SelectRows(looksAt));
        List<Tensor> outputs = [], weights = [];
        List<int> chosen = [];
        // Captions leave as they end, so the rows of a step are a prefix of those of the step before.
        for (int step = 0; step < layout.StepCount; step++)
        {
            int live = layout.Live[step];
            state = live < state.Hidden.Shape[0] ? state.Map(part => part.Rows(0, live)) : state;
            AttentionLayout attending = new(pictures.Memory.Layout, looksAt.AsSpan(0, live));
            CaptionStep made = Step(x.Data.Rows(layout.Offsets[step], live), state, pictures.Memory, attending, w => choose?.Invoke(w, step, captions[..live]));
            state = made.State;
            outputs.Add(made.Output);
            weights.Add(made.Weights);
            chosen.AddRange(made.Chosen ?? []);
        }

        return new(Tensor.ConcatenateRows([.. outputs]), Tensor.ConcatenateRows([.. weights]), [.. chosen], layout);
    }

    /// <summary>Reads one word for each row.</summary>
    /// <param name="tokens">One a row.</param>
    /// <param name="state">Of the decoder, a row each.</param>
    /// <param name="memory">What is attended to.</param>
    /// <param name="layout">Which row looks at which picture.</param>
    /// <param name="choose">Which place is looked at; null for all of them.</param>
    internal CaptionStep Step(TokenBatch tokens, RecurrentState state, AttentionMemory memory, AttentionLayout layout, LocationChoice? choose) =>
        Step(wordDropout.Forward(words.Forward(tokens)).Data, state, memory, layout, w => choose?.Invoke(w, 0, []));

    /// <summary>The logits of every word, [rows, vocabulary].</summary>
    internal Tensor Scores(Tensor outputs) => output.Forward(outputDropout.Forward(outputs));

    RecurrentState StateOf(IReadOnlyList<IReadOnlyList<Tensor>> cells) => decoder is Lstm ? new LstmState(cells) : new RecurrentState(cells);

    CaptionStep Step(Tensor x, RecurrentState state, AttentionMemory memory, AttentionLayout layout, Func<Tensor, int[]?> choose)
    {
        int rows = x.Shape[0];
        Attended attended = attention.Forward(state.Hidden, memory, layout);
        Tensor weights = attended.Weights.Reshape([rows, Locations]);
        int[]? chosen = choose(weights);
        Tensor looked = chosen is null ? attended.Context : Looked(attended.Context, memory, layout, chosen);
        // One β for all features: a column times a row of ones.
        Tensor context = gate.Forward(state.Hidden).Sigmoid().MatMul(Ones(1, looked.Shape[1])) * looked;
        int[] lengths = new int[rows];
        Array.Fill(lengths, 1);
        (_, RecurrentState after) = decoder.Forward(new Sequences(Tensor.ConcatenateColumns(x, context), new(lengths)), state);
        Tensor said = x + fromHidden.Forward(after.Hidden) + fromContext.Forward(context);
        return new(said, weights, chosen, after);
    }

    /// <summary>The annotation vector of the chosen place; the mixture where none (−1) was chosen.</summary>
    static Tensor Looked(Tensor mixture, AttentionMemory memory, AttentionLayout layout, int[] chosen)
    {
        int[] rows = new int[chosen.Length];
        for (int row = 0; row < rows.Length; row++)
        {
            rows[row] = chosen[row] < 0 ? row : rows.Length + layout.SourceRowsOf(layout.SourceOf(row))[chosen[row]];
        }

        return Tensor.ConcatenateRows(mixture, memory.Values).SelectRows(rows);
    }

    static Tensor Ones(int rows, int columns)
    {
        float[] ones = new float[rows * columns];
        Array.Fill(ones, 1);
        return Tensor.From(ones, [rows, columns]);
    }
}

/// <summary>Says for each row which place it looks at, −1 for the mixture of all.</summary>
/// <param name="weights">α, [rows, locations].</param>
/// <param name="step">Words before.</param>
/// <param name="captions">Which caption of the batch each row belongs to; empty where captions are searched for.</param>
delegate int[]? LocationChoice(Tensor weights, int step, int[] captions);

/// <summary>Pictures that were looked at.</summary>
/// <param name="Memory">Their annotation vectors.</param>
/// <param name="State">The decoder's first state, a row a picture.</param>
sealed record EncodedPictures(AttentionMemory Memory, RecurrentState State);

/// <summary>What the decoder makes of one word for each row.</summary>
/// <param name="Output">What the output layer scores words by, [rows, embedding size].</param>
/// <param name="Weights">α, [rows, locations].</param>
/// <param name="Chosen">The place looked at; null where none was chosen.</param>
/// <param name="State">The decoder's next state.</param>
sealed record CaptionStep(Tensor Output, Tensor Weights, int[]? Chosen, RecurrentState State);

/// <summary>What the decoder makes of whole captions.</summary>
/// <param name="Output">[words, embedding size].</param>
/// <param name="Weights">α, [words, locations].</param>
/// <param name="Chosen">For each word the place looked at, −1 for the mixture; empty where none was chosen.</param>
/// <param name="Layout">Where each word lies.</param>
sealed record DecodedCaptions(Tensor Output, Tensor Weights, int[] Chosen, SequenceLayout Layout);
