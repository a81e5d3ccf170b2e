namespace Unroll.Tensors;

/// <summary>The operations that led to one tensor, each after all it depends on.</summary>
/// <remarks>Found with an explicit stack: the depth of an unrolled network belongs to the user's text, not to our call stack.</remarks>
sealed class Tape
{
    readonly List<Operation> operations = [];

    internal IReadOnlyList<Operation> Operations => operations;

    internal static Tape Of(Tensor result)
    {
        Tape tape = new();
        HashSet<Operation> seen = [];
        Stack<(Operation Operation, int NextInput)> pending = new();
        Visit(result);
        while (pending.TryPop(out (Operation Operation, int NextInput) top))
        {
            if (top.NextInput == top.Operation.Inputs.Length)
            {
                tape.operations.Add(top.Operation);
                continue;
            }

            pending.Push((top.Operation, top.NextInput + 1));
            Visit(top.Operation.Inputs[top.NextInput]);
        }

        return tape;

        void Visit(Tensor tensor)
        {
            if (tensor.Origin is { } origin && seen.Add(origin))
            {
                pending.Push((origin, 0));
            }
        }
    }

    internal void Backward()
    {
        for (int i = operations.Count - 1; i >= 0; i--)
        {
            operations[i].Backward();
        }
    }
}
