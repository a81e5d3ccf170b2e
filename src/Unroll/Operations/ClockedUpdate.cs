using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>States whose units are renewed at different intervals.</summary>
static class ClockedUpdates
{
    extension(Tensor next)
    {
        /// <summary>Takes the new value of each unit whose period divides the row's clock, and keeps the old one elsewhere.</summary>
        /// <param name="old">The state before the step, [rows, width] as this tensor.</param>
        /// <param name="clock">Steps already done in each row, [rows, 1].</param>
        /// <param name="periods">One a unit, 1 or more; the last is the longest and all divide it.</param>
        /// <returns>The state after the step, and its clock, which counts modulo the longest period.</returns>
        /// <exception cref="ShapeMismatchException">The sizes do not fit.</exception>
        internal (Tensor State, Tensor Clock) OnTime(Tensor old, Tensor clock, int[] periods)
        {
            ClockedUpdate update = new(old, next, clock, periods);
            return (Operation.Run(update), update.NextClock);
        }
    }
}

/// <summary>y = next where the clock is a multiple of the unit's period, else old; the gradient goes the same way, none to the clock.</summary>
sealed class ClockedUpdate : Operation
{
    readonly Tensor old, next, clock;
    readonly int[] periods;

    internal ClockedUpdate(Tensor old, Tensor next, Tensor clock, int[] periods)
        : base(old, next, clock)
    {
        InputGradient.RequireSameShape(Name, old, next);
        if (next.Shape is not [var rows, var width] || width != periods.Length || clock.Shape != [rows, 1])
        {
            throw ShapeMismatchException.Between(Name, next.Shape, clock.Shape, $"it needs [rows, {periods.Length}] and [rows, 1]");
        }

        (this.old, this.next, this.clock, this.periods) = (old, next, clock, periods);
        NewOutput(next.Shape);
        NewOutput(clock.Shape);
    }

    internal Tensor NextClock => Outputs[1];

    protected override void Forward()
    {
        ReadOnlySpan<float> old = this.old.Values, next = this.next.Values;
        Span<float> y = Output.WritableValues;
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = IsTime(i) ? next[i] : old[i];
        }

        for (int row = 0; row < clock.Shape.Count; row++)
        {
            NextClock.WritableValues[row] = (Time(row) + 1) % periods[^1];
        }
    }

    protected internal override void Backward()
    {
        ReadOnlySpan<float> dy = Output.HasGradient ? Output.Gradient : [];
        Span<float> dold = old.NeedsGradient ? InputGradient.Of(old) : [], dnext = next.NeedsGradient ? InputGradient.Of(next) : [];
        for (int i = 0; i < dy.Length; i++)
        {
            Span<float> receiver = IsTime(i) ? dnext : dold;
            if (!receiver.IsEmpty)
            {
                receiver[i] += dy[i];
            }
        }

        if (clock.NeedsGradient)
        {
            // Nothing flows to the clock, but what it came from looks for its gradient: zeros.
            InputGradient.Of(clock);
        }
    }

    protected internal override void Reference(ReferenceValues values)
    {
        double[] old = values[this.old], next = values[this.next], clock = values[this.clock], y = values[Output];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = Whole(clock[i / periods.Length]) % periods[i % periods.Length] == 0 ? next[i] : old[i];
        }

        for (int row = 0; row < clock.Length; row++)
        {
            values[NextClock][row] = (Whole(clock[row]) + 1) % periods[^1];
        }
    }

    bool IsTime(int i) => Time(i / periods.Length) % periods[i % periods.Length] == 0;

    int Time(int row) => Whole(clock.Values[row]);

    // A state that someone made up may hold any number; a clock goes on from the nearest whole one.
    int Whole(double time) => (int)(Math.Round(Math.Abs(time)) % periods[^1]);
}
