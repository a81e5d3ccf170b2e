using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Training.Probes;

/// <summary>
/// Runs some sequences of a pass once more through one layer, step by step, so that the gradient of the state is there at every step:
/// for any cell, fused or composed, without a word about it here.
/// </summary>
sealed class LevelReplay
{
    const int MostSequences = 16;

    readonly LevelPass pass;
    readonly int direction, count;
    readonly SequenceLayout layout;
    readonly List<(int Step, IReadOnlyList<Tensor> State)> states = [];

    LevelReplay(LevelPass pass, int direction)
    {
        (this.pass, this.direction, layout) = (pass, direction, pass.Input.Layout);
        count = layout.StepCount < 2 ? 0 : Math.Min(MostSequences, layout.Live[1]);
    }

    /// <summary>What one direction of a layer did in a step whose gradients are there; null where no sequence has two tokens or no gradient came.</summary>
    /// <remarks>Adds to the gradients of the layer's parameters, so it comes when nobody needs them any more.</remarks>
    internal static LevelInspection? Inspect(string stack, LevelPass pass, int direction)
    {
        LevelReplay replay = new(pass, direction);
        return replay.count == 0 || !(replay.ArrivingGradient() is { } arriving) ? null : replay.Inspect(stack, arriving);
    }

    LevelInspection Inspect(string stack, float[][] arriving)
    {
        using SignalRecorder recorder = SignalRecorder.Begin();
        Tensor sent = Send(direction == 0 ? Forwards(recorder) : Backwards(recorder), arriving);
        GateStatistics gates = GateStatistics.Of([.. recorder.Signals.Where(signal => signal.Direction == direction)], Tape.Of(sent).Operations);
        sent.Backward();
        return new(stack, pass.Layer, direction == 1, count, Reach(), gates.Gates, gates.HalfLife);
    }

    // The longest sequences come first in every step, so a step's share of them is a prefix of its rows.
    int Rows(int step) => Math.Min(layout.Live[step], count);

    /// <summary>
    /// For each part of the state the gradient that is put in after the last token read, [count, size]: the sum of what came to the outputs,
    /// and what came to the final state. Scaled to length 1, so that small ones last longer in 32 bits; null where nothing came.
    /// </summary>
    float[][]? ArrivingGradient()
    {
        IReadOnlyList<int> sizes = pass.Level.StateSizes;
        float[][] arriving = [.. sizes.Select(size => new float[count * size])];
        if (pass.Outputs.HasGradient)
        {
            ReadOnlySpan<float> gradient = pass.Outputs.Gradient;
            int width = pass.Outputs.Shape.LastSize, size = sizes[0];
            for (int step = 0; step < layout.StepCount; step++)
            {
                for (int row = 0; row < Rows(step); row++)
                {
                    Add(gradient.Slice((layout.Offsets[step] + row) * width + direction * size, size), arriving[0].AsSpan(row * size, size));
                }
            }
        }

        for (int part = 0; part < sizes.Count; part++)
        {
            Tensor final = pass.Final[direction][part];
            for (int row = 0; row < count && final.HasGradient; row++)
            {
                Add(final.Gradient.Slice(layout.Order[row] * sizes[part], sizes[part]), arriving[part].AsSpan(row * sizes[part], sizes[part]));
            }
        }

        double length = Math.Sqrt(arriving.Sum(part => SquaredLength(part)));
        if (!(length > 0) || !double.IsFinite(length))
        {
            return null;
        }

        return [.. arriving.Select(part => Array.ConvertAll(part, value => (float)(value / length)))];
    }

    /// <summary>Sequences leave as they end. Gives for each step after which some end their states, first row first.</summary>
    List<(int FirstRow, IReadOnlyList<Tensor> Ended)> Forwards(SignalRecorder recorder)
    {
        List<(int, IReadOnlyList<Tensor>)> ended = [];
        IReadOnlyList<Tensor> state = Begin(0, count);
        for (int step = 0; step < layout.StepCount; step++)
        {
            int rows = Rows(step), next = step + 1 < layout.StepCount ? Rows(step + 1) : 0;
            state = Advance(step, rows, state, recorder);
            if (next < rows)
            {
                ended.Add((next, Slice(state, next, rows - next)));
                state = Slice(state, 0, next);
            }
        }

        return ended;
    }

    /// <summary>Sequences join as their ends are reached, and all end at the first token.</summary>
    List<(int FirstRow, IReadOnlyList<Tensor> Ended)> Backwards(SignalRecorder recorder)
    {
        IReadOnlyList<Tensor> state = Begin(0, 0);
        for (int step = layout.StepCount - 1, running = 0; step >= 0; step--)
        {
            int rows = Rows(step);
            if (rows > running)
            {
                Tensor[] joining = Begin(running, rows - running);
                state = running == 0 ? joining : [.. state.Select((part, i) => Tensor.ConcatenateRows(part, joining[i]))];
                running = rows;
            }

            state = Advance(step, rows, state, recorder);
        }

        return [(0, state)];
    }

    IReadOnlyList<Tensor> Advance(int step, int rows, IReadOnlyList<Tensor> state, SignalRecorder recorder)
    {
        int features = pass.Input.Features;
        Tensor x = Tensor.From(pass.Input.Data.Values.Slice(layout.Offsets[step] * features, rows * features), [rows, features]);
        int[] lengths = new int[rows];
        Array.Fill(lengths, 1);
        Sequences token = new(x, new(lengths));
        recorder.Enter(pass.Level, pass.Layer, token.Layout);

        // Both directions of a layer run at once; what the other one makes of it is not looked at.
        IReadOnlyList<IReadOnlyList<Tensor>> both = [.. pass.Final.Select((parts, i) => i == direction ? state : [.. state.Select(part => Tensor.Zeros(part.Shape))])];
        state = pass.Level.Run(token, both).Final[direction];
        states.Add((step, state));
        return state;
    }

    Tensor[] Begin(int first, int rows) => [.. pass.Level.StateSizes.Select((size, part) =>
    {
        float[] values = new float[rows * size];
        for (int row = 0; row < rows && pass.Initial is not null; row++)
        {
            pass.Initial[direction][part].Values.Slice(layout.Order[first + row] * size, size).CopyTo(values.AsSpan(row * size));
        }

        return Tensor.From(values, [rows, size]);
    })];

    /// <summary>The number whose gradient at the final states is the one that arrives there.</summary>
    static Tensor Send(List<(int FirstRow, IReadOnlyList<Tensor> Ended)> all, float[][] arriving)
    {
        Tensor? sum = null;
        foreach ((int first, IReadOnlyList<Tensor> parts) in all)
        {
            for (int part = 0; part < parts.Count; part++)
            {
                Shape shape = parts[part].Shape;
                Tensor sent = (parts[part] * Tensor.From(arriving[part].AsSpan(first * shape[1], shape.Count), shape)).Sum();
                sum = sum is null ? sent : sum + sent;
            }
        }

        return sum!;
    }

    List<GradientReach> Reach()
    {
        // At each distance, over the sequences that are so long: squared length of the gradient there, and of the same sequences' at 0.
        int longest = layout.StepCount;
        double[] there = new double[longest], atStart = new double[longest], start = new double[count];
        int[] sequences = new int[longest];
        foreach ((int step, IReadOnlyList<Tensor> state) in states.AsEnumerable().Reverse())
        {
            for (int row = 0; row < Rows(step); row++)
            {
                double squares = state.Sum(part => part.HasGradient ? SquaredLength(part.Gradient.Slice(row * part.Shape[1], part.Shape[1])) : 0);
                int distance = direction == 0 ? layout.Lengths[layout.Order[row]] - 1 - step : step;
                start[row] = distance == 0 ? squares : start[row];
                there[distance] += squares;
                atStart[distance] += start[row];
                sequences[distance]++;
            }
        }

        // What only a few sequences reach says more about them than about the layer.
        int enough = (count + 3) / 4;
        return [.. Distances(longest).TakeWhile(distance => sequences[distance] >= enough && atStart[distance] > 0)
            .Select(distance => new GradientReach(distance, ShortNumber.Of(Math.Sqrt(there[distance] / atStart[distance]))))];
    }

    /// <summary>Every distance up to 32, then each a tenth farther: the curve on few numbers.</summary>
    static IEnumerable<int> Distances(int end)
    {
        const int dense = 32;
        for (int distance = 0; distance < end; distance += distance < dense ? 1 : distance / 10)
        {
            yield return distance;
        }
    }

    static Tensor[] Slice(IReadOnlyList<Tensor> state, int start, int rows) => [.. state.Select(part => part.Rows(start, rows))];

    static void Add(ReadOnlySpan<float> source, Span<float> target)
    {
        for (int i = 0; i < target.Length; i++)
        {
            target[i] += source[i];
        }
    }

    static double SquaredLength(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
        {
            sum += (double)value * value;
        }

        return sum;
    }
}
