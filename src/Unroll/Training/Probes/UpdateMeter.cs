using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Training.Probes;

/// <summary>How far one step of the optimizer moves each parameter, measured against how large it is.</summary>
sealed class UpdateMeter
{
    readonly List<(string Name, Parameter Parameter, int[]? Rows, float[] Before)> watched = [];

    /// <summary>Remembers the values that the gradients are about to change. Of a table only the rows that the batch used, so the others may stay behind.</summary>
    internal UpdateMeter(Module network)
    {
        foreach ((string name, Parameter parameter) in network.NamedParameters)
        {
            if (parameter.IsTrainable && parameter.IsGradientReached)
            {
                int[]? rows = parameter.IsGradientSparse ? parameter.TouchedRows.ToArray() : null;
                watched.Add((name, parameter, rows, Values(parameter, rows)));
            }
        }
    }

    /// <summary>How far they have moved since.</summary>
    internal IReadOnlyList<ParameterUpdate> Measure() => [.. watched.Select(entry =>
    {
        float[] after = Values(entry.Parameter, entry.Rows);
        double moved = 0, size = 0;
        for (int i = 0; i < after.Length; i++)
        {
            double difference = (double)after[i] - entry.Before[i];
            moved += difference * difference;
            size += (double)entry.Before[i] * entry.Before[i];
        }

        // What begins at zero moves by more than its whole length: that is not a step that is too large.
        return size > 0 ? new ParameterUpdate(entry.Name, ShortNumber.Of(Math.Sqrt(moved / size))) : null;
    }).OfType<ParameterUpdate>()];

    static float[] Values(Parameter parameter, int[]? rows)
    {
        if (rows is null)
        {
            return parameter.Values.ToArray();
        }

        ReadOnlySpan<float> all = parameter.ReadRows(rows);
        int width = parameter.Shape.Count / parameter.Shape[0];
        float[] values = new float[rows.Length * width];
        for (int i = 0; i < rows.Length; i++)
        {
            all[parameter.RangeOfRow(rows[i])].CopyTo(values.AsSpan(i * width));
        }

        return values;
    }
}
