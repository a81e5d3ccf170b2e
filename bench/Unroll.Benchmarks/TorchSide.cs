using TorchSharp;
using TorchSharp.Modules;
using Unroll.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.utils.rnn;

namespace Unroll.Benchmarks;

/// <summary>libtorch through TorchSharp, with the parameters of an <see cref="UnrollSide"/>.</summary>
sealed class TorchSide : Side
{
    readonly Workload workload;
    readonly Network network;
    readonly optim.Optimizer optimizer;
    readonly Tensor[] ids, labels;
    readonly Tensor vectors;
    readonly PackedSequence? packed;
    Tensor? hidden, cell;
    int streamed;

    public TorchSide(Workload workload, int threads, UnrollSide same)
    {
        set_num_threads(threads);
        this.workload = workload;
        network = new(workload);
        CopyParameters(same);
        optimizer = optim.Adam(network.parameters());
        int batches = workload.Head == Head.None ? 0 : workload.Batches;
        ids = workload.Input == InputKind.Ids ? [.. Enumerable.Range(0, batches).Select(Ids)] : [];
        labels = [.. Enumerable.Range(0, batches).Select(batch => tensor(Array.ConvertAll(workload.Labels(batch), label => (long)label)))];
        vectors = tensor(workload.Padded(workload.Input == InputKind.OneHot ? workload.OneHot() : workload.Vectors()))
            .reshape(workload.Steps, workload.Batch, workload.Inputs);
        packed = workload.IsRectangle ? null : pack_padded_sequence(vectors, tensor(Array.ConvertAll(workload.Lengths, length => (long)length)));
    }

    public override string Name => "libtorch";

    public override double Train(int batch)
    {
        using DisposeScope scope = NewDisposeScope();
        optimizer.zero_grad();
        Tensor loss = Loss(batch);
        loss.backward();
        optimizer.step();
        return loss.item<float>();
    }

    public override void Infer(int batch)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable withoutGradients = no_grad();
        if (!workload.Streams)
        {
            Forward(batch);
            return;
        }
        LSTM lstm = (LSTM)network.Recurrent;
        (_, Tensor nextHidden, Tensor nextCell) = hidden is null ? lstm.call(vectors) : lstm.call(vectors, (hidden, cell!));
        hidden?.Dispose();
        cell?.Dispose();
        bool startAnew = ++streamed % 64 == 0;
        (hidden, cell) = startAnew ? (null, null) : (nextHidden.MoveToOuterDisposeScope(), nextCell.MoveToOuterDisposeScope());
    }

    public override float[] Outputs(int batch)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable withoutGradients = no_grad();
        return Forward(batch).contiguous().data<float>().ToArray();
    }

    public override (double Loss, IReadOnlyDictionary<string, float[]> Gradients) Differentiate(int batch)
    {
        using DisposeScope scope = NewDisposeScope();
        optimizer.zero_grad();
        Tensor loss = Loss(batch);
        loss.backward();
        Dictionary<string, float[]> gradients = network.named_parameters()
            .ToDictionary(named => named.name, named => named.parameter.grad!.contiguous().data<float>().ToArray());
        optimizer.zero_grad();
        return (loss.item<float>(), gradients);
    }

    public override void Dispose()
    {
        optimizer.Dispose();
        network.Dispose();
    }

    void CopyParameters(UnrollSide same)
    {
        using IDisposable withoutGradients = no_grad();
        Dictionary<string, Parameter> mine = network.named_parameters().ToDictionary(named => named.name, named => named.parameter);
        foreach ((string name, Tensors.Parameter parameter) in same.Parameters)
        {
            using Tensor values = tensor(parameter.Values.ToArray());
            mine[name].copy_(values.reshape(mine[name].shape));
        }
    }

    Tensor Ids(int batch) =>
        tensor(Array.ConvertAll(workload.Ids(batch), id => (long)id)).reshape(workload.Steps, workload.Batch);

    Tensor Loss(int batch) => workload.Head == Head.None
        ? Forward(batch).sum()
        : nn.functional.cross_entropy(Forward(batch), labels[batch % labels.Length]);

    Tensor Forward(int batch)
    {
        if (packed is not null)
            return ((LSTM)network.Recurrent).call(packed).Item1.data;
        Tensor x = workload.Input == InputKind.Ids ? network.Embedding!.call(ids[batch % ids.Length]) : vectors;
        (Tensor outputs, Tensor final) = network.Recurrent switch
        {
            LSTM lstm => Hidden(lstm.call(x)),
            GRU gru => gru.call(x),
            RNN rnn => rnn.call(x),
            _ => throw new InvalidOperationException($"No peer for {workload.Cell}."),
        };
        return workload.Head switch
        {
            Head.ClassifySequence => network.Classifier!.call(final[-1]),
            Head.ClassifyToken => network.Classifier!.call(outputs).reshape(workload.Tokens, workload.Classes),
            _ => outputs,
        };
    }

    static (Tensor, Tensor) Hidden((Tensor Outputs, Tensor Hidden, Tensor Cell) result) => (result.Outputs, result.Hidden);

    sealed class Network : nn.Module
    {
        readonly TorchSharp.Modules.Embedding? embedding;
        readonly nn.Module recurrent;
        readonly TorchSharp.Modules.Linear? classifier;

        public Network(Workload workload) : base(nameof(Network))
        {
            (int inputs, int hidden, int layers, bool both) = (workload.Inputs, workload.Hidden, workload.Layers, workload.Bidirectional);
            embedding = workload.Input == InputKind.Ids ? nn.Embedding(workload.Vocabulary, inputs) : null;
            recurrent = workload.Cell switch
            {
                CellKind.Lstm => nn.LSTM(inputs, hidden, layers, bidirectional: both),
                CellKind.Gru => nn.GRU(inputs, hidden, layers, bidirectional: both),
                CellKind.Rnn => nn.RNN(inputs, hidden, layers, bidirectional: both),
                _ => throw new InvalidOperationException($"No peer for {workload.Cell}."),
            };
            classifier = workload.Head == Head.None ? null : nn.Linear(workload.OutputSize, workload.Classes);
            RegisterComponents();
        }

        public TorchSharp.Modules.Embedding? Embedding => embedding;

        public nn.Module Recurrent => recurrent;

        public TorchSharp.Modules.Linear? Classifier => classifier;
    }
}
