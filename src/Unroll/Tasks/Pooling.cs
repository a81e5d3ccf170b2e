using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Tasks;

/// <summary>How the vectors of a text's tokens become one vector.</summary>
public enum Pooling
{
    /// <summary>The final hidden state: forwards after the last token, backwards after the first.</summary>
    Last,

    /// <summary>The mean over the tokens.</summary>
    Mean,

    /// <summary>The largest value of each feature over the tokens.</summary>
    Max,

    /// <summary>Mean and maximum side by side.</summary>
    MeanMax,

    /// <summary>Final state, mean and maximum side by side (Howard and Ruder 2018).</summary>
    All,
}

/// <summary>Applies a pooling.</summary>
static class Poolings
{
    /// <summary>How many vectors are put side by side.</summary>
    internal static int WidthFactor(this Pooling pooling) => pooling switch { Pooling.All => 3, Pooling.MeanMax => 2, _ => 1 };

    /// <summary>One vector a sequence, [batch, features · factor].</summary>
    internal static Tensor Apply(this Pooling pooling, Sequences outputs, RecurrentState final) => pooling switch
    {
        Pooling.Last => final.Hidden,
        Pooling.Mean => outputs.Mean(),
        Pooling.Max => outputs.Max(),
        Pooling.MeanMax => Tensor.ConcatenateColumns(outputs.Mean(), outputs.Max()),
        Pooling.All => Tensor.ConcatenateColumns(final.Hidden, outputs.Mean(), outputs.Max()),
        _ => throw new ArgumentOutOfRangeException(nameof(pooling), pooling, "Unknown pooling; known are Last, Mean, Max, MeanMax and All."),
    };
}
