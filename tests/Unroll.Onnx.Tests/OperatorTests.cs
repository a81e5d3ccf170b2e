using Unroll.Cli.Onnx;
using Unroll.Formats.Onnx;
using Unroll.Tests.Formats.Onnx;

namespace Unroll.Onnx.Tests;

/// <summary>Our reading of the recurrent operators against ONNX Runtime's.</summary>
public sealed class OperatorTests
{
    public static TheoryData<string> Names => new(OperatorCases.All.Select(known => known.ToString()).ToArray());

    [Theory, MemberData(nameof(Names))]
    public void Every_attribute_means_what_it_means_to_ONNX_Runtime(string name)
    {
        OperatorCase known = OperatorCases.All.First(known => known.ToString() == name);
        byte[] bytes = known.Model.ToBytes();
        using RuntimeSession session = new(bytes, name);
        IReadOnlyList<OnnxTensor> ours = OnnxModel.Parse(bytes, name).Run(known.Tensors);
        IReadOnlyList<OnnxTensor> theirs = session.Run(known.Tensors, [.. ours.Select(output => output.Name)]);
        Assert.InRange(OnnxDifference.Largest(theirs, ours), 0, Agreement.Tolerance);
    }
}
