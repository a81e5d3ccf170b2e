namespace Unroll.Studio.Service;

/// <summary>A model folder and what it is called in addresses.</summary>
/// <param name="Name">Letters, digits, dots, dashes and underscores.</param>
/// <param name="Version">The same; null where a name has one version only.</param>
/// <param name="Folder">What training wrote.</param>
sealed record ModelAddress(string Name, string? Version, string Folder)
{
    /// <summary>The name, and the version where there is one: what stands in an address.</summary>
    internal string Full => Version is null ? Name : $"{Name}@{Version}";

    /// <summary>Reads FOLDER, NAME=FOLDER or NAME@VERSION=FOLDER.</summary>
    /// <param name="written">As it stands on a command line.</param>
    /// <exception cref="InvalidDataException">The name cannot stand in an address; one line that says how to give another.</exception>
    internal static ModelAddress Parse(string written)
    {
        int equals = Directory.Exists(written) ? -1 : written.IndexOf('=', StringComparison.Ordinal);
        string folder = written[(equals + 1)..];
        string full = equals >= 0 ? written[..equals] : Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        string[] parts = equals >= 0 ? full.Split('@') : [full];
        if (folder.Length == 0 || parts.Length > 2 || !parts.All(IsName))
        {
            throw new InvalidDataException($"{written}: '{full}' cannot stand in an address; give NAME=FOLDER or NAME@VERSION=FOLDER, with names of letters, digits, dots, dashes and underscores.");
        }

        return new(parts[0], parts.Length == 2 ? parts[1] : null, folder);
    }

    static bool IsName(string name) => name.Length is > 0 and <= 100 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_') && name.Trim('.').Length > 0;
}
