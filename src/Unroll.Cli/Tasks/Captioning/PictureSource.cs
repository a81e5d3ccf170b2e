using Unroll.Cli.Output;
using Unroll.Cli.Runs;
using Unroll.Tasks.Captioning;
using Unroll.Tasks.Captioning.Scenes;
using Unroll.Text;

namespace Unroll.Cli.Tasks.Captioning;

/// <summary>What a user names as pictures with captions: scenes, which the program draws, or pictures and a table of captions.</summary>
static class PictureSource
{
    /// <summary>Whether scenes are meant.</summary>
    internal static bool IsScenes(IReadOnlyList<string> sources) => sources is [SceneDataset.Name];

    /// <summary>Refuses what is neither of the two.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    internal static void Require(IReadOnlyList<string> sources)
    {
        if (sources is [var first, var second] && File.Exists(first) && (Directory.Exists(second) || second.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase)))
        {
            throw new InvalidDataException($"{first} {second}: the pictures come first and the table of captions second: {CommandName.Quoted(second)} {CommandName.Quoted(first)}.");
        }
        if (IsScenes(sources) || sources.Count == 2) return;
        throw new InvalidDataException(
            $"{sources[0]}: captions need two names, a folder of pictures (or a file of feature grids) and a table of captions: photos captions.csv. Known without files: {SceneDataset.Name}.");
    }

    /// <summary>Scenes in three parts.</summary>
    /// <param name="count">To learn from; no more are held out.</param>
    internal static CaptionSplit Scenes(int count)
    {
        using Waiting waiting = new($"drawing {SceneDataset.Name}");
        return new(Part(ScenePart.Training), Part(ScenePart.Validation), Part(ScenePart.Test), []);

        CaptionDataset Part(ScenePart part) => SceneDataset.Create(part, part == ScenePart.Training ? count : Math.Min(count, SceneDataset.DefaultCount(part)));
    }

    /// <summary>The table of captions.</summary>
    /// <exception cref="InvalidDataException">There is none, or it is at fault.</exception>
    internal static CaptionTable Table(string path, CaptionColumnNames columns)
    {
        if (!File.Exists(path)) throw new InvalidDataException($"{path}: no such table of captions; expected a CSV, TSV or JSON lines file with a row for each caption.");
        using Waiting waiting = new($"reading {path}");
        return CaptionTable.Load(path, columns.Picture, columns.Caption);
    }

    /// <summary>Pictures by their names, telling how far it is on the way.</summary>
    /// <param name="subjects">Where they are.</param>
    /// <param name="count">How many names are asked for.</param>
    /// <param name="split">Asks for them.</param>
    /// <param name="cancellationToken">Stops between two pictures.</param>
    internal static CaptionSplit Read(NamedSubjects subjects, int count, Func<Func<string, CaptionSubject?>, CaptionSplit> split, CancellationToken cancellationToken)
    {
        LiveLine line = new();
        int read = 0;
        try
        {
            return split(name =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                line.Show(_ => $"reading pictures: {Figures.Count(++read)} of {Figures.Count(count)}");
                return subjects.Find(name);
            });
        }
        finally
        {
            line.Clear();
        }
    }

    /// <summary>Pictures to measure on: scenes of the test part; of a table with parts the test part, else all of it.</summary>
    /// <param name="sources">What the user names.</param>
    /// <param name="columns">Columns of the table.</param>
    /// <param name="subjects">Where the pictures are; null for scenes.</param>
    internal static CaptionDataset ToMeasureOn(IReadOnlyList<string> sources, CaptionColumnNames columns, NamedSubjects? subjects)
    {
        if (subjects is null)
        {
            using Waiting waiting = new($"drawing {SceneDataset.Name}");
            return SceneDataset.Create(ScenePart.Test);
        }
        CaptionTable table = Table(sources[1], columns).Only(CaptionPart.Test);
        CaptionSplit all = Read(subjects, table.Pictures.Count, find => CaptionSplit.Of(table, find, validation: 0, test: 0), CancellationToken.None);
        foreach (string note in all.Notes) Page.Remarks.Say($"{sources[1]}: {note}");
        return all.Training;
    }
}
