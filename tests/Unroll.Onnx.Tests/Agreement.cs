using Unroll.Cli.Onnx;
using Unroll.Formats.Onnx;

namespace Unroll.Onnx.Tests;

/// <summary>What Unroll computes against what ONNX Runtime makes of the exported model.</summary>
static class Agreement
{
    // Both compute in float32; sums of a few hundred terms of size 1 differ by a few units in the last place.
    internal const double Tolerance = 1e-5;

    /// <summary>Runs every sample and requires every output to agree.</summary>
    internal static void Require(OnnxExport export) => Assert.Null(Disagreement(export));

    /// <summary>Runs every sample: the first output that does not agree, in words; null where all do.</summary>
    internal static string? Disagreement(OnnxExport export)
    {
        using RuntimeSession session = new(export.Model.ToBytes(), export.Part);
        Assert.NotEmpty(export.Samples);
        foreach (OnnxSample sample in export.Samples)
        {
            IReadOnlyList<OnnxTensor> outputs = session.Run(sample.Inputs, [.. sample.Outputs.Select(output => output.Name)]);
            foreach ((OnnxTensor expected, OnnxTensor actual) in sample.Outputs.Zip(outputs))
            {
                double difference = OnnxDifference.Largest([expected], [actual]);
                if (!(difference <= Tolerance))
                {
                    return $"{expected} against {actual}: {difference:G3}";
                }
            }
        }

        return null;
    }
}
