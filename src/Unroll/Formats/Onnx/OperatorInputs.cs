namespace Unroll.Formats.Onnx;

/// <summary>The checked inputs of an RNN, LSTM or GRU node.</summary>
sealed class OperatorInputs
{
    // 1 GiB of float32: what a forged file may make an output at most.
    const long MostNumbers = 1 << 28;

    readonly OperatorSettings settings;
    readonly float[] x, w, r, b, initialH, initialC, p;

    /// <param name="settings">The node's attributes.</param>
    /// <param name="given">X, W, R, B, sequence_lens, initial_h, initial_c, P; null for one that is not there.</param>
    internal OperatorInputs(OperatorSettings settings, IReadOnlyList<OnnxTensor?> given)
    {
        this.settings = settings;
        OnnxTensor x = Given(0) ?? throw settings.Invalid("the input X is missing"), r = Given(2) ?? throw settings.Invalid("the input R is missing");
        if (x.Dimensions is not [var first, var second, var features] || r.Dimensions is not [_, _, var hidden] || first < 1 || second < 1 || features < 1 || hidden < 1)
        {
            throw settings.Invalid($"X {x} and R {r}; expected three axes of 1 or more each");
        }

        (long steps, long batch) = settings.IsBatchFirst ? (second, first) : (first, second);
        long directions = settings.IsReverse.Count, rows = settings.Gates * hidden;
        if (settings.HiddenSize != 0 && settings.HiddenSize != hidden)
        {
            throw settings.Invalid($"hidden_size {settings.HiddenSize}, but R {r}");
        }

        // Each factor is far below 2³¹, so two of them do not overflow.
        if (steps * batch > MostNumbers / (directions * hidden))
        {
            throw settings.Invalid($"X {x} and R {r} make outputs of more than {MostNumbers} numbers");
        }

        (Steps, Batch, InputSize, HiddenSize) = ((int)steps, (int)batch, (int)features, (int)hidden);
        this.x = Floats(x, "X", x.Dimensions);
        w = Floats(Given(1) ?? throw settings.Invalid("the input W is missing"), "W", [directions, rows, features]);
        this.r = Floats(r, "R", [directions, rows, hidden]);
        b = Optional(3, "B", [directions, 2 * rows]);
        Lengths = LengthsOf(Given(4));
        IReadOnlyList<long> ofState = settings.IsBatchFirst ? [batch, directions, hidden] : [directions, batch, hidden];
        initialH = Optional(5, "initial_h", ofState);
        bool isLstm = settings.States == 2;
        initialC = isLstm ? Optional(6, "initial_c", ofState) : [];
        p = isLstm ? Optional(7, "P", [directions, 3 * hidden]) : [];

        OnnxTensor? Given(int place) => place < given.Count ? given[place] : null;

        float[] Optional(int place, string name, IReadOnlyList<long> sizes) => Given(place) is { } tensor ? Floats(tensor, name, sizes) : [];
    }

    internal int Steps { get; }

    internal int Batch { get; }

    internal int InputSize { get; }

    internal int HiddenSize { get; }

    /// <summary>Steps of each sequence.</summary>
    internal int[] Lengths { get; }

    internal bool HasPeepholes => p.Length > 0;

    /// <summary>The features of one token.</summary>
    internal ReadOnlySpan<float> Token(int step, int sequence) =>
        x.AsSpan((settings.IsBatchFirst ? sequence * Steps + step : step * Batch + sequence) * InputSize, InputSize);

    /// <summary>W of a direction, [gates · hidden, inputs].</summary>
    internal ReadOnlySpan<float> InputWeight(int direction) => Of(w, direction);

    /// <summary>R of a direction, [gates · hidden, hidden].</summary>
    internal ReadOnlySpan<float> HiddenWeight(int direction) => Of(r, direction);

    /// <summary>Both biases of a direction, each [gates · hidden]; zeros where there are none.</summary>
    internal (float[] Input, float[] Hidden) Biases(int direction)
    {
        int rows = settings.Gates * HiddenSize;
        float[] both = b.Length == 0 ? new float[2 * rows] : Of(b, direction).ToArray();
        return (both[..rows], both[rows..]);
    }

    /// <summary>One part of a direction's first state, [batch, hidden].</summary>
    internal float[] Initial(int direction, int part)
    {
        float[] state = new float[Batch * HiddenSize], given = part == 0 ? initialH : initialC;
        for (int sequence = 0; sequence < Batch && given.Length > 0; sequence++)
        {
            given.AsSpan(StatePlace(direction, sequence), HiddenSize).CopyTo(state.AsSpan(sequence * HiddenSize));
        }

        return state;
    }

    /// <summary>The peepholes of a direction, i, o, f, each [hidden].</summary>
    internal (float[] I, float[] O, float[] F) Peepholes(int direction)
    {
        ReadOnlySpan<float> all = Of(p, direction);
        return (all[..HiddenSize].ToArray(), all.Slice(HiddenSize, HiddenSize).ToArray(), all[(2 * HiddenSize)..].ToArray());
    }

    /// <summary>Where among the numbers of a state those of a direction and sequence begin.</summary>
    internal int StatePlace(int direction, int sequence) =>
        (settings.IsBatchFirst ? sequence * settings.IsReverse.Count + direction : direction * Batch + sequence) * HiddenSize;

    ReadOnlySpan<float> Of(float[] all, int direction)
    {
        int size = all.Length / settings.IsReverse.Count;
        return all.AsSpan(direction * size, size);
    }

    float[] Floats(OnnxTensor tensor, string name, IReadOnlyList<long> sizes) => tensor.Type == OnnxType.Float && tensor.Dimensions.SequenceEqual(sizes)
        ? tensor.Floats.ToArray()
        : throw settings.Invalid($"{name} is {tensor}; expected {OnnxType.Float} [{string.Join(", ", sizes)}]");

    int[] LengthsOf(OnnxTensor? tensor)
    {
        if (tensor is null)
        {
            return [.. Enumerable.Repeat(Steps, Batch)];
        }

        return tensor.Type == OnnxType.Int32 && tensor.Dimensions is [var count] && count == Batch && !tensor.Integers.ContainsAnyExceptInRange(0, Steps)
            ? tensor.Integers.ToArray()
            : throw settings.Invalid($"sequence_lens is {tensor}; expected {OnnxType.Int32} [{Batch}] with numbers from 0 to {Steps}");
    }
}
