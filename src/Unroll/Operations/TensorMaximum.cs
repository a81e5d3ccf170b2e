using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>The larger of two, element by element.</summary>
public static class TensorMaximum
{
    extension(Tensor a)
    {
        /// <summary>max(a, b), element by element.</summary>
        /// <param name="b">The same shape.</param>
        /// <returns>The same shape.</returns>
        /// <exception cref="ShapeMismatchException">The shapes differ.</exception>
        public Tensor Maximum(Tensor b) => Operation.Run(new Maximum(a, b));
    }
}

/// <summary>y = max(a, b); da = dy where a ≥ b, db = dy elsewhere.</summary>
sealed class Maximum : Operation
{
    readonly Tensor a, b;

    internal Maximum(Tensor a, Tensor b)
        : base(a, b)
    {
        InputGradient.RequireSameShape(Name, a, b);
        (this.a, this.b) = (a, b);
        NewOutput(a.Shape);
    }

    protected override void Forward()
    {
        ReadOnlySpan<float> a = this.a.Values, b = this.b.Values;
        Span<float> y = Output.WritableValues;
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = MathF.Max(a[i], b[i]);
        }
    }

    protected internal override void Backward()
    {
        ReadOnlySpan<float> a = this.a.Values, b = this.b.Values, dy = Output.Gradient;
        Span<float> da = this.a.NeedsGradient ? InputGradient.Of(this.a) : [], db = this.b.NeedsGradient ? InputGradient.Of(this.b) : [];
        for (int i = 0; i < dy.Length; i++)
        {
            Span<float> receiver = a[i] >= b[i] ? da : db;
            if (!receiver.IsEmpty)
            {
                receiver[i] += dy[i];
            }
        }
    }

    protected internal override void Reference(ReferenceValues values)
    {
        double[] a = values[this.a], b = values[this.b], y = values[Output];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = Math.Max(a[i], b[i]);
        }
    }
}
