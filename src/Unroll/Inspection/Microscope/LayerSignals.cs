using Unroll.Tensors;

namespace Unroll.Inspection.Microscope;

/// <summary>Gates and states of the recurrent layers while they read one text.</summary>
static class LayerSignals
{
    /// <summary>Reads the text once more with open eyes.</summary>
    internal static IReadOnlyList<InspectedLayer> Of(TextReading reading, Arena arena)
    {
        using StepMemory step = arena.BeginInspection();
        using SignalRecorder recorder = SignalRecorder.Begin();
        Sequences text = reading.Vectors([reading.All]);
        // Gates are kept where a gradient is wanted.
        reading.Recurrent.Forward(text.With(Tensor.From(text.Data.Values, text.Data.Shape, needsGradient: true)));
        return [.. recorder.Signals.Where(signal => signal.Layer == reading.Recurrent)
            .GroupBy(signal => 2 * signal.Level + signal.Direction).OrderBy(group => group.Key)
            .Select(group => new InspectedLayer(group.Key / 2 + 1, group.Key % 2 == 1, [.. group.OrderBy(signal => IsState(signal) ? 1 : 0).Select(Shown)]))];
    }

    static bool IsState(RecordedSignal signal) => signal.Name.EndsWith("state", StringComparison.Ordinal);

    static LayerSignal Shown(RecordedSignal signal)
    {
        float[][] values = [.. Enumerable.Range(0, signal.Layout.TokenCount)
            .Select(token => signal.Values.AsSpan(signal.Layout.Row(sequence: 0, token) * signal.Width, signal.Width).ToArray())];
        bool isGate = signal.Name.EndsWith("gate", StringComparison.Ordinal);
        return new(signal.Name, isGate, values, [.. values.Select(row => row.Average(value => isGate ? value : Math.Abs(value)))]);
    }
}
