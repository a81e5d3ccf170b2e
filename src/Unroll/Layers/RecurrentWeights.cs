using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>The parameters of one fused cell: one layer, one direction. Names and layouts are PyTorch's.</summary>
/// <param name="InputWeight"><c>weight_ih_l{layer}</c>, [gates · hidden, input].</param>
/// <param name="HiddenWeight"><c>weight_hh_l{layer}</c>, [gates · hidden, hidden].</param>
/// <param name="InputBias"><c>bias_ih_l{layer}</c>, [gates · hidden].</param>
/// <param name="HiddenBias"><c>bias_hh_l{layer}</c>, [gates · hidden].</param>
/// <remarks>
/// The two biases are added wherever they occur (except in the GRU's candidate), yet both exist: under Adam two biases
/// move twice as far as one.
/// </remarks>
sealed record RecurrentWeights(Parameter InputWeight, Parameter HiddenWeight, Parameter InputBias, Parameter HiddenBias)
{
    /// <summary>Weights and biases uniform in ±1/√hiddenSize, as PyTorch's recurrent layers.</summary>
    internal static RecurrentWeights Create(LevelPlace place, int direction, int gates, RandomSource random)
    {
        string suffix = $"_l{place.Layer}{(direction == 1 ? "_reverse" : "")}";
        int rows = gates * place.HiddenSize;
        float bound = 1 / MathF.Sqrt(place.HiddenSize);
        return new(
            new Parameter("weight_ih" + suffix, [rows, place.InputSize]).FillUniform(bound, random),
            new Parameter("weight_hh" + suffix, [rows, place.HiddenSize]).FillUniform(bound, random),
            new Parameter("bias_ih" + suffix, [rows]).FillUniform(bound, random),
            new Parameter("bias_hh" + suffix, [rows]).FillUniform(bound, random));
    }

    internal Parameter[] All => [InputWeight, HiddenWeight, InputBias, HiddenBias];
}
