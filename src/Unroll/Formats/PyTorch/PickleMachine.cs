namespace Unroll.Formats.PyTorch;

/// <summary>Carries out a pickle of tensors by name. It knows what torch.save needs for a state dictionary and refuses everything else.</summary>
/// <remarks>
/// Python's pickles are programs for a small stack machine that may call any function by name. Here a name is an entry of a
/// fixed table or an error, and what the table has only builds the values of <see cref="PickledDictionary"/> and its
/// neighbours. No instruction takes more memory than a fixed multiple of its own length in the file.
/// </remarks>
sealed class PickleMachine(PickleCursor pickle)
{
    const int OldestProtocol = 2, NewestProtocol = 3;

    readonly List<object?> stack = [];
    readonly List<int> marks = [];
    readonly Dictionary<uint, object?> memo = [];

    /// <summary>Runs to the end.</summary>
    /// <returns>What the pickle holds: a <see cref="PickledDictionary"/> in a usable file.</returns>
    /// <exception cref="InvalidDataException">It is damaged, or asks for something else than tensors; one line.</exception>
    internal object? Run()
    {
        while (true)
        {
            PickleOpcode opcode = pickle.NextOpcode();
            if (opcode == PickleOpcode.Stop)
            {
                return Pop();
            }

            Step(opcode);
        }
    }

    void Step(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Proto: RequireProtocol(pickle.UInt8()); break;
            case PickleOpcode.Mark: marks.Add(stack.Count); break;
            case PickleOpcode.None: stack.Add(null); break;
            case PickleOpcode.NewTrue: stack.Add(true); break;
            case PickleOpcode.NewFalse: stack.Add(false); break;
            case PickleOpcode.BinInt1: stack.Add((long)pickle.UInt8()); break;
            case PickleOpcode.BinInt2: stack.Add((long)pickle.UInt16()); break;
            case PickleOpcode.BinInt: stack.Add((long)pickle.Int32()); break;
            case PickleOpcode.Long1: stack.Add(pickle.LongInteger()); break;
            case PickleOpcode.BinFloat: stack.Add(pickle.Double()); break;
            case PickleOpcode.BinUnicode: stack.Add(pickle.Text()); break;
            case PickleOpcode.EmptyDict: stack.Add(new PickledDictionary()); break;
            case PickleOpcode.EmptyList: stack.Add(new PickledList()); break;
            case PickleOpcode.EmptyTuple: stack.Add(Array.Empty<object?>()); break;
            case PickleOpcode.Tuple1: stack.Add(PopLast(1)); break;
            case PickleOpcode.Tuple2: stack.Add(PopLast(2)); break;
            case PickleOpcode.Tuple3: stack.Add(PopLast(3)); break;
            case PickleOpcode.Tuple: stack.Add(PopToMark()); break;
            case PickleOpcode.BinPut: memo[pickle.UInt8()] = Peek(); break;
            case PickleOpcode.Long_BinPut: memo[pickle.UInt32()] = Peek(); break;
            case PickleOpcode.BinGet: stack.Add(Recall(pickle.UInt8())); break;
            case PickleOpcode.Long_BinGet: stack.Add(Recall(pickle.UInt32())); break;
            case PickleOpcode.Append: Append(PopLast(1)); break;
            case PickleOpcode.Appends: Append(PopToMark()); break;
            case PickleOpcode.SetItem: SetItems(PopLast(2)); break;
            case PickleOpcode.SetItems: SetItems(PopToMark()); break;
            case PickleOpcode.Global: stack.Add(PickleGlobals.Find(pickle)); break;
            case PickleOpcode.BinPersId: stack.Add(PickleGlobals.Storage(pickle, Pop())); break;
            case PickleOpcode.Reduce: Reduce(); break;
            case PickleOpcode.Build: Build(); break;
            default:
                throw pickle.Refused(Enum.IsDefined(opcode)
                ? $"the opcode {opcode.ToString().ToUpperInvariant()} (0x{(byte)opcode:x2})"
                : $"the unknown opcode 0x{(byte)opcode:x2}");
        }
    }

    void RequireProtocol(byte protocol)
    {
        if (protocol is < OldestProtocol or > NewestProtocol)
        {
            throw pickle.Refused($"pickle protocol {protocol} (torch.save writes {OldestProtocol} unless told otherwise)");
        }
    }

    void Append(ReadOnlySpan<object?> items)
    {
        if (Peek() is not PickledList)
        {
            throw pickle.Damaged($"{items.Length} values are to be appended to something that is not a list");
        }
    }

    void SetItems(ReadOnlySpan<object?> items)
    {
        if (Peek() is not PickledDictionary dictionary || items.Length % 2 != 0)
        {
            throw pickle.Damaged("names and values are to be put into something that is not a dictionary, or not in pairs");
        }

        for (int i = 0; i < items.Length; i += 2)
        {
            dictionary.Add(items[i], items[i + 1]);
        }
    }

    void Reduce()
    {
        object? arguments = Pop(), function = Pop();
        if (function is not KnownFunction known || arguments is not object?[] tuple)
        {
            throw pickle.Refused("a call of something that is not a function");
        }

        stack.Add(PickleGlobals.Call(pickle, known, tuple));
    }

    // An ordered dictionary's attributes, of which PyTorch sets one: the version of each module.
    void Build()
    {
        Pop();
        if (Peek() is not PickledDictionary)
        {
            throw pickle.Refused("attributes of something that is not a dictionary");
        }
    }

    object? Recall(uint index) => memo.TryGetValue(index, out object? value) ? value
        : throw pickle.Damaged($"value {index} is recalled that was never remembered");

    object? Peek()
    {
        RequireAboveMark(1);
        return stack[^1];
    }

    object? Pop()
    {
        object? value = Peek();
        stack.RemoveAt(stack.Count - 1);
        return value;
    }

    object?[] PopLast(int count)
    {
        RequireAboveMark(count);
        object?[] values = [.. stack[^count..]];
        stack.RemoveRange(stack.Count - count, count);
        return values;
    }

    object?[] PopToMark()
    {
        if (marks.Count == 0)
        {
            throw pickle.Damaged("values up to a mark are taken where no mark was set");
        }

        int mark = marks[^1];
        marks.RemoveAt(marks.Count - 1);
        object?[] values = [.. stack[mark..]];
        stack.RemoveRange(mark, stack.Count - mark);
        return values;
    }

    void RequireAboveMark(int count)
    {
        int bottom = marks.Count == 0 ? 0 : marks[^1];
        if (stack.Count - bottom < count)
        {
            throw pickle.Damaged("a value is taken where none is left");
        }
    }
}
