namespace Unroll.Tensors;

/// <summary>The operations that led to one tensor, each after all it depends on.</summary>
/// <remarks>Found with an explicit stack: the depth of an unrolled network belongs to the user's text, not to our call stack.</remarks>
sealed class Tape
{
    // Each training step of a loop finds its operations with what the step before left: lists that have grown.
    [ThreadStatic]
    static Tape? spare;

    readonly List<Operation> operations = [];
    readonly HashSet<Operation> seen = [];
    readonly Stack<(Operation Operation, int NextInput)> pending = new();

    internal IReadOnlyList<Operation> Operations => operations;

    internal static Tape Of(Tensor result)
    {
        Tape tape = new();
        tape.Find(result);
        return tape;
    }

    /// <summary>Goes back from a result through all operations that led to it.</summary>
    internal static void BackwardFrom(Tensor result)
    {
        Tape tape = spare ?? new();
        // An operation's way back may have a tape of its own.
        spare = null;
        tape.Find(result);
        tape.Backward();
        tape.operations.Clear();
        tape.seen.Clear();
        spare = tape;
    }

    internal void Backward()
    {
        for (int i = operations.Count - 1; i >= 0; i--)
        {
            operations[i].Backward();
        }
    }

    void Find(Tensor result)
    {
        Visit(result);
        while (pending.TryPop(out (Operation Operation, int NextInput) top))
        {
            if (top.NextInput == top.Operation.Inputs.Length)
            {
                operations.Add(top.Operation);
                continue;
            }

            pending.Push((top.Operation, top.NextInput + 1));
            Visit(top.Operation.Inputs[top.NextInput]);
        }
    }

    void Visit(Tensor tensor)
    {
        if (tensor.Origin is { } origin && seen.Add(origin))
        {
            pending.Push((origin, 0));
        }
    }
}
