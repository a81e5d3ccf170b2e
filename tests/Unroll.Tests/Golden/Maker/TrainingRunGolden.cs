using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unroll.GoldenMaker;

/// <summary>A whole classifier trained for twenty steps of Adam on one batch: the cheapest test of everything together.</summary>
/// <remarks>Embedding, bidirectional recurrent layer, its two final hidden states side by side, linear classifier, cross entropy.</remarks>
static class TrainingRunGolden
{
    const int Vocabulary = 13, EmbeddingSize = 6, Hidden = 5, Classes = 3, Steps = 20;
    const int Forwards = 0, Backwards = 1;

    static readonly long[] Lengths = [3, 7, 1, 5];
    static readonly long[] Labels = [2, 0, 1, 0];
    static readonly OptimizerSetting Adam = new("adam", OptimizerKind.Adam, LearningRate: 0.01);

    public static void Write(string folder)
    {
        foreach (CellKind cell in (ReadOnlySpan<CellKind>)[CellKind.RnnTanh, CellKind.Lstm, CellKind.Gru]) Write(folder, cell);
    }

    static void Write(string folder, CellKind cell)
    {
        using DisposeScope scope = NewDisposeScope();
        Samples samples = new(seed: 606 + (ulong)cell);
        Tensor ids = Ids(samples);
        Dictionary<string, Tensor> initial = Draw(cell, samples);
        Dictionary<string, Tensor> results = Run(cell, initial, ids, ScalarType.Float64);
        string name = $"training_run_{RecurrentModules.FileName(cell)}";
        Agreement.RequireAll($"{name} in float32", results, Run(cell, initial, ids, ScalarType.Float32), Agreement.Float32);

        SafetensorsFile file = new(name);
        Adam.Describe(file);
        file.Describe("cell", RecurrentModules.FileName(cell));
        file.Add("ids", ids);
        file.Add("lengths", tensor(Lengths));
        file.Add("labels", tensor(Labels));
        file.AddAll(initial, "initial.");
        file.AddAll(results);
        file.Save(folder);
    }

    /// <summary>Token ids, [batch, steps]; the padding is 0, which is a real token too, so that reading padding shows.</summary>
    static Tensor Ids(Samples samples)
    {
        long[,] ids = new long[Lengths.Length, Lengths.Max()];
        for (int sequence = 0; sequence < Lengths.Length; sequence++)
        {
            for (int step = 0; step < Lengths[sequence]; step++) ids[sequence, step] = samples.Below(Vocabulary);
        }
        ids[1, 2] = 0;
        return tensor(ids);
    }

    static Dictionary<string, Tensor> Draw(CellKind cell, Samples samples)
    {
        using Network network = new(cell, ScalarType.Float32);
        Dictionary<string, Tensor> initial = Parameters.Draw(network, scale: 0.6, samples);
        initial["embedding.weight"] = samples.Normal(Vocabulary, EmbeddingSize);
        return initial;
    }

    static Dictionary<string, Tensor> Run(CellKind cell, Dictionary<string, Tensor> initial, Tensor ids, ScalarType precision)
    {
        using Network network = new(cell, precision);
        Parameters.Set(network, initial);
        using optim.Optimizer optimizer = Adam.Create(network.parameters());
        Dictionary<string, Tensor> results = [];
        List<Tensor> losses = [];
        for (int step = 0; step < Steps; step++)
        {
            optimizer.zero_grad();
            Tensor logits = network.Forward(ids);
            Tensor loss = nn.functional.cross_entropy(logits, tensor(Labels));
            loss.backward();
            if (step == 0) RememberFirstStep(results, logits, network);
            optimizer.step();
            losses.Add(loss.detach());
        }
        results["loss"] = stack(losses);
        foreach ((string name, Tensor value) in Parameters.Values(network)) results[$"final.{name}"] = value;
        return results;
    }

    // Not needed to notice that a run went wrong, but to see where it began to.
    static void RememberFirstStep(Dictionary<string, Tensor> results, Tensor logits, Network network)
    {
        results["first.logits"] = logits.detach().clone();
        foreach ((string name, Tensor gradient) in Parameters.Gradients(network)) results[$"first.grad.{name}"] = gradient;
    }

    sealed class Network : nn.Module
    {
        readonly Embedding embedding;
        readonly nn.Module recurrent;
        readonly Linear classifier;
        readonly bool hasCellState;

        public Network(CellKind cell, ScalarType precision) : base(nameof(Network))
        {
            embedding = nn.Embedding(Vocabulary, EmbeddingSize, dtype: precision);
            recurrent = RecurrentModules.Create(new(cell, EmbeddingSize, Hidden, Directions: 2), precision);
            classifier = nn.Linear(2 * Hidden, Classes, dtype: precision);
            hasCellState = cell == CellKind.Lstm;
            RegisterComponents();
        }

        public Tensor Forward(Tensor ids)
        {
            Tensor x = embedding.call(ids);
            Tensor zero = zeros(2, Lengths.Length, Hidden, dtype: x.dtype);
            (_, Tensor final, _) = RecurrentModules.Forward(recurrent, x, tensor(Lengths), zero, hasCellState ? zero : null);
            return classifier.call(cat([final[Forwards], final[Backwards]], dim: 1));
        }
    }
}
