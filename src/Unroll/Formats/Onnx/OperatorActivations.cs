using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Formats.Onnx;

/// <summary>The nonlinear functions that ONNX's recurrent operators name.</summary>
static class OperatorActivations
{
    internal const string Known = "Affine, Elu, HardSigmoid, LeakyRelu, Relu, ScaledTanh, Sigmoid, Softplus, Softsign, Tanh and ThresholdedRelu";

    /// <summary>One function for each name. A function takes the next α and β where it has any, and the standard ones where the lists have ended.</summary>
    /// <returns>null where there is a name that is not known.</returns>
    internal static IReadOnlyList<Func<Tensor, Tensor>>? Create(IReadOnlyList<string> names, IReadOnlyList<float> alpha, IReadOnlyList<float> beta)
    {
        Queue<float> alphas = new(alpha), betas = new(beta);
        List<Func<Tensor, Tensor>> functions = [];
        foreach (string name in names)
        {
            if (Find(name, Take) is not { } function)
            {
                return null;
            }

            functions.Add(function);
        }

        return functions;

        (double A, double B) Take(double? a, double? b) => (
            a is { } standard ? alphas.TryDequeue(out float given) ? given : standard : 0,
            b is { } other ? betas.TryDequeue(out float second) ? second : other : 0);
    }

    static Func<Tensor, Tensor>? Find(string name, Func<double?, double?, (double A, double B)> take)
    {
        switch (name)
        {
            case "Tanh":
                return x => x.Tanh();
            case "Sigmoid":
                return x => x.Sigmoid();
            case "Relu":
                return x => x.Relu();
        }

        PointwiseFunction? function = name switch
        {
            "Affine" => Two(take(1, 0), PointwiseFunction.Affine),
            "LeakyRelu" => PointwiseFunction.LeakyRelu(take(0.01, null).A),
            "ThresholdedRelu" => PointwiseFunction.ThresholdedRelu(take(1, null).A),
            "ScaledTanh" => Two(take(1, 1), PointwiseFunction.ScaledTanh),
            "HardSigmoid" => Two(take(0.2, 0.5), PointwiseFunction.HardSigmoid),
            "Elu" => PointwiseFunction.Elu(take(1, null).A),
            "Softsign" => PointwiseFunction.Softsign,
            "Softplus" => PointwiseFunction.Softplus,
            _ => null,
        };
        return function is null ? null : x => x.Apply(function);

        static PointwiseFunction Two((double A, double B) given, Func<double, double, PointwiseFunction> create) => create(given.A, given.B);
    }
}
