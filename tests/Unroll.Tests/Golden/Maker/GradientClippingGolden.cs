using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unroll.GoldenMaker;

/// <summary>Gradients before and after their common norm is clipped: once above the limit, once below it.</summary>
static class GradientClippingGolden
{
    const double Limit = 0.5;

    public static void Write(string folder)
    {
        using DisposeScope scope = NewDisposeScope();
        Samples samples = new(seed: 505);
        SafetensorsFile file = new("gradient_clipping");
        file.Describe("max_norm", Limit);
        Add(file, "above", samples.Normal(3, 4), samples.Normal(5));
        Add(file, "below", samples.Normal(3, 4) * 0.05, samples.Normal(5) * 0.05);
        file.Save(folder);
    }

    static void Add(SafetensorsFile file, string name, Tensor first, Tensor second)
    {
        Parameter[] parameters = [WithGradient(first), WithGradient(second)];
        double norm = nn.utils.clip_grad_norm_(parameters, Limit);
        RequireFormula(name, first, second, norm, parameters);

        file.Add($"{name}.before.first", first);
        file.Add($"{name}.before.second", second);
        file.Add($"{name}.norm", tensor(new[] { norm }));
        file.Add($"{name}.after.first", Parameters.Gradient(parameters[0]));
        file.Add($"{name}.after.second", Parameters.Gradient(parameters[1]));
    }

    static Parameter WithGradient(Tensor gradient)
    {
        Parameter parameter = new(zeros_like(gradient));
        (parameter * gradient).sum().backward();
        return parameter;
    }

    static void RequireFormula(string name, Tensor first, Tensor second, double norm, Parameter[] parameters)
    {
        Tensor before = cat([first.flatten(), second.flatten()]).to(ScalarType.Float64);
        Tensor after = cat([.. parameters.Select(parameter => Parameters.Gradient(parameter).flatten())]);
        double expected = before.norm().item<double>();
        // 1e-6 is PyTorch's guard against a norm of zero.
        double share = Math.Min(1, Limit / (expected + 1e-6));
        Agreement.Require($"clipping, {name}, norm", tensor(expected), tensor(norm), Agreement.Float32);
        Agreement.Require($"clipping, {name}", before * share, after, Agreement.Float32);
    }
}
