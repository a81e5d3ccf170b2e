#if !AHEAD_OF_TIME
using Unroll.Cli.Images;
#endif
using Unroll.Tasks.Captioning;

namespace Unroll.Cli.Tasks.Captioning;

/// <summary>What the names in a table of captions lead to: pictures in a folder, or feature grids in a file.</summary>
sealed class NamedSubjects : IDisposable
{
    readonly Func<string, CaptionSubject?> find;
    readonly IDisposable? held;

    NamedSubjects(Func<string, CaptionSubject?> find, GridShape? grid, IDisposable? held) => (this.find, Grid, this.held) = (find, grid, held);

    /// <summary>Sizes of the feature grids; null for pictures.</summary>
    internal GridShape? Grid { get; }

    /// <summary>Opens a folder of pictures or a file of feature grids.</summary>
    /// <param name="place">Its path.</param>
    /// <param name="options">Say how large pictures are wanted.</param>
    /// <exception cref="InvalidDataException">There is no such folder or file, or the file holds no grids.</exception>
    internal static NamedSubjects Open(string place, CaptionerOptions options)
    {
        if (Directory.Exists(place))
        {
#if AHEAD_OF_TIME
            throw ToolBuild.Lacks("reading pictures", "SkiaSharp");
#else
            return new(name => PictureFiles.Find(place, name, options.Side, options.Channels), grid: null, held: null);
#endif
        }
        if (!File.Exists(place)) throw new InvalidDataException($"{place}: no such folder of pictures, and no such file of feature grids.");
        FeatureGrids grids = FeatureGrids.Open(place);
        return new(grids.Find, grids.Shape, grids);
    }

    /// <summary>What is behind a name; null where nothing is.</summary>
    /// <exception cref="InvalidDataException">There is something, but it is damaged.</exception>
    internal CaptionSubject? Find(string name) => find(name);

    public void Dispose() => held?.Dispose();
}
