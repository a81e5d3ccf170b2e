using TorchSharp;
using static TorchSharp.torch;

namespace Unroll.GoldenMaker;

/// <summary>The pointer-generator's mixture of writing and copying, its formula in libtorch's tensors.</summary>
static class CopyGolden
{
    const int Rows = 5, Vocabulary = 7, SourceSteps = 5;

    static readonly long[] SourceLengths = [3, 5], SourceOfRow = [0, 1, 1, 0, 1];

    // A word that is there twice, one that the vocabulary lacks (-1), and -1 in the padding, where the weights are 0.
    static readonly long[] Ids = [2, 6, 2, -1, -1, 0, -1, 5, 0, 3];

    public static void Write(string folder)
    {
        using DisposeScope scope = NewDisposeScope();
        Samples samples = new(seed: 1010);
        Tensor ids = tensor(Ids, SourceLengths.Length, SourceSteps), source = tensor(SourceOfRow);
        Tensor real = arange(SourceSteps).unsqueeze(0).lt(tensor(SourceLengths).unsqueeze(1))[source].to(ScalarType.Float32);
        Tensor powers = samples.Normal(Rows, SourceSteps).exp() * real;
        Dictionary<string, Tensor> inputs = new()
        {
            ["logits"] = samples.Normal(Rows, Vocabulary) * 2,
            ["gate"] = samples.Normal(Rows, 1) * 2,
            ["weights"] = powers / powers.sum(1, keepdim: true),
        };
        Tensor upstream = samples.Normal(Rows, Vocabulary);
        Dictionary<string, Tensor> Run(Dictionary<string, Tensor> values, ScalarType precision) => Results(values, ids[source], upstream, precision);
        Dictionary<string, Tensor> sharp = Run(inputs, ScalarType.Float64);
        Agreement.RequireAll("copy in float32", sharp, Run(inputs, ScalarType.Float32), Agreement.Float32);
        foreach ((string name, Tensor value) in inputs)
        {
            Agreement.RequireGradient($"copy, {name}", value, sharp[$"grad.{name}"], moved => Run(new(inputs) { [name] = moved }, ScalarType.Float64)["loss"].item<double>());
        }

        SafetensorsFile file = new("copy");
        file.Add("source_lengths", tensor(SourceLengths));
        file.Add("source_of_row", source);
        file.Add("ids", ids);
        file.AddAll(inputs);
        file.Add("grad_y", upstream);
        file.AddAll(sharp.Where(result => result.Key != "loss"));
        file.Save(folder);
    }

    static Dictionary<string, Tensor> Results(Dictionary<string, Tensor> inputs, Tensor ids, Tensor upstream, ScalarType precision)
    {
        Dictionary<string, Tensor> leaves = inputs.ToDictionary(input => input.Key, input => Parameters.Leaf(input.Value, precision));
        Tensor written = leaves["gate"].sigmoid();
        Tensor known = ids.ge(0).to(precision);
        Tensor copied = zeros([Rows, Vocabulary], dtype: precision).scatter_add(1, ids.clamp_min(0), leaves["weights"] * known);
        Tensor y = (written * leaves["logits"].softmax(1) + (1 - written) * copied).log();
        Tensor loss = (y * upstream.to(precision)).sum();
        loss.backward();
        Dictionary<string, Tensor> results = new() { ["y"] = y.detach(), ["loss"] = loss.detach() };
        foreach ((string name, Tensor leaf) in leaves) results[$"grad.{name}"] = Parameters.Gradient(leaf);
        return results;
    }
}
