using Unroll.Tensors;

namespace Unroll.Formats.PyTorch;

/// <summary>The names that a pickle of tensors may call, and what each builds.</summary>
static class PickleGlobals
{
    // PyTorch's own limit.
    const int MostAxes = 64;

    static readonly Dictionary<string, object> Known = new(StringComparer.Ordinal)
    {
        ["collections.OrderedDict"] = KnownFunction.OrderedDictionary,
        ["torch._utils._rebuild_tensor_v2"] = KnownFunction.RebuildTensor,
        ["torch._utils._rebuild_parameter"] = KnownFunction.RebuildParameter,
        ["torch.DoubleStorage"] = StoredType.F64,
        ["torch.FloatStorage"] = StoredType.F32,
        ["torch.HalfStorage"] = StoredType.F16,
        ["torch.BFloat16Storage"] = StoredType.BF16,
        ["torch.LongStorage"] = StoredType.I64,
        ["torch.IntStorage"] = StoredType.I32,
        ["torch.ShortStorage"] = StoredType.I16,
        ["torch.CharStorage"] = StoredType.I8,
        ["torch.ByteStorage"] = StoredType.U8,
        ["torch.BoolStorage"] = StoredType.BOOL,
    };

    /// <summary>Reads a name and looks it up.</summary>
    /// <returns>A <see cref="KnownFunction"/> or, for a storage, its <see cref="StoredType"/>.</returns>
    internal static object Find(PickleCursor pickle)
    {
        string name = pickle.GlobalName();
        return Known.TryGetValue(name, out object? known) ? known : throw pickle.Refused($"the global {Quotation.Of(name)}");
    }

    /// <summary>The storage that an identifier outside of the pickle stands for: ('storage', type, key, device, elements).</summary>
    internal static PickledStorage Storage(PickleCursor pickle, object? identifier) => identifier switch
    {
        object?[] and ["storage", StoredType type, string key, string, long count] when count >= 0 => new(key, type, count),
        _ => throw pickle.Damaged("something else than a storage lies outside of the pickle"),
    };

    /// <summary>What a known function makes of its arguments.</summary>
    internal static object Call(PickleCursor pickle, KnownFunction function, object?[] arguments) => (function, arguments) switch
    {
        (KnownFunction.OrderedDictionary, []) => new PickledDictionary(),

        // Beside these: whether it wants a gradient, hooks and, in newer files, attributes. None is needed to read it.
        (KnownFunction.RebuildTensor, [PickledStorage storage, long offset, object?[] sizes, object?[] strides, bool, PickledDictionary, ..]) =>
            Tensor(pickle, storage, offset, sizes, strides),
        (KnownFunction.RebuildParameter, [PickledTensor tensor, bool, PickledDictionary]) => tensor,
        _ => throw pickle.Damaged($"{function} is called with arguments that do not fit it"),
    };

    static PickledTensor Tensor(PickleCursor pickle, PickledStorage storage, long offset, object?[] sizes, object?[] strides)
    {
        if (sizes.Length != strides.Length || sizes.Length > MostAxes || offset < 0 || offset > storage.Count)
        {
            throw pickle.Damaged("a tensor's sizes, strides and offset do not fit each other");
        }

        int[] shape = new int[sizes.Length];
        long[] steps = new long[sizes.Length];
        Int128 elements = 1, last = offset;
        for (int axis = 0; axis < shape.Length; axis++)
        {
            if (sizes[axis] is not (long size and >= 0 and <= int.MaxValue) || strides[axis] is not (long stride and >= 0))
            {
                throw pickle.Damaged("a tensor has a size or stride that is not a whole number from 0");
            }

            (shape[axis], steps[axis]) = ((int)size, stride);

            // Saturating, so that no product overflows; a later size of 0 still makes the whole 0.
            elements = Int128.Min(elements * size, int.MaxValue + 1L);
            last += Int128.Min((Int128)Math.Max(0, size - 1) * stride, long.MaxValue);
        }

        if (elements > int.MaxValue || (elements > 0 && last >= storage.Count))
        {
            throw pickle.Damaged($"a tensor of shape [{string.Join(", ", shape)}] reaches behind the {storage.Count} elements of its storage");
        }

        return new(storage, Shape.Create(shape), offset, elements == 0 ? offset - 1 : (long)last, steps);
    }
}
