using Unroll.Formats.Onnx;

namespace Unroll.Tests.Formats.Onnx;

/// <summary>The attributes of the recurrent operators, each alone and in company.</summary>
static class OperatorCases
{
    static readonly string[] Operations = ["RNN", "LSTM", "GRU"], Directions = ["forward", "reverse", "bidirectional"];

    internal static IEnumerable<OperatorCase> All => [.. Plain, .. Activations, .. Particular];

    static IEnumerable<OperatorCase> Plain =>
        from operation in Operations
        from direction in Directions
        from case_ in new OperatorCase[]
        {
            new(operation, Of("direction", direction)),
            new(operation, Of("direction", direction)) { Lengths = null, HasInitial = false },
            new(operation, Of("direction", direction)) { HasBias = false, HasInitial = false },
            new(operation, Of("direction", direction), Of("clip", 0.4f)),
        }
        select case_;

    static IEnumerable<OperatorCase> Activations =>
        from name in new[] { "Affine", "Relu", "LeakyRelu", "ThresholdedRelu", "Tanh", "ScaledTanh", "HardSigmoid", "Sigmoid", "Elu", "Softsign", "Softplus" }
        from operation in Operations
        select new OperatorCase(operation, [Of("activations", Names(operation, name)), .. Parameters(operation, name)]) { Lengths = [2, 3, 1, 2] };

    static IEnumerable<OperatorCase> Particular =>
    [
        .. from direction in Directions
           from coupled in new[] { 0L, 1L }
           select new OperatorCase("LSTM", Of("direction", direction), Of("input_forget", coupled)) { HasPeepholes = true },
        new("LSTM", Of("input_forget", 1L)),
        new("LSTM", Of("input_forget", 1L), Of("clip", 0.3f)) { HasPeepholes = true },
        .. Directions.Select(direction => new OperatorCase("GRU", Of("direction", direction), Of("linear_before_reset", 1L))),
        new("GRU", Of("linear_before_reset", 1L), Of("clip", 0.4f)),
        new("RNN", Of("direction", "bidirectional"), Of("activations", new[] { "Relu", "Tanh" })),
        new("LSTM", Of("direction", "bidirectional"), Of("activations", new[] { "Sigmoid", "Tanh", "Tanh", "HardSigmoid", "Softsign", "Elu" }),
            Of("activation_alpha", new[] { 0.3f, 0.7f }), Of("activation_beta", new[] { 0.4f })),
    ];

    static string[] Names(string operation, string name) => operation switch
    {
        "RNN" => [name],
        "GRU" => ["Sigmoid", name],
        _ => ["Sigmoid", name, name],
    };

    // α and β of those functions that have them; an LSTM's cell has the function twice.
    static IEnumerable<OnnxAttribute> Parameters(string operation, string name)
    {
        int times = operation == "LSTM" ? 2 : 1;
        if (name is "Affine" or "LeakyRelu" or "ThresholdedRelu" or "ScaledTanh" or "HardSigmoid" or "Elu") yield return Of("activation_alpha", new[] { 0.4f, 0.6f }[..times]);
        if (name is "Affine" or "ScaledTanh" or "HardSigmoid") yield return Of("activation_beta", new[] { 0.3f, 0.2f }[..times]);
    }

    static OnnxAttribute Of(string name, object value) => new(name, value);
}
