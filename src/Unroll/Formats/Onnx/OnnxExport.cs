namespace Unroll.Formats.Onnx;

/// <summary>A network, or a part of one, as an ONNX model, with what Unroll itself computes for some inputs.</summary>
/// <param name="Part">Which part of the network it is, such as "encoder"; empty for a whole network.</param>
/// <param name="Model">The model.</param>
/// <param name="Samples">Inputs and the outputs that Unroll gives for them: whoever runs the model can compare.</param>
public sealed record OnnxExport(string Part, OnnxModel Model, IReadOnlyList<OnnxSample> Samples)
{
    /// <summary>Where this part goes when the user names one file: stories.onnx, or names.encoder.onnx and names.decoder.onnx.</summary>
    /// <param name="path">The file that was named.</param>
    public string PathOf(string path) => Part.Length == 0 ? path
        : $"{(path.EndsWith(Ending, StringComparison.OrdinalIgnoreCase) ? path[..^Ending.Length] : path)}.{Part}{Ending}";

    const string Ending = ".onnx";
}

/// <summary>Inputs of a model and the outputs that belong to them.</summary>
/// <param name="Inputs">One for each input, by name.</param>
/// <param name="Outputs">Of those outputs that are compared, by name.</param>
public sealed record OnnxSample(IReadOnlyList<OnnxTensor> Inputs, IReadOnlyList<OnnxTensor> Outputs);
