using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Inspection.Grids;

/// <summary>Recurrent networks that read symbols, beside each other on one problem.</summary>
static class SymbolContest
{
    internal const int TestSamples = 500;

    /// <summary>The tied grid, and stacked LSTMs as deep and of one layer.</summary>
    internal static IReadOnlyList<Contestant> Of(AnswerProblem problem, GridExperimentOptions options) =>
    [
        Create($"tied grid LSTM, depth {options.Depth}", CellKind.GridLstm, options.Depth, problem, options),
        Create($"stacked LSTM, {options.Depth} layers", CellKind.Lstm, options.Depth, problem, options),
        Create("LSTM, 1 layer", CellKind.Lstm, 1, problem, options),
    ];

    static Contestant Create(string name, CellKind kind, int layers, AnswerProblem problem, GridExperimentOptions options)
    {
        Network network = new(kind, layers, problem, options);
        (TokenBatch Read, int[] Answers) tests = Batch(problem, TestSamples, options.Test);
        return new(name, network, Loss, () => WhollyRight(network.Forward(tests.Read), tests.Answers, problem));

        Tensor Loss(int step)
        {
            (TokenBatch read, int[] answers) = Batch(problem, options.BatchSize, options.Training(step));
            return network.Forward(read).SoftmaxCrossEntropy(answers);
        }
    }

    static (TokenBatch Read, int[] Answers) Batch(AnswerProblem problem, int count, RandomSource random)
    {
        int[][] read = new int[count][];
        int[] answers = new int[count * problem.AnswerLength];
        for (int i = 0; i < count; i++)
        {
            (read[i], int[] answer) = problem.Sample(random);
            for (int place = 0; place < answer.Length; place++)
            {
                // Rows are packed step by step.
                answers[place * count + i] = answer[place];
            }
        }

        return (TokenBatch.From(read), answers);
    }

    // A sample counts when every symbol of its answer is right.
    static double WhollyRight(Tensor logits, int[] answers, AnswerProblem problem)
    {
        int count = answers.Length / problem.AnswerLength;
        bool[] wrong = new bool[count];
        for (int row = 0; row < answers.Length; row++)
        {
            wrong[row % count] |= Answers.Of(logits, row) != answers[row];
        }

        return (double)wrong.Count(one => !one) / count;
    }

    sealed class Network(CellKind kind, int layers, AnswerProblem problem, GridExperimentOptions options) : Module
    {
        readonly Embedding embedding = new(problem.Symbols, options.HiddenSize, options.Weights.Stream("embedding"));
        readonly RecurrentLayer recurrent = kind.CreateLayer(options.HiddenSize, options.HiddenSize, options.Weights.Stream("recurrent"), new(layers));
        readonly Linear output = new(options.HiddenSize, problem.Symbols, options.Weights.Stream("output"));

        /// <summary>Scores of the answer's symbols, step by step: [answer length · samples, symbols].</summary>
        internal Tensor Forward(TokenBatch batch)
        {
            Tensor states = recurrent.Forward(embedding.Forward(batch)).Outputs.Data;
            int asked = problem.AnswerLength * batch.BatchSize;
            return output.Forward(states.Rows(states.Shape[0] - asked, asked));
        }
    }
}
