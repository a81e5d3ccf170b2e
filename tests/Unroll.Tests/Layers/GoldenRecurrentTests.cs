using Unroll.Inspection;

namespace Unroll.Tests.Layers;

/// <summary>Every fused layer against libtorch: outputs, final states and every gradient, within 1e-5 of the largest entry.</summary>
public sealed class GoldenRecurrentTests
{
    const double Tolerance = 1e-5;

    public static TheoryData<string> Files =>
    [
        "rnn_tanh_small", "rnn_tanh_block", "rnn_tanh_plain", "rnn_relu_small", "rnn_relu_block", "rnn_relu_plain",
        "lstm_small", "lstm_block", "lstm_plain", "lstm_deep", "gru_small", "gru_block", "gru_plain",
    ];

    [Theory, MemberData(nameof(Files))]
    public void A_layer_computes_what_libtorch_computes(string file)
    {
        (string Name, double Difference)[] compared = [.. GoldenVectors.Compare(Path.Combine(AppContext.BaseDirectory, "Golden", file + ".safetensors"))];
        // Outputs, final state, gradients of input, initial state, and the four weights of at least one layer.
        Assert.True(compared.Length >= 8, $"only {compared.Length} tensors were compared.");
        Assert.All(compared, tensor => Assert.True(tensor.Difference <= Tolerance, $"{tensor.Name} differs from libtorch by {tensor.Difference:E2} of its largest entry; allowed {Tolerance:E0}."));
    }
}
