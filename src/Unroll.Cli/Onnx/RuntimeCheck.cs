using Unroll.Formats.Onnx;

namespace Unroll.Cli.Onnx;

/// <summary>Runs exported models in ONNX Runtime, beside what Unroll computes.</summary>
static class RuntimeCheck
{
    /// <summary>The largest difference between an output of ONNX Runtime and the same of Unroll that is no mistake.</summary>
    internal const double Tolerance = 1e-4;

    /// <summary>Runs every sample.</summary>
    /// <param name="export">What was exported.</param>
    /// <param name="bytes">The bytes that become the file.</param>
    /// <param name="path">The file, for messages.</param>
    /// <returns>The largest difference of a number.</returns>
    /// <exception cref="InvalidDataException">ONNX Runtime refuses the model, or something else comes out of it.</exception>
    internal static double LargestDifference(OnnxExport export, byte[] bytes, string path)
    {
        using RuntimeSession session = new(bytes, path);
        double largest = 0;
        foreach (OnnxSample sample in export.Samples)
        {
            IReadOnlyList<OnnxTensor> outputs = session.Run(sample.Inputs, [.. sample.Outputs.Select(output => output.Name)]);
            foreach ((OnnxTensor expected, OnnxTensor actual) in sample.Outputs.Zip(outputs))
            {
                double difference = OnnxDifference.Largest([expected], [actual]);
                if (!(difference <= Tolerance))
                {
                    throw new InvalidDataException(FormattableString.Invariant(
                        $"{path}: not written: in ONNX Runtime the output {expected.Name} differs from Unroll's by {difference:G3}, and {Tolerance} is the most that rounding explains; please report this model."));
                }
                largest = Math.Max(largest, difference);
            }
        }
        return largest;
    }
}
