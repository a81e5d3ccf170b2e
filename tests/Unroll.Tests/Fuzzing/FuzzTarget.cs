namespace Unroll.Tests.Fuzzing;

/// <summary>A loader that is given damaged files.</summary>
/// <param name="Name">What it loads.</param>
/// <param name="Path">The file that is damaged; what else the loader needs lies around it.</param>
/// <param name="Seeds">Whole contents that damage starts from.</param>
/// <param name="Load">Loads the file. Only <see cref="InvalidDataException"/> may leave it.</param>
sealed record FuzzTarget(string Name, string Path, IReadOnlyList<byte[]> Seeds, Action Load)
{
    /// <summary>What a file is made of that the damaged bytes are only a part of, such as an archive around a pickle.</summary>
    internal Func<byte[], byte[]> Wrap { get; init; } = bytes => bytes;

    /// <summary>Bytes of the other files that are read with it: they may take memory too.</summary>
    internal long Beside { get; init; }
}
