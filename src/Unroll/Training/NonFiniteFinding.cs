using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Training;

/// <summary>Where numbers first stopped being finite.</summary>
/// <param name="What">The loss, the gradient or the weights.</param>
/// <param name="Operation">The first operation at fault, with the shape of what it computed.</param>
/// <param name="Parameter">The first parameter at fault.</param>
sealed record NonFiniteFinding(string What, string? Operation, string? Parameter)
{
    /// <summary>For a loss that is not finite: the first operation on the way to it whose result is not, and a parameter whose values are not.</summary>
    internal static NonFiniteFinding InLoss(Tensor loss, Module network)
    {
        Operation? first = Tape.Of(loss).Operations.FirstOrDefault(operation => operation.Outputs.ToArray().Any(output => !IsFinite(output.Values)));
        string? parameter = FirstParameter(network, parameter => parameter.Values) ?? OperandOf(first, network);
        return new($"the loss is {loss.Item}", Name(first), parameter);
    }

    /// <summary>For gradients that are not finite: the first operation on the way back that gave one.</summary>
    internal static NonFiniteFinding InGradients(Tensor loss, Module network)
    {
        Operation? first = Tape.Of(loss).Operations.LastOrDefault(operation => operation.Inputs.ToArray().Any(input => !IsFinite(input.Gradient)));
        return new("the gradient is not finite", Name(first), FirstParameter(network, parameter => parameter.Gradient));
    }

    /// <summary>Weights that are not finite; null where all are.</summary>
    internal static NonFiniteFinding? InWeights(Module network) =>
        FirstParameter(network, parameter => parameter.ValuesAsTheyStand.Span) is { } parameter
            ? new("the weights are not finite after the step", Operation: null, parameter)
            : null;

    static string? FirstParameter(Module network, Func<Parameter, ReadOnlySpan<float>> numbers)
    {
        foreach ((string name, Parameter parameter) in network.NamedParameters)
        {
            if (!IsFinite(numbers(parameter)))
            {
                return $"{name} {parameter.Shape}";
            }
        }

        return null;
    }

    // All parameters are finite: what the operation multiplies with is too large.
    static string? OperandOf(Operation? operation, Module network)
    {
        if (operation is null)
        {
            return null;
        }

        foreach (Tensor input in operation.Inputs)
        {
            foreach ((string name, Parameter parameter) in network.NamedParameters)
            {
                if (parameter == input)
                {
                    return $"{name} {parameter.Shape}";
                }
            }
        }

        return null;
    }

    static string? Name(Operation? operation) => operation is null ? null : $"{operation.Name} {operation.Outputs[0].Shape}";

    static bool IsFinite(ReadOnlySpan<float> numbers)
    {
        foreach (float number in numbers)
        {
            if (!float.IsFinite(number))
            {
                return false;
            }
        }

        return true;
    }
}
