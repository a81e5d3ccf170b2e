using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>A recurrent layer whose cell is fused: what <see cref="Rnn"/>, <see cref="Lstm"/> and <see cref="Gru"/> share.</summary>
public abstract class FusedLayer : RecurrentLayer
{
    private protected readonly IReadOnlyList<Parameter> parameters;

    private protected FusedLayer(FusedCell cell, int inputSize, int hiddenSize, RandomSource random, StackOptions? options)
        : this(cell, inputSize, hiddenSize, random, options, [])
    {
    }

    FusedLayer(FusedCell cell, int inputSize, int hiddenSize, RandomSource random, StackOptions? options, List<Parameter> parameters)
        : base(inputSize, hiddenSize, options, random, place => cell.CreateLevel(place, random, parameters)) => this.parameters = parameters;
}
