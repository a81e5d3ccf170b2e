using TorchSharp;
using static TorchSharp.torch;

namespace Unroll.GoldenMaker;

/// <summary>Attention over padded sources with the three scores of the papers, masked by hand: libtorch has no such layer, but the formula in its tensors is independent of ours.</summary>
static class AttentionGolden
{
    const int Batch = 3, SourceSteps = 5, TargetSteps = 4, Width = 6;

    static readonly long[] SourceLengths = [4, 2, 5], TargetLengths = [3, 4, 2];

    public static void Write(string folder)
    {
        using DisposeScope scope = NewDisposeScope();
        Samples samples = new(seed: 909);
        Dictionary<string, Tensor> inputs = new()
        {
            ["queries"] = samples.Normal(Batch, TargetSteps, Width) * Mask(TargetLengths, TargetSteps, ScalarType.Float32).unsqueeze(2),
            ["memory"] = samples.Normal(Batch, SourceSteps, Width) * Mask(SourceLengths, SourceSteps, ScalarType.Float32).unsqueeze(2),
            ["memoryMap.weight"] = samples.Uniform(0.5, Width, Width),
            ["queryMap.weight"] = samples.Uniform(0.5, Width, Width),
            ["queryMap.bias"] = samples.Uniform(0.5, Width),
            ["vector"] = samples.Uniform(1, Width),
        };
        Tensor gradContext = samples.Normal(Batch, TargetSteps, Width), gradWeights = samples.Normal(Batch, TargetSteps, SourceSteps);
        SafetensorsFile file = new("attention");
        file.Add("source_lengths", tensor(SourceLengths));
        file.Add("target_lengths", tensor(TargetLengths));
        file.AddAll(inputs);
        file.Add("grad_context", gradContext);
        file.Add("grad_weights", gradWeights);
        foreach (string kind in new[] { "dot", "general", "additive" })
        {
            Dictionary<string, Tensor> Run(Dictionary<string, Tensor> values, ScalarType precision) => Results(kind, values, gradContext, gradWeights, precision);
            Dictionary<string, Tensor> sharp = Run(inputs, ScalarType.Float64);
            Agreement.RequireAll($"{kind} attention in float32", sharp, Run(inputs, ScalarType.Float32), Agreement.Float32);
            foreach ((string name, Tensor value) in inputs.Where(input => sharp.ContainsKey($"grad.{input.Key}")))
            {
                Agreement.RequireGradient($"{kind} attention, {name}", value, sharp[$"grad.{name}"],
                    moved => Run(new(inputs) { [name] = moved }, ScalarType.Float64)["loss"].item<double>());
            }
            file.AddAll(sharp.Where(result => result.Key != "loss"), prefix: $"{kind}.");
        }
        file.Save(folder);
    }

    static Dictionary<string, Tensor> Results(string kind, Dictionary<string, Tensor> inputs, Tensor gradContext, Tensor gradWeights, ScalarType precision)
    {
        Dictionary<string, Tensor> leaves = inputs.ToDictionary(input => input.Key, input => Parameters.Leaf(input.Value, precision));
        Tensor queries = leaves["queries"], memory = leaves["memory"];
        Tensor keys = kind == "dot" ? memory : memory.matmul(leaves["memoryMap.weight"].t());
        Tensor scores = kind == "additive"
            ? (queries.matmul(leaves["queryMap.weight"].t()) + leaves["queryMap.bias"]).unsqueeze(2).add(keys.unsqueeze(1)).tanh().matmul(leaves["vector"])
            : queries.bmm(keys.transpose(1, 2));
        Tensor real = Mask(SourceLengths, SourceSteps, precision).unsqueeze(1), asked = Mask(TargetLengths, TargetSteps, precision).unsqueeze(2);
        Tensor powers = (scores - scores.amax([2], keepdim: true)).exp() * real;
        Tensor weights = powers / powers.sum(2, keepdim: true) * asked;
        Tensor context = weights.bmm(memory);
        Tensor loss = (context * gradContext.to(precision)).sum() + (weights * gradWeights.to(precision)).sum();
        loss.backward();
        Dictionary<string, Tensor> results = new() { ["context"] = context.detach(), ["weights"] = weights.detach(), ["loss"] = loss.detach() };
        string[] used = kind switch
        {
            "dot" => ["queries", "memory"],
            "general" => ["queries", "memory", "memoryMap.weight"],
            _ => [.. inputs.Keys],
        };
        foreach (string name in used) results[$"grad.{name}"] = Parameters.Gradient(leaves[name]);
        return results;
    }

    static Tensor Mask(long[] lengths, int steps, ScalarType precision) => arange(steps).unsqueeze(0).lt(tensor(lengths).unsqueeze(1)).to(precision);
}
