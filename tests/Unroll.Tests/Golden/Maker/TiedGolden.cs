using TorchSharp;
using static TorchSharp.torch;

namespace Unroll.GoldenMaker;

/// <summary>One matrix as vectors of the tokens and as weights of the output: both gradients add up in it.</summary>
static class TiedGolden
{
    const int Vocabulary = 9, Features = 5;

    static readonly long[] Ids = [4, 0, 8, 4, 2, 4];

    public static void Write(string folder)
    {
        using DisposeScope scope = NewDisposeScope();
        Samples samples = new(seed: 1212);
        Dictionary<string, Tensor> inputs = new() { ["weight"] = samples.Normal(Vocabulary, Features), ["bias"] = samples.Normal(Vocabulary) };
        Tensor upstream = samples.Normal(Ids.Length, Vocabulary);
        Dictionary<string, Tensor> sharp = Results(inputs, upstream, ScalarType.Float64);
        Agreement.RequireAll("tied weights in float32", sharp, Results(inputs, upstream, ScalarType.Float32), Agreement.Float32);
        foreach ((string name, Tensor value) in inputs)
        {
            Agreement.RequireGradient($"tied weights, {name}", value, sharp[$"grad.{name}"],
                moved => Results(new(inputs) { [name] = moved }, upstream, ScalarType.Float64)["loss"].item<double>());
        }

        SafetensorsFile file = new("tied");
        file.Add("ids", tensor(Ids));
        file.AddAll(inputs);
        file.Add("grad_y", upstream);
        file.AddAll(sharp.Where(result => result.Key != "loss"));
        file.Save(folder);
    }

    static Dictionary<string, Tensor> Results(Dictionary<string, Tensor> inputs, Tensor upstream, ScalarType precision)
    {
        Tensor weight = Parameters.Leaf(inputs["weight"], precision), bias = Parameters.Leaf(inputs["bias"], precision);
        Tensor y = weight[tensor(Ids)].tanh().matmul(weight.t()) + bias;
        Tensor loss = (y * upstream.to(precision)).sum();
        loss.backward();
        return new() { ["y"] = y.detach(), ["loss"] = loss.detach(), ["grad.weight"] = Parameters.Gradient(weight), ["grad.bias"] = Parameters.Gradient(bias) };
    }
}
