namespace Unroll.Formats.PyTorch;

/// <summary>The tensors of a pickle under their full names: those of a dictionary in a dictionary have its name in front.</summary>
sealed class StateDictionary
{
    const int Deepest = 16;

    // A dictionary may be in a file once and be reached along many ways, and more with every level: what is visited is counted.
    const int NameCharactersPerByte = 16;

    // How training scripts call the network's own part of a checkpoint, beside the optimizer's and the like.
    static readonly string[] UsualEntries = ["state_dict", "model_state_dict", "model_state", "model", "network", "net", "module", "weights"];

    readonly string path;
    readonly Dictionary<string, PickledTensor> tensors = new(StringComparer.Ordinal);
    long visitsLeft, charactersLeft;

    /// <param name="path">The file, for messages.</param>
    /// <param name="value">What the pickle holds.</param>
    /// <param name="pickleLength">Bytes of the pickle: they bound what is taken out of it.</param>
    /// <exception cref="InvalidDataException">There are no tensors by name.</exception>
    internal StateDictionary(string path, object? value, int pickleLength)
    {
        this.path = path;
        (visitsLeft, charactersLeft) = (pickleLength, (long)NameCharactersPerByte * pickleLength);
        if (value is not PickledDictionary root)
        {
            throw Unusable($"it holds {(value is PickledTensor ? "a single tensor" : "something else")} instead of tensors by name; save a dictionary: torch.save(model.state_dict(), path)");
        }

        Collect(root, prefix: "", depth: 0);
        if (tensors.Count == 0)
        {
            throw Unusable("it holds no tensors; save those of a network: torch.save(model.state_dict(), path)");
        }

        Prefix = PrefixOf(root);
    }

    internal IReadOnlyDictionary<string, PickledTensor> Tensors => tensors;

    /// <summary>What the names of the network's own tensors begin with; "" where there are no others.</summary>
    internal string Prefix { get; }

    void Collect(PickledDictionary dictionary, string prefix, int depth)
    {
        foreach ((object? key, object? value) in dictionary.Items)
        {
            if (--visitsLeft < 0)
            {
                throw Repeated();
            }

            if (value is not (PickledTensor or PickledDictionary) || key is not (string or long))
            {
                continue;
            }

            string name = $"{prefix}{key}";
            charactersLeft -= name.Length;
            if (charactersLeft < 0 || depth == Deepest)
            {
                throw Repeated();
            }

            if (value is PickledDictionary inner)
            {
                Collect(inner, name + '.', depth + 1);
            }
            else if (!tensors.TryAdd(name, (PickledTensor)value))
            {
                throw Unusable($"the tensor {Quotation.Of(name)} is there twice");
            }
        }
    }

    // A state dictionary itself is flat: in a network with a part called model, the names themselves begin with "model.".
    string PrefixOf(PickledDictionary root)
    {
        string? entry = UsualEntries.FirstOrDefault(usual => root.Items.Any(item => item is (string key, PickledDictionary) && key == usual)
            && tensors.Keys.Any(name => name.StartsWith(usual + '.', StringComparison.Ordinal)));
        return entry is null ? "" : entry + '.';
    }

    InvalidDataException Repeated() => Unusable($"its dictionaries hold each other many times over, or more than {Deepest} deep");

    InvalidDataException Unusable(string what) => new($"{path}: not a usable pytorch file: {what}.");
}
