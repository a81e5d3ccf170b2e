using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Formats;

/// <summary>How the tensors of a file fit the parameters of a network.</summary>
/// <param name="Matched">Parameters that the file has in the right shape.</param>
/// <param name="Missing">Parameters that the file lacks.</param>
/// <param name="Unexpected">Tensors of the file that no parameter has the name of.</param>
/// <param name="WrongShape">Parameters that the file has in another shape, each with both shapes.</param>
public sealed record ModuleStateReport(
    IReadOnlyList<string> Matched, IReadOnlyList<string> Missing, IReadOnlyList<string> Unexpected, IReadOnlyList<string> WrongShape)
{
    /// <summary>Whether file and network have exactly the same tensors.</summary>
    public bool IsComplete => Missing.Count == 0 && Unexpected.Count == 0 && WrongShape.Count == 0;

    /// <summary>The differences in one line.</summary>
    public override string ToString() => IsComplete
        ? $"all {Matched.Count} tensors match"
        : string.Join("; ", new[] { Part("missing", Missing), Part("unexpected", Unexpected), Part("of another shape", WrongShape) }
            .Where(part => part.Length > 0));

    static string Part(string what, IReadOnlyList<string> names)
    {
        const int Shown = 3;
        return names.Count == 0 ? "" : $"{names.Count} {what} ({string.Join(", ", names.Take(Shown))}{(names.Count > Shown ? ", ..." : "")})";
    }
}

/// <summary>Saves the parameters of a network under their PyTorch names, and loads them.</summary>
public static class ModuleState
{
    /// <summary>Writes every parameter, frozen ones too, into a safetensors file.</summary>
    /// <param name="module">The network.</param>
    /// <param name="path">The file; replaced as a whole or not at all.</param>
    /// <exception cref="IOException">The file cannot be written; one line that names it.</exception>
    public static void Save(Module module, string path)
    {
        SafetensorsWriter writer = new();
        foreach ((string name, Parameter parameter) in module.NamedParameters)
        {
            writer.Add(name, parameter);
        }

        writer.Save(path);
    }

    /// <summary>Loads every parameter; nothing is changed unless file and network have exactly the same tensors.</summary>
    /// <param name="module">The network.</param>
    /// <param name="path">A safetensors file.</param>
    /// <exception cref="InvalidDataException">The file is damaged, holds a number that is not finite, or is another network's; one line that says how they differ.</exception>
    public static void Load(Module module, string path)
    {
        using SafetensorsReader reader = new(path);
        ModuleStateReport report = Compare(module, reader);
        if (!report.IsComplete)
        {
            throw new InvalidDataException($"{path}: these are another network's weights: {report}.");
        }

        Assign(module, reader, report);
    }

    /// <summary>Loads the parameters that the file has in the right shape and leaves the others as they are.</summary>
    /// <param name="module">The network.</param>
    /// <param name="path">A safetensors file.</param>
    /// <returns>What was loaded and what was not.</returns>
    /// <exception cref="InvalidDataException">The file is damaged, or holds a number that is not finite.</exception>
    public static ModuleStateReport LoadMatching(Module module, string path)
    {
        using SafetensorsReader reader = new(path);
        ModuleStateReport report = Compare(module, reader);
        Assign(module, reader, report);
        return report;
    }

    static ModuleStateReport Compare(Module module, SafetensorsReader reader)
    {
        List<string> matched = [], missing = [], wrongShape = [];
        HashSet<string> known = new(StringComparer.Ordinal);
        foreach ((string name, Parameter parameter) in module.NamedParameters)
        {
            known.Add(name);
            if (!reader.Contains(name))
            {
                missing.Add(name);
            }
            else if (reader.ShapeOf(name) != parameter.Shape)
            {
                wrongShape.Add($"{name}: file {reader.ShapeOf(name)}, network {parameter.Shape}");
            }
            else
            {
                matched.Add(name);
            }
        }

        IReadOnlyList<string> unexpected = [.. reader.Names.Where(name => !known.Contains(name)).Select(SafetensorsHeader.Quoted)];
        return new(matched, missing, unexpected, wrongShape);
    }

    // Everything is read before anything is changed, so that a file which breaks on the way leaves the network whole.
    static void Assign(Module module, SafetensorsReader reader, ModuleStateReport report)
    {
        HashSet<string> matched = new(report.Matched, StringComparer.Ordinal);
        List<(Parameter Parameter, Tensor Values)> read = [];
        foreach ((string name, Parameter parameter) in module.NamedParameters)
        {
            if (matched.Contains(name))
            {
                read.Add((parameter, ReadFinite(reader, name)));
            }
        }

        foreach ((Parameter parameter, Tensor values) in read)
        {
            parameter.Assign(values.Values);
        }
    }

    // A network with one such weight answers NaN to everything, without a word.
    static Tensor ReadFinite(SafetensorsReader reader, string name)
    {
        Tensor values = reader.Read(name);
        foreach (float value in values.Values)
        {
            if (!float.IsFinite(value))
            {
                throw new InvalidDataException($"{reader.Path}: the tensor {SafetensorsHeader.Quoted(name)} holds {value}, which no trained weight is; the file is damaged.");
            }
        }

        return values;
    }
}
