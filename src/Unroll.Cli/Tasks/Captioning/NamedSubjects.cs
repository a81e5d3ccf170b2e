using Unroll.Tasks.Captioning;

namespace Unroll.Cli.Tasks.Captioning;

/// <summary>What the names in a table of captions lead to: pictures in a folder, or feature grids in a file.</summary>
sealed class NamedSubjects : IDisposable
{
    readonly Func<string, CaptionSubject?> find;
    readonly IDisposable held;

    NamedSubjects(Func<string, CaptionSubject?> find, IDisposable held) => (this.find, this.held) = (find, held);

    /// <summary>Opens a folder of pictures or a file of feature grids.</summary>
    /// <param name="place">Its path.</param>
    /// <param name="reader">Reads pictures; disposed of with this.</param>
    /// <exception cref="InvalidDataException">There is no such folder or file, or the file holds no grids.</exception>
    internal static NamedSubjects Open(string place, PictureReader reader)
    {
        if (Directory.Exists(place)) return new(name => reader.Find(place, name), reader);
        reader.Dispose();
        if (!File.Exists(place)) throw new InvalidDataException($"{place}: no such folder of pictures, and no such file of feature grids.");
        FeatureGrids grids = FeatureGrids.Open(place);
        return new(grids.Find, grids);
    }

    /// <summary>What is behind a name; null where nothing is.</summary>
    /// <exception cref="InvalidDataException">There is something, but it is damaged.</exception>
    internal CaptionSubject? Find(string name) => find(name);

    public void Dispose() => held.Dispose();
}
