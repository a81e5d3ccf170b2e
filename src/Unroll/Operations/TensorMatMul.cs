using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>Matrix products.</summary>
public static class TensorMatMul
{
    extension(Tensor a)
    {
        /// <summary>A·B.</summary>
        /// <param name="b">[k, n], where this tensor is [m, k].</param>
        /// <returns>[m, n].</returns>
        /// <exception cref="ShapeMismatchException">The inner sizes differ, or a tensor has not two axes.</exception>
        public Tensor MatMul(Tensor b) => Operation.Run(new MatMul(a, b));

        /// <summary>x·Wᵀ + b for every row of this tensor.</summary>
        /// <param name="weight">W, [outputs, inputs].</param>
        /// <param name="bias">b, [outputs]; null for none.</param>
        /// <returns>[…, outputs], where this tensor is […, inputs].</returns>
        /// <exception cref="ShapeMismatchException">The last size is not the weight's number of inputs.</exception>
        public Tensor Linear(Tensor weight, Tensor? bias = null)
        {
            Tensor product = Operation.Run(new LinearMap(a, weight));
            return bias is null ? product : product + bias;
        }
    }
}

/// <summary>C = A·B; dA = dC·Bᵀ, dB = Aᵀ·dC.</summary>
sealed class MatMul : Operation
{
    readonly Tensor a, b;
    readonly int m, k, n;

    internal MatMul(Tensor a, Tensor b)
        : base(a, b)
    {
        if (a.Shape is not [var m, var k] || b.Shape is not [var inner, var n] || inner != k)
        {
            throw ShapeMismatchException.Between(Name, a.Shape, b.Shape, "it multiplies [m, k] by [k, n]");
        }

        (this.a, this.b, this.m, this.k, this.n) = (a, b, m, k, n);
        NewOutput([m, n]);
    }

    protected override void Forward() => Gemm.Multiply(a.Values, b.Values, Output.WritableValues, m, k, n, Write.Replace, Team);

    protected internal override void Backward()
    {
        ReadOnlySpan<float> dc = Output.Gradient;
        if (a.NeedsGradient)
        {
            Gemm.MultiplyTransposedB(dc, b.Values, InputGradient.Of(a), m, n, k, Write.Add, Team);
        }

        if (b.NeedsGradient)
        {
            Gemm.MultiplyTransposedA(a.Values, dc, InputGradient.Of(b), k, m, n, Write.Add, Team);
        }
    }

    protected internal override void Reference(ReferenceValues values)
    {
        double[] a = values[this.a], b = values[this.b], c = values[Output];
        for (int i = 0; i < c.Length; i++)
        {
            double sum = 0;
            for (int j = 0; j < k; j++)
            {
                sum += a[i / n * k + j] * b[j * n + i % n];
            }

            c[i] = sum;
        }
    }
}

/// <summary>Y = X·Wᵀ; dX = dY·W, dW = dYᵀ·X.</summary>
sealed class LinearMap : Operation
{
    readonly Tensor x, w;
    readonly int rows, inputs, outputs;

    internal LinearMap(Tensor x, Tensor w)
        : base(x, w)
    {
        if (w.Shape is not [var outputs, var inputs] || x.Shape.Rank == 0 || x.Shape.LastSize != inputs)
        {
            throw new ShapeMismatchException("Linear", nameof(x), w.Shape.Rank == 2 ? $"[…, {w.Shape[1]}]" : "a weight of [outputs, inputs]", x.Shape,
                $"its weight is {w.Shape}, [outputs, inputs]");
        }

        (this.x, this.w, rows, this.inputs, this.outputs) = (x, w, x.Shape.RowCount, inputs, outputs);
        NewOutput(x.Shape.WithLastSize(outputs));
    }

    protected override void Forward() =>
        Gemm.MultiplyTransposedB(x.Values, w.Values, Output.WritableValues, rows, inputs, outputs, Write.Replace, Team);

    protected internal override void Backward()
    {
        ReadOnlySpan<float> dy = Output.Gradient;
        if (x.NeedsGradient)
        {
            Gemm.Multiply(dy, w.Values, InputGradient.Of(x), rows, outputs, inputs, Write.Add, Team);
        }

        if (w.NeedsGradient)
        {
            Gemm.MultiplyTransposedA(dy, x.Values, InputGradient.Of(w), outputs, rows, inputs, Write.Add, Team);
        }
    }

    protected internal override void Reference(ReferenceValues values)
    {
        double[] x = values[this.x], w = values[this.w], y = values[Output];
        for (int i = 0; i < y.Length; i++)
        {
            double sum = 0;
            for (int j = 0; j < inputs; j++)
            {
                sum += x[i / outputs * inputs + j] * w[i % outputs * inputs + j];
            }

            y[i] = sum;
        }
    }
}
