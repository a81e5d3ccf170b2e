namespace Unroll.Tensors;

/// <summary>A tensor does not have the shape that an operation needs; the message names both and how to mend it.</summary>
public sealed class ShapeMismatchException : ArgumentException
{
    /// <summary>Makes the exception from a finished sentence.</summary>
    /// <param name="message">What was expected, what came, how to mend it.</param>
    public ShapeMismatchException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the one-line message from its parts.</summary>
    /// <param name="operation">The operation or layer that refuses, such as <c>MatMul</c>.</param>
    /// <param name="name">The parameter at fault.</param>
    /// <param name="expected">The shape it should have, such as <c>[live, 64]</c>.</param>
    /// <param name="actual">The shape it has.</param>
    /// <param name="mend">What to do about it.</param>
    public ShapeMismatchException(string operation, string name, string expected, Shape actual, string mend)
        : base($"{operation}: {name}: expected {expected}, got {actual}; {mend}.")
    {
    }

    /// <summary>Two tensors that do not fit each other.</summary>
    internal static ShapeMismatchException Between(string operation, Shape left, Shape right, string mend) =>
        new($"{operation}: {left} and {right} do not fit; {mend}.");
}
