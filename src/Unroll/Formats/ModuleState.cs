using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Formats;

/// <summary>Saves the parameters of a network under their PyTorch names, and loads them from its files and PyTorch's.</summary>
public static class ModuleState
{
    extension(Module module)
    {
        /// <summary>Writes every parameter, frozen ones too, into a safetensors file, which PyTorch's <c>load_state_dict</c> takes as it is.</summary>
        /// <param name="path">The file; replaced as a whole or not at all.</param>
        /// <exception cref="IOException">The file cannot be written; one line that names it.</exception>
        public void SaveState(string path)
        {
            SafetensorsWriter writer = new();

            // What the libraries that read such files into PyTorch ask for.
            writer.AddMetadata("format", "pt");
            foreach ((string name, Parameter parameter) in module.NamedParameters)
            {
                writer.Add(name, parameter);
            }

            writer.Save(path);
        }

        /// <summary>
        /// Loads the parameters from a safetensors file or one that torch.save wrote. Nothing is changed unless all is well: unless
        /// options say otherwise, file and network must have exactly the same tensors.
        /// </summary>
        /// <param name="path">The file.</param>
        /// <param name="options">Other names in the file, and what it may lack; null for the defaults.</param>
        /// <returns>What was loaded, and what was not.</returns>
        /// <exception cref="InvalidDataException">The file is damaged, holds a number that is not finite, or is another network's; one line that says how they differ.</exception>
        /// <exception cref="IOException">The file is missing or cannot be read.</exception>
        public ModuleStateReport LoadState(string path, LoadStateOptions? options = null)
        {
            using WeightsFile file = WeightsFile.Open(path);
            options ??= new();
            string prefix = options.Prefix ?? file.StatePrefix;
            IReadOnlyDictionary<string, string> names = new WeightNames(prefix, options.Names).Of(file);
            ModuleStateReport report = Compare(module, file, names, prefix);
            string[] wanted = [.. module.NamedParameters.Select(named => named.Name)];
            if (!report.IsEnough(options))
            {
                throw new InvalidDataException($"{path}: these are another network's weights: {report}{NameSuggestion.For(file.Names, wanted, report.Met)}.");
            }

            if (report.Matched.Count == 0)
            {
                throw new InvalidDataException($"{path}: none of its tensors has the name and shape of one of the network's, so nothing would be loaded{NameSuggestion.For(file.Names, wanted, report.Met)}.");
            }

            Assign(module, file, names, report);
            return report;
        }
    }

    static ModuleStateReport Compare(Module module, WeightsFile file, IReadOnlyDictionary<string, string> names, string prefix)
    {
        List<string> matched = [], missing = [], wrongShape = [], wrongType = [];
        HashSet<string> known = new(StringComparer.Ordinal);
        foreach ((string name, Parameter parameter) in module.NamedParameters)
        {
            known.Add(name);
            if (!names.TryGetValue(name, out string? stored))
            {
                missing.Add(name);
            }
            else if (file.ShapeOf(stored) != parameter.Shape)
            {
                wrongShape.Add($"{name}: file {file.ShapeOf(stored)}, network {parameter.Shape}");
            }
            else if (!file.TypeOf(stored).IsFloat())
            {
                wrongType.Add($"{name}: file {file.TypeOf(stored)}, network F32");
            }
            else
            {
                matched.Add(name);
            }
        }

        IReadOnlyList<string> unexpected = [.. names.Where(pair => !known.Contains(pair.Key)).Select(pair => Quotation.Of(pair.Value))];
        IReadOnlyList<string> leftOut = [.. file.Names.Where(name => !name.StartsWith(prefix, StringComparison.Ordinal)).Select(Quotation.Of)];
        return new(matched, missing, unexpected, wrongShape, wrongType, leftOut);
    }

    // Everything is read before anything is changed, so that a file which breaks on the way leaves the network whole.
    static void Assign(Module module, WeightsFile file, IReadOnlyDictionary<string, string> names, ModuleStateReport report)
    {
        HashSet<string> matched = new(report.Matched, StringComparer.Ordinal);
        List<(Parameter Parameter, Tensor Values)> read = [];
        foreach ((string name, Parameter parameter) in module.NamedParameters)
        {
            if (matched.Contains(name))
            {
                read.Add((parameter, ReadFinite(file, names[name])));
            }
        }

        foreach ((Parameter parameter, Tensor values) in read)
        {
            parameter.Assign(values.Values);
        }
    }

    // A network with one such weight answers NaN to everything, without a word.
    static Tensor ReadFinite(WeightsFile file, string name)
    {
        Tensor values = file.Read(name);
        foreach (float value in values.Values)
        {
            if (!float.IsFinite(value))
            {
                throw new InvalidDataException($"{file.Path}: the tensor {Quotation.Of(name)} holds {value}, which no trained weight is; the file is damaged.");
            }
        }

        return values;
    }
}
