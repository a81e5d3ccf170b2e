using Unroll.Formats;
using Unroll.Tensors;

namespace Unroll.Training;

/// <summary>
/// Numbers that one batch leaves for the next, such as the state of a recurrent layer whose sequences go on: the loss function
/// reads them and replaces them. Checkpoints hold them, so that a resumed run goes on with the same bits.
/// </summary>
public sealed class CarriedState
{
    readonly Tensor[] tensors;

    /// <summary>Zeros.</summary>
    /// <param name="shapes">One a tensor.</param>
    public CarriedState(IReadOnlyList<Shape> shapes) => tensors = [.. shapes.Select(Tensor.Zeros)];

    /// <summary>What was left; no gradient flows back through it.</summary>
    public IReadOnlyList<Tensor> Tensors => tensors;

    /// <summary>Back to zeros.</summary>
    public void Clear()
    {
        foreach (Tensor tensor in tensors)
        {
            tensor.WritableValues.Clear();
        }
    }

    /// <summary>Leaves numbers for the next batch.</summary>
    /// <param name="values">As many tensors as there are, of the same shapes.</param>
    /// <exception cref="ShapeMismatchException">There are other tensors than at first.</exception>
    public void Keep(IEnumerable<Tensor> values)
    {
        int count = 0;
        foreach (Tensor value in values)
        {
            if (count == tensors.Length || value.Shape != tensors[count].Shape)
            {
                throw new ShapeMismatchException("CarriedState.Keep", $"tensor {count}", count < tensors.Length ? $"{tensors[count].Shape}" : "no more tensors",
                    value.Shape, "what is carried keeps its shapes");
            }

            value.Values.CopyTo(tensors[count++].WritableValues);
        }

        if (count != tensors.Length)
        {
            throw new ShapeMismatchException($"CarriedState.Keep: got {count} tensors where {tensors.Length} are carried.");
        }
    }

    internal void Save(SafetensorsWriter writer, string prefix)
    {
        for (int i = 0; i < tensors.Length; i++)
        {
            writer.Add($"{prefix}{i}", tensors[i]);
        }
    }

    /// <exception cref="InvalidDataException">The file holds other tensors.</exception>
    internal void Load(SafetensorsReader reader, string prefix)
    {
        for (int i = 0; i < tensors.Length; i++)
        {
            if (reader.ShapeOf($"{prefix}{i}") != tensors[i].Shape)
            {
                throw new InvalidDataException(
                    $"{reader.Path}: {prefix}{i} is {reader.ShapeOf($"{prefix}{i}")} where this run carries {tensors[i].Shape}: another run's file.");
            }

            reader.ReadInto($"{prefix}{i}", tensors[i].WritableValues);
        }
    }
}
