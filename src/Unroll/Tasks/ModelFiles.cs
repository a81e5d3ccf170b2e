using System.Security.Cryptography;
using System.Text;
using Unroll.Text;

namespace Unroll.Tasks;

/// <summary>The files of a model's vocabularies and tokenizers, before they are written.</summary>
sealed class ModelFiles
{
    /// <summary>Where a model with one vocabulary keeps it.</summary>
    internal const string Words = "vocabulary.txt";

    readonly SortedDictionary<string, ReadOnlyMemory<byte>> contents = new(StringComparer.Ordinal);

    /// <summary>Content by name; a name may have a folder in front: source/vocabulary.txt.</summary>
    internal IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Contents => contents;

    /// <summary>SHA-256 of each file, in lower-case hexadecimal digits.</summary>
    internal IReadOnlyDictionary<string, string> Sha256 =>
        new SortedDictionary<string, string>(contents.ToDictionary(file => file.Key, file => Convert.ToHexStringLower(SHA256.HashData(file.Value.Span))), StringComparer.Ordinal);

    /// <summary>Adds a vocabulary.</summary>
    internal ModelFiles Add(Vocabulary vocabulary, string name = Words)
    {
        using StringWriter writer = new();
        vocabulary.Save(writer);
        contents.Add(name, Encoding.UTF8.GetBytes(writer.ToString()));
        return this;
    }

    /// <summary>Adds what a tokenizer is made from: nothing for most.</summary>
    internal ModelFiles Add(Tokenizer tokenizer, string folder = "")
    {
        foreach ((string name, ReadOnlyMemory<byte> content) in tokenizer.Files)
        {
            contents.Add(folder.Length == 0 ? name : $"{folder}/{name}", content);
        }

        return this;
    }
}
