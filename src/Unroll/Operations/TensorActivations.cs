using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Operations;

/// <summary>The nonlinear functions of recurrent networks, element by element.</summary>
public static class TensorActivations
{
    extension(Tensor x)
    {
        /// <summary>σ(x) = 1 / (1 + e⁻ˣ).</summary>
        /// <returns>The same shape.</returns>
        public Tensor Sigmoid() => Operation.Run(new Sigmoid(x));

        /// <summary>tanh(x).</summary>
        /// <returns>The same shape.</returns>
        public Tensor Tanh() => Operation.Run(new Tanh(x));

        /// <summary>max(x, 0).</summary>
        /// <returns>The same shape.</returns>
        public Tensor Relu() => Operation.Run(new Relu(x));
    }
}

/// <summary>y = σ(x); dx = dy·y·(1 − y).</summary>
sealed class Sigmoid : Operation
{
    readonly Tensor x;

    internal Sigmoid(Tensor x)
        : base(x)
    {
        this.x = x;
        NewOutput(x.Shape);
    }

    protected override void Forward() => Activations.Sigmoid(x.Values, Output.WritableValues);

    // The output alone gives the derivative, so nothing else is kept for the way back.
    protected internal override void Backward()
    {
        Activations.SigmoidBackward(Output.Values, Output.Gradient, InputGradient.Of(x));
    }

    protected internal override void Reference(ReferenceValues values)
    {
        double[] x = values[this.x], y = values[Output];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = ReferenceMath.Sigmoid(x[i]);
        }
    }
}

/// <summary>y = tanh(x); dx = dy·(1 − y²).</summary>
sealed class Tanh : Operation
{
    readonly Tensor x;

    internal Tanh(Tensor x)
        : base(x)
    {
        this.x = x;
        NewOutput(x.Shape);
    }

    protected override void Forward() => Activations.Tanh(x.Values, Output.WritableValues);

    // The output alone gives the derivative, so nothing else is kept for the way back.
    protected internal override void Backward()
    {
        Activations.TanhBackward(Output.Values, Output.Gradient, InputGradient.Of(x));
    }

    protected internal override void Reference(ReferenceValues values)
    {
        double[] x = values[this.x], y = values[Output];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = Math.Tanh(x[i]);
        }
    }
}

/// <summary>y = max(x, 0); dx = dy where x &gt; 0.</summary>
sealed class Relu : Operation
{
    readonly Tensor x;

    internal Relu(Tensor x)
        : base(x)
    {
        this.x = x;
        NewOutput(x.Shape);
    }

    protected override void Forward() => Activations.Relu(x.Values, Output.WritableValues);

    protected internal override void Backward()
    {
        Activations.ReluBackward(Output.Values, Output.Gradient, InputGradient.Of(x));
    }

    protected internal override void Reference(ReferenceValues values)
    {
        double[] x = values[this.x], y = values[Output];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = Math.Max(x[i], 0);
        }
    }
}
