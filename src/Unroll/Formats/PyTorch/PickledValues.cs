using Unroll.Tensors;

namespace Unroll.Formats.PyTorch;

/// <summary>What a pickle calls by name and is known here: anything else is refused.</summary>
enum KnownFunction
{
    OrderedDictionary,
    RebuildTensor,
    RebuildParameter,
}

/// <summary>A dictionary, in the order of the file. Ordered ones are the same here.</summary>
sealed class PickledDictionary
{
    List<(object? Key, object? Value)>? items;

    internal IReadOnlyList<(object? Key, object? Value)> Items => items ?? [];

    internal void Add(object? key, object? value) => (items ??= []).Add((key, value));
}

/// <summary>A list. State dictionaries keep nothing in lists, so what it holds is not kept.</summary>
sealed class PickledList;

/// <summary>The memory that tensors look into: a file of its own in the archive.</summary>
/// <param name="Key">Its name in the archive's folder <c>data</c>.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Count">How many elements the pickle says it has.</param>
sealed record PickledStorage(string Key, StoredType Type, long Count);

/// <summary>A tensor: a view of a storage.</summary>
/// <param name="Storage">What it looks into.</param>
/// <param name="Shape">The sizes of its axes.</param>
/// <param name="First">The place of its first element in the storage.</param>
/// <param name="Last">The place of its last element, at most the storage's last; <paramref name="First"/> - 1 for an empty tensor.</param>
/// <param name="Strides">For each axis how many elements lie between neighbours.</param>
sealed record PickledTensor(PickledStorage Storage, Shape Shape, long First, long Last, IReadOnlyList<long> Strides)
{
    /// <summary>Whether the elements lie side by side, row-major.</summary>
    internal bool IsContiguous
    {
        get
        {
            long expected = 1;
            for (int axis = Shape.Rank - 1; axis >= 0; axis--)
            {
                // An axis of one element is never walked along.
                if (Shape[axis] != 1 && Strides[axis] != expected)
                {
                    return Shape.Count == 0;
                }

                expected *= Shape[axis];
            }

            return true;
        }
    }
}
