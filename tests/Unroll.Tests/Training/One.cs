using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Tests.Training;

/// <summary>One weight, at first 1.</summary>
sealed class One : Module
{
    internal One() => Weight.Assign([1]);

    internal Parameter Weight { get; } = new("weight", [1]);

    internal Tensor Times(float factor) => (Weight * Tensor.From([factor], [1])).Sum();
}
