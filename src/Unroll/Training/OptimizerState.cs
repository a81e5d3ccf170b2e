using Unroll.Formats;
using Unroll.Tensors;

namespace Unroll.Training;

/// <summary>One parameter as its optimizer sees it, with the numbers that the optimizer keeps for it from step to step.</summary>
public sealed class OptimizerState
{
    readonly SortedDictionary<string, Memory<float>> buffers = new(StringComparer.Ordinal);

    internal OptimizerState(Parameter parameter) => Parameter = parameter;

    /// <summary>The parameter.</summary>
    public Parameter Parameter { get; }

    /// <summary>The number of this update, 1 for the parameter's first.</summary>
    public long Step { get; internal set; }

    /// <summary>The parameter's values, to be changed.</summary>
    public Span<float> Values => Parameter.BeginChange();

    /// <summary>The parameter's gradient, as long as its values.</summary>
    public ReadOnlySpan<float> Gradient => Parameter.Gradient;

    /// <summary>The rows that lag behind; null where the optimizer never puts rows off.</summary>
    internal AdamRows? Rows { get; set; }

    /// <summary>Numbers kept for the parameter, as many as it has values; zeros at first. Checkpoints hold them under their name.</summary>
    /// <param name="name">What they are, as PyTorch names them: <c>exp_avg</c>.</param>
    public Span<float> Buffer(string name)
    {
        if (!buffers.TryGetValue(name, out Memory<float> buffer))
        {
            buffer = PinnedMemory.Allocate(Parameter.Shape.Count);
            buffers.Add(name, buffer);
        }

        return buffer.Span;
    }

    internal bool HasBuffer(string name) => buffers.ContainsKey(name);

    internal void Save(SafetensorsWriter writer, string prefix)
    {
        writer.Add($"{prefix}step", new[] { Step });
        foreach ((string name, Memory<float> buffer) in buffers)
        {
            writer.Add($"{prefix}buffer.{name}", Parameter.Shape, buffer);
        }

        Rows?.Save(writer, prefix);
    }

    internal void Load(SafetensorsReader reader, string prefix, Func<OptimizerState, AdamRows?> newRows)
    {
        Step = Optimizer.SingleInteger(reader, $"{prefix}step");
        buffers.Clear();
        string bufferPrefix = $"{prefix}buffer.";
        foreach (string name in reader.Names.Where(name => name.StartsWith(bufferPrefix, StringComparison.Ordinal)))
        {
            if (reader.ShapeOf(name) != Parameter.Shape)
            {
                throw new InvalidDataException(
                    $"{reader.Path}: {name} is {reader.ShapeOf(name)} where {Parameter.Name} is {Parameter.Shape}: another network's checkpoint.");
            }

            reader.ReadInto(name, Buffer(name[bufferPrefix.Length..]));
        }

        Rows = reader.Contains($"{prefix}rows.last_steps") ? newRows(this) : null;
        Rows?.Load(reader, prefix);
    }
}
