using Unroll.Formats.Onnx;
using Unroll.Tensors;

namespace Unroll.Tests.Formats.Onnx;

/// <summary>A model of one recurrent node, and numbers for its inputs: every size another, so that swapped axes do not fit.</summary>
sealed record OperatorCase(string Operation, params IReadOnlyList<OnnxAttribute> Attributes)
{
    internal const int Steps = 5, Batch = 4, Inputs = 3, Hidden = 6;

    static readonly string[] InputNames = ["X", "W", "R", "B", "sequence_lens", "initial_h", "initial_c", "P"];

    /// <summary>Lengths of the sequences; null where the input is left out.</summary>
    internal int[]? Lengths { get; init; } = [3, 5, 1, 2];

    internal bool HasBias { get; init; } = true;

    internal bool HasInitial { get; init; } = true;

    internal bool HasPeepholes { get; init; }

    internal int Directions => Value("direction") is "bidirectional" ? 2 : 1;

    internal bool IsBatchFirst => Value("layout") is 1L;

    int Gates => Operation switch { "LSTM" => 4, "GRU" => 3, _ => 1 };

    int States => Operation == "LSTM" ? 2 : 1;

    internal OnnxModel Model
    {
        get
        {
            string[] present = [.. Tensors.Select(tensor => tensor.Name)];
            int last = Array.FindLastIndex(InputNames, present.Contains);
            string[] outputs = Operation == "LSTM" ? ["Y", "Y_h", "Y_c"] : ["Y", "Y_h"];
            OnnxNode node = new(Operation, [.. InputNames[..(last + 1)].Select(name => present.Contains(name) ? name : "")], outputs, [.. Attributes, new("hidden_size", (long)Hidden)]);
            OnnxValue[] inputs = [.. Tensors.Select(tensor => new OnnxValue(tensor.Name, tensor.Type, [.. tensor.Dimensions.Select(OnnxValue.Size)]))];
            return new(new("test", [node], [], inputs, [.. outputs.Select(name => new OnnxValue(name, OnnxType.Float, SizesOf(name)))]), OnnxModel.WrittenOpset, "", "test");
        }
    }

    internal IReadOnlyList<OnnxTensor> Tensors
    {
        get
        {
            List<OnnxTensor> tensors =
            [
                IsBatchFirst ? Turned("X", Steps, Batch, Inputs) : Random("X", 2, Steps, Batch, Inputs),
                Random("W", 1, Directions, Gates * Hidden, Inputs), Random("R", 1, Directions, Gates * Hidden, Hidden),
            ];
            if (HasBias) tensors.Add(Random("B", 0.5f, Directions, 2 * Gates * Hidden));
            if (Lengths is not null) tensors.Add(OnnxTensor.Of("sequence_lens", Lengths, Batch));
            if (HasInitial)
            {
                tensors.AddRange(InputNames[5..(5 + States)].Select(name =>
                    IsBatchFirst ? Turned(name, Directions, Batch, Hidden) : Random(name, 1, Directions, Batch, Hidden)));
            }

            if (HasPeepholes) tensors.Add(Random("P", 1, Directions, 3 * Hidden));
            return tensors;
        }
    }

    public override string ToString() => $"{Operation} {string.Join(' ', Attributes.Select(Shown))}{(Lengths is null ? " whole" : "")}{(HasInitial ? "" : " from zeros")}{(HasBias ? "" : " without bias")}{(HasPeepholes ? " P" : "")}";

    /// <summary>Numbers that follow from the name and the sizes alone.</summary>
    static OnnxTensor Random(string name, float bound, params long[] sizes)
    {
        RandomSource random = new RandomSource(7).Stream(name);
        return OnnxTensor.Of(name, [.. Enumerable.Range(0, (int)sizes.Aggregate((a, b) => a * b)).Select(_ => random.NextUniform(-bound, bound))], sizes);
    }

    /// <summary>The same numbers as with layout 0, the batch first.</summary>
    static OnnxTensor Turned(string name, int outer, int batch, int inner)
    {
        ReadOnlySpan<float> plain = Random(name, name == "X" ? 2 : 1, outer, batch, inner).Floats;
        float[] turned = new float[plain.Length];
        for (int i = 0; i < outer; i++)
        {
            for (int j = 0; j < batch; j++) plain.Slice((i * batch + j) * inner, inner).CopyTo(turned.AsSpan((j * outer + i) * inner));
        }

        return OnnxTensor.Of(name, turned, batch, outer, inner);
    }

    static string Shown(OnnxAttribute attribute) => attribute.Value is Array values ? $"{attribute.Name}={string.Join('/', values.Cast<object>())}" : $"{attribute.Name}={attribute.Value}";

    object? Value(string name) => Attributes.FirstOrDefault(attribute => attribute.Name == name)?.Value;

    string[] SizesOf(string output)
    {
        int[] sizes = (output, IsBatchFirst) switch
        {
            ("Y", false) => [Steps, Directions, Batch, Hidden],
            ("Y", true) => [Batch, Steps, Directions, Hidden],
            (_, false) => [Directions, Batch, Hidden],
            (_, true) => [Batch, Directions, Hidden],
        };
        return [.. sizes.Select(size => OnnxValue.Size(size))];
    }
}
