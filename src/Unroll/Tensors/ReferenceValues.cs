namespace Unroll.Tensors;

/// <summary>Double-precision values of the tensors of one tape: an operation's reference reads its inputs here and writes its outputs.</summary>
public sealed class ReferenceValues
{
    readonly Dictionary<Tensor, double[]> values = new(ReferenceEqualityComparer.Instance);

    /// <summary>The double-precision values of a tensor; a leaf starts from its float values.</summary>
    /// <param name="tensor">An input, or an output to be written.</param>
    public double[] this[Tensor tensor]
    {
        get
        {
            if (!values.TryGetValue(tensor, out double[]? found))
            {
                found = new double[tensor.Shape.Count];
                if (tensor.Origin is null)
                {
                    ReadOnlySpan<float> source = tensor.Values;
                    for (int i = 0; i < found.Length; i++)
                    {
                        found[i] = source[i];
                    }
                }

                values[tensor] = found;
            }

            return found;
        }
    }
}
