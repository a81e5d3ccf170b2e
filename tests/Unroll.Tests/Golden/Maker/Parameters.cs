using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unroll.GoldenMaker;

/// <summary>Moves weights and gradients between libtorch's modules and tensors by name.</summary>
static class Parameters
{
    /// <summary>Random values for every parameter of a module, spread over [-scale, scale).</summary>
    public static Dictionary<string, Tensor> Draw(nn.Module module, double scale, Samples samples) =>
        module.named_parameters().ToDictionary(entry => entry.name, entry => samples.Uniform(scale, entry.parameter.shape));

    /// <summary>Overwrites every parameter of a module with the value of the same name.</summary>
    public static void Set(nn.Module module, IReadOnlyDictionary<string, Tensor> values)
    {
        using IDisposable recordingOff = no_grad();
        foreach ((string name, Parameter parameter) in module.named_parameters()) parameter.copy_(values[name]);
    }

    public static Dictionary<string, Tensor> Values(nn.Module module) =>
        module.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.detach().clone());

    public static Dictionary<string, Tensor> Gradients(nn.Module module) =>
        module.named_parameters().ToDictionary(entry => entry.name, entry => Gradient(entry.parameter));

    /// <summary>A tensor of its own, in the given precision, whose gradient is wanted.</summary>
    public static Tensor Leaf(Tensor value, ScalarType precision) =>
        value.detach().to(precision, copy: true).requires_grad_();

    /// <summary>A copy of the gradient that the last backward pass left.</summary>
    public static Tensor Gradient(Tensor leaf) =>
        leaf.grad is { } gradient ? gradient.clone() : throw new InvalidOperationException("No gradient arrived at this tensor.");
}
