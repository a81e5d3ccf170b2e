using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unroll.GoldenMaker;

/// <summary>The layers without memory: linear, layer normalisation and embedding, each with every gradient.</summary>
static class LayerGolden
{
    const int Batch = 6, Inputs = 5, Outputs = 3, Normalized = 7, Vocabulary = 11, Sequences = 3, Steps = 5, EmbeddingSize = 4;

    // Equal inputs but for this share: their variance is then near the 1e-5 that is added to it, which so shows in the results.
    const double NearlyEqual = 0.003;

    // The first and the last row, and repeats within and between sequences; 1, 4, 6 and 9 never occur.
    static readonly long[] Ids = [3, 10, 3, 0, 7, 8, 3, 2, 2, 10, 5, 0, 7, 7, 7];

    public static void Write(string folder)
    {
        using DisposeScope scope = NewDisposeScope();
        Samples samples = new(seed: 101);
        WriteLinear(folder, samples);
        WriteLayerNorm(folder, samples);
        WriteEmbedding(folder, samples);
    }

    static void WriteLinear(string folder, Samples samples)
    {
        Tensor x = samples.Normal(Batch, Inputs), upstream = samples.Normal(Batch, Outputs);
        using Linear sizes = nn.Linear(Inputs, Outputs);
        SafetensorsFile file = new("linear");
        WriteLayer(file, "linear", x, upstream, Parameters.Draw(sizes, 0.5, samples), precision =>
        {
            Linear linear = nn.Linear(Inputs, Outputs, dtype: precision);
            return (linear, linear.call);
        });
        file.Save(folder);
    }

    static void WriteLayerNorm(string folder, Samples samples)
    {
        Tensor x = samples.Normal(Batch, Normalized) + 2, upstream = samples.Normal(Batch, Normalized);
        x[0] = samples.Normal(Normalized) * NearlyEqual + 2;
        x[1] = 3;
        using LayerNorm sizes = nn.LayerNorm(Normalized);
        SafetensorsFile file = new("layer_norm");
        file.Describe("eps", 1e-5);
        WriteLayer(file, "layer_norm", x, upstream, Parameters.Draw(sizes, 1.5, samples), precision =>
        {
            LayerNorm layerNorm = nn.LayerNorm(Normalized, eps: 1e-5, dtype: precision);
            return (layerNorm, layerNorm.call);
        });
        file.Save(folder);
    }

    static void WriteEmbedding(string folder, Samples samples)
    {
        Tensor ids = tensor(Ids, Sequences, Steps);
        Tensor upstream = samples.Normal(Sequences, Steps, EmbeddingSize);
        using Embedding sizes = nn.Embedding(Vocabulary, EmbeddingSize);
        SafetensorsFile file = new("embedding");
        WriteLayer(file, "embedding", ids, upstream, Parameters.Draw(sizes, 1, samples), precision =>
        {
            Embedding embedding = nn.Embedding(Vocabulary, EmbeddingSize, dtype: precision);
            return (embedding, embedding.call);
        });
        file.Save(folder);
    }

    static void WriteLayer(
        SafetensorsFile file, string name, Tensor x, Tensor upstream, Dictionary<string, Tensor> weights,
        Func<ScalarType, (nn.Module Module, Func<Tensor, Tensor> Forward)> create)
    {
        Dictionary<string, Tensor> Run(Tensor input, Dictionary<string, Tensor> values, ScalarType precision)
        {
            (nn.Module module, Func<Tensor, Tensor> forward) = create(precision);
            using (module)
            {
                Parameters.Set(module, values);
                return Results(module, forward, input, upstream, precision);
            }
        }

        Dictionary<string, Tensor> results = Run(x, weights, ScalarType.Float64);
        Agreement.RequireAll($"{name} in float32", results, Run(x, weights, ScalarType.Float32), Agreement.Float32);
        foreach ((string weight, Tensor value) in weights)
        {
            Agreement.RequireGradient($"{name}, {weight}", value, results[$"grad.{weight}"], moved =>
                Loss(Run(x, new(weights) { [weight] = moved }, ScalarType.Float64), upstream));
        }
        if (results.TryGetValue("grad_x", out Tensor? gradient))
        {
            Agreement.RequireGradient($"{name}, x", x, gradient, moved => Loss(Run(moved, weights, ScalarType.Float64), upstream));
        }

        file.AddAll(weights);
        file.Add(x.is_floating_point() ? "x" : "ids", x);
        file.Add("grad_y", upstream);
        file.AddAll(results);
    }

    static Dictionary<string, Tensor> Results(
        nn.Module module, Func<Tensor, Tensor> forward, Tensor input, Tensor upstream, ScalarType precision)
    {
        Dictionary<string, Tensor> results = [];
        // Ids are whole numbers: nothing flows back to them.
        Tensor x = input.is_floating_point() ? Parameters.Leaf(input, precision) : input;
        Tensor y = forward(x);
        (y * upstream).sum().backward();
        results["y"] = y.detach();
        if (x.requires_grad) results["grad_x"] = Parameters.Gradient(x);
        foreach ((string weight, Tensor gradient) in Parameters.Gradients(module)) results[$"grad.{weight}"] = gradient;
        return results;
    }

    static double Loss(Dictionary<string, Tensor> results, Tensor upstream) => (results["y"] * upstream).sum().item<double>();
}
