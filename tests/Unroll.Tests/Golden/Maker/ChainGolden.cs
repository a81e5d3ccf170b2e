using TorchSharp;
using static TorchSharp.torch;

namespace Unroll.GoldenMaker;

/// <summary>The log-likelihood of a linear-chain conditional random field: the forward recursion in libtorch's tensors, its gradient by libtorch's tape.</summary>
static class ChainGolden
{
    const int Steps = 5, Tags = 4;

    static readonly int[] Lengths = [4, 2, 5, 1];

    // -1 in the padding.
    static readonly long[] Path = [0, 3, 3, 1, -1, 2, 0, -1, -1, -1, 1, 1, 2, 3, 0, 3, -1, -1, -1, -1];

    public static void Write(string folder)
    {
        using DisposeScope scope = NewDisposeScope();
        Samples samples = new(seed: 1111);
        Dictionary<string, Tensor> inputs = new()
        {
            ["emissions"] = samples.Normal(Lengths.Length, Steps, Tags) * 2,
            ["start_transitions"] = samples.Normal(Tags),
            ["transitions"] = samples.Normal(Tags, Tags),
            ["end_transitions"] = samples.Normal(Tags),
        };
        Dictionary<string, Tensor> sharp = Results(inputs, ScalarType.Float64);
        Agreement.RequireAll("chain in float32", sharp, Results(inputs, ScalarType.Float32), Agreement.Float32);
        foreach ((string name, Tensor value) in inputs)
        {
            Agreement.RequireGradient($"chain, {name}", value, sharp[$"grad.{name}"],
                moved => Results(new(inputs) { [name] = moved }, ScalarType.Float64)["loss"].item<double>());
        }

        SafetensorsFile file = new("chain");
        file.Add("lengths", tensor(Array.ConvertAll(Lengths, length => (long)length)));
        file.Add("path", tensor(Path, Lengths.Length, Steps));
        file.AddAll(inputs);
        file.AddAll(sharp);
        file.Save(folder);
    }

    static Dictionary<string, Tensor> Results(Dictionary<string, Tensor> inputs, ScalarType precision)
    {
        Dictionary<string, Tensor> leaves = inputs.ToDictionary(input => input.Key, input => Parameters.Leaf(input.Value, precision));
        Tensor loss = zeros(1, dtype: precision);
        for (int sequence = 0; sequence < Lengths.Length; sequence++)
        {
            loss = loss + Everything(leaves, sequence) - Score(leaves, sequence);
        }

        loss = loss / Lengths.Sum();
        loss.sum().backward();
        Dictionary<string, Tensor> results = new() { ["loss"] = loss.detach() };
        foreach ((string name, Tensor leaf) in leaves) results[$"grad.{name}"] = Parameters.Gradient(leaf);
        return results;
    }

    // ln of the sum of e^score over all paths: alpha holds that sum for the paths that end in each tag.
    static Tensor Everything(Dictionary<string, Tensor> leaves, int sequence)
    {
        Tensor emissions = leaves["emissions"][sequence];
        Tensor alpha = leaves["start_transitions"] + emissions[0];
        for (int t = 1; t < Lengths[sequence]; t++)
        {
            alpha = (alpha.unsqueeze(1) + leaves["transitions"]).logsumexp(0) + emissions[t];
        }

        return (alpha + leaves["end_transitions"]).logsumexp(0);
    }

    static Tensor Score(Dictionary<string, Tensor> leaves, int sequence)
    {
        Tensor emissions = leaves["emissions"][sequence];
        long[] path = Path[(sequence * Steps)..(sequence * Steps + Lengths[sequence])];
        Tensor score = leaves["start_transitions"][path[0]] + leaves["end_transitions"][path[^1]];
        for (int t = 0; t < path.Length; t++)
        {
            score = score + emissions[t, path[t]];
            if (t > 0) score = score + leaves["transitions"][path[t - 1], path[t]];
        }

        return score;
    }
}
