using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Benchmarks;

/// <summary>Unroll, as a user would write it.</summary>
sealed class UnrollSide : Side
{
    const int TokensOfStream = 64;

    readonly Workload workload;
    readonly Network network;
    readonly Adam optimizer;
    readonly Arena arena;
    readonly TokenBatch[] batches;
    readonly int[][] labels;
    readonly Sequences vectors;
    RecurrentState? state;
    StepMemory stream;
    int streamed;

    public UnrollSide(Workload workload, int threads)
    {
        this.workload = workload;
        network = new(workload);
        optimizer = new(network.Parameters);
        arena = new(threads);
        SequenceLayout layout = new(workload.Lengths);
        batches = workload.Input == InputKind.Ids ? [.. Enumerable.Range(0, workload.Batches).Select(Batch)] : [];
        labels = workload.Head == Head.None ? [] : [.. Enumerable.Range(0, workload.Batches).Select(workload.Labels)];
        vectors = new(Tensor.From(workload.Input == InputKind.OneHot ? workload.OneHot() : workload.Vectors(), [workload.Tokens, workload.Inputs]), layout);
    }

    public override string Name => "Unroll";

    /// <summary>Every parameter under PyTorch's name, for the other side to copy.</summary>
    public IReadOnlyList<(string Name, Parameter Parameter)> Parameters => network.NamedParameters;

    /// <summary>The network with its parameters as they are now, for ONNX Runtime.</summary>
    public byte[] ToOnnx() => OnnxNetwork.ToBytes(workload, network, network.Recurrent, network.Classifier);

    public override double Train(int batch)
    {
        network.ClearGradients();
        using StepMemory step = arena.BeginStep();
        Tensor loss = Loss(batch);
        loss.Backward();
        optimizer.Step();
        return loss.Item;
    }

    public override void Infer(int batch)
    {
        if (workload.Streams)
        {
            Stream();
            return;
        }
        using StepMemory step = arena.BeginEvaluation();
        Forward(batch);
    }

    // One token after another from the state of the one before; memory is given back and the state begins anew now and then.
    void Stream()
    {
        if (streamed++ % TokensOfStream == 0)
        {
            stream.Dispose();
            stream = arena.BeginEvaluation();
            state = null;
        }
        state = network.Recurrent.Forward(vectors, state).Final;
    }

    public override float[] Outputs(int batch)
    {
        using StepMemory step = arena.BeginEvaluation();
        return Forward(batch).Values.ToArray();
    }

    public override (double Loss, IReadOnlyDictionary<string, float[]> Gradients) Differentiate(int batch)
    {
        network.ClearGradients();
        using StepMemory step = arena.BeginStep();
        Tensor loss = Loss(batch);
        loss.Backward();
        Dictionary<string, float[]> gradients = network.NamedParameters.ToDictionary(named => named.Name, named => named.Parameter.Gradient.ToArray());
        double value = loss.Item;
        network.ClearGradients();
        return (value, gradients);
    }

    public override void Dispose() => stream.Dispose();

    Tensor Loss(int batch) => workload.Head == Head.None
        ? Forward(batch).Sum()
        : Forward(batch).SoftmaxCrossEntropy(labels[batch % labels.Length]);

    Tensor Forward(int batch)
    {
        Sequences x = workload.Input == InputKind.Ids ? network.Embedding!.Forward(batches[batch % batches.Length]) : vectors;
        (Sequences outputs, RecurrentState final) = network.Recurrent.Forward(x);
        return workload.Head switch
        {
            Head.ClassifySequence => network.Classifier!.Forward(final.Hidden),
            Head.ClassifyToken => network.Classifier!.Forward(outputs.Data),
            _ => outputs.Data,
        };
    }

    TokenBatch Batch(int batch)
    {
        int[] ids = workload.Ids(batch);
        SequenceLayout layout = new(workload.Lengths);
        return TokenBatch.From([.. Enumerable.Range(0, workload.Batch).Select(sequence =>
            Enumerable.Range(0, workload.Lengths[sequence]).Select(step => ids[layout.Row(sequence, step)]).ToArray())]);
    }

    sealed class Network : Module
    {
        readonly Embedding? embedding;
        readonly RecurrentLayer recurrent;
        readonly Linear? classifier;

        public Network(Workload workload)
        {
            RandomSource random = new(seed: 4);
            embedding = workload.Input == InputKind.Ids ? new(workload.Vocabulary, workload.Inputs, random) : null;
            recurrent = workload.Cell.CreateLayer(workload.Inputs, workload.Hidden, random, new(workload.Layers, workload.Bidirectional));
            classifier = workload.Head == Head.None ? null : new(workload.OutputSize, workload.Classes, random);
        }

        public Embedding? Embedding => embedding;

        public RecurrentLayer Recurrent => recurrent;

        public Linear? Classifier => classifier;
    }
}
