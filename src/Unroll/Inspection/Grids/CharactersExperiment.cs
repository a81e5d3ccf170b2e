using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;
using Unroll.Text;

namespace Unroll.Inspection.Grids;

/// <summary>The next character of English text, with deep networks.</summary>
sealed class CharactersExperiment : GridExperiment
{
    const int TestPieces = 100;

    public override string Name => "characters";

    public override string Summary => "The next character of .NET's documentation, with the tied grid and with a stacked LSTM as deep.";

    public override string SizeName => "characters";

    public override string ScoreName => "bits a character on held-out text";

    public override ScoreScale Scale => ScoreScale.Bits;

    public override string Published =>
        "The paper: 1.47 bits a character on Wikipedia (its abstract). An independent run there (coreylynch/grid-lstm): 6 tied levels learn where a stacked LSTM of 6 layers stays at 3.53 nats.";

    public override GridExperimentOptions Defaults => new(ProblemSize: 50, Depth: 6, HiddenSize: 96, BatchSize: 32, Steps: 1000, StepsPerPoint: 50, LearningRate: 2e-3f);

    private protected override string TitleOf(GridExperimentOptions options) => $"Characters, pieces of {options.ProblemSize}, width {options.HiddenSize}";

    private protected override IReadOnlyList<Contestant> Contestants(GridExperimentOptions options)
    {
        (TextCorpus training, TextCorpus validation, _) = DotNetDocsDataset.LoadText();
        Dictionary<char, int> known = training.Text.Distinct().Order().Select((letter, id) => (letter, id)).ToDictionary(pair => pair.letter, pair => pair.id);
        int[] train = Ids(training.Text, known), test = Ids(validation.Text, known);
        return
        [
            Create($"tied grid LSTM, depth {options.Depth}", CellKind.GridLstm, options.Depth, known.Count + 1, train, test, options),
            Create($"stacked LSTM, {options.Depth} layers", CellKind.Lstm, options.Depth, known.Count + 1, train, test, options),
            Create("LSTM, 1 layer", CellKind.Lstm, 1, known.Count + 1, train, test, options),
        ];
    }

    static Contestant Create(string name, CellKind kind, int layers, int vocabulary, int[] train, int[] test, GridExperimentOptions options)
    {
        Network network = new(kind, layers, vocabulary, options);
        (TokenBatch Read, int[] Next) tests = Pieces(test, TestPieces, options.ProblemSize, options.Test);
        return new(name, network, Loss, () => network.Forward(tests.Read).SoftmaxCrossEntropy(tests.Next).Item / Math.Log(2));

        Tensor Loss(int step)
        {
            (TokenBatch read, int[] next) = Pieces(train, options.BatchSize, options.ProblemSize, options.Training(step));
            return network.Forward(read).SoftmaxCrossEntropy(next);
        }
    }

    static int[] Ids(string text, Dictionary<char, int> known) => [.. text.Select(letter => known.GetValueOrDefault(letter, known.Count))];

    // Pieces from anywhere in the text, each read from an empty state.
    static (TokenBatch Read, int[] Next) Pieces(int[] text, int count, int length, RandomSource random)
    {
        if (text.Length <= length)
        {
            throw new InvalidDataException($"the text has {text.Length} characters, too few for pieces of {length}; give a smaller number.");
        }

        int[][] read = new int[count][];
        int[] next = new int[count * length];
        for (int i = 0; i < count; i++)
        {
            int start = random.NextInt(text.Length - length);
            read[i] = text[start..(start + length)];
            for (int step = 0; step < length; step++)
            {
                next[step * count + i] = text[start + step + 1];
            }
        }

        return (TokenBatch.From(read), next);
    }

    sealed class Network(CellKind kind, int layers, int vocabulary, GridExperimentOptions options) : Module
    {
        readonly Embedding embedding = new(vocabulary, options.HiddenSize, options.Weights.Stream("embedding"));
        readonly RecurrentLayer recurrent = kind.CreateLayer(options.HiddenSize, options.HiddenSize, options.Weights.Stream("recurrent"), new(layers));
        readonly Linear output = new(options.HiddenSize, vocabulary, options.Weights.Stream("output"));

        internal Tensor Forward(TokenBatch batch) => output.Forward(recurrent.Forward(embedding.Forward(batch)).Outputs.Data);
    }
}
