namespace Unroll.Tensors;

/// <summary>
/// Keeps what recurrent layers compute on this thread for each token while it is open: gates, candidates and states, under their names.
/// The numbers are copies, so neither the way back nor the end of the step touches them.
/// </summary>
sealed class SignalRecorder : IDisposable
{
    [ThreadStatic]
    static SignalRecorder? current;

    readonly List<RecordedSignal> signals = [];
    object? layer;
    int level, direction, firstRow;
    SequenceLayout? layout;

    SignalRecorder()
    {
    }

    /// <summary>The recorder that is open on this thread; null where nobody looks.</summary>
    internal static SignalRecorder? Current => current;

    /// <summary>What was kept, in the order in which it was first named.</summary>
    internal IReadOnlyList<RecordedSignal> Signals => signals;

    /// <summary>Opens a recorder on this thread.</summary>
    /// <exception cref="InvalidOperationException">One is open already.</exception>
    internal static SignalRecorder Begin() => current is null ? current = new()
        : throw new InvalidOperationException("A recorder is already open on this thread; dispose it before the next begins.");

    public void Dispose() => current = null;

    /// <summary>From here on, what is named belongs to this level of this layer.</summary>
    internal void Enter(object layer, int level, SequenceLayout layout)
    {
        (this.layer, this.level, this.layout) = (layer, level, layout);
        BeginDirection(0);
    }

    /// <summary>From here on, what is named belongs to this direction, from the first token on.</summary>
    /// <param name="direction">0 forwards, 1 backwards.</param>
    internal void BeginDirection(int direction) => (this.direction, firstRow) = (direction, 0);

    /// <summary>From here on, what is named belongs to tokens from this packed row on.</summary>
    internal void BeginRows(int row) => firstRow = row;

    /// <summary>Keeps the numbers of consecutive tokens.</summary>
    /// <param name="name">What they are.</param>
    /// <param name="values">[tokens, width].</param>
    /// <param name="width">Numbers a token.</param>
    internal void Keep(string name, ReadOnlySpan<float> values, int width)
    {
        if (layer is null || layout is null)
        {
            return;
        }

        RecordedSignal? signal = signals.Find(signal =>
            signal.Layer == layer && signal.Level == level && signal.Direction == direction && signal.Layout == layout && signal.Name == name);
        if (signal is null)
        {
            signals.Add(signal = new(layer, level, direction, layout, name, width, new float[layout.TokenCount * width]));
        }

        values.CopyTo(signal.Values.AsSpan(firstRow * width));
    }
}

/// <summary>One kind of number at every token of a batch.</summary>
/// <param name="Layer">The recurrent layer it belongs to.</param>
/// <param name="Level">0 for the level that reads the input.</param>
/// <param name="Direction">0 forwards, 1 backwards.</param>
/// <param name="Layout">Where each token lies.</param>
/// <param name="Name">What it is, such as "forget gate".</param>
/// <param name="Width">Numbers a token.</param>
/// <param name="Values">[tokens, width], in packed order.</param>
sealed record RecordedSignal(object Layer, int Level, int Direction, SequenceLayout Layout, string Name, int Width, float[] Values);
