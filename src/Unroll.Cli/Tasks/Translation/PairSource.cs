using Unroll.Cli.Input;
using Unroll.Cli.Output;
using Unroll.Text;

namespace Unroll.Cli.Tasks.Translation;

/// <summary>What a user names as pairs of texts: two files, a table with source, tab, target in each line, or dotnet-docs.</summary>
static class PairSource
{
    /// <summary>Between two files where one word names both.</summary>
    internal const char Between = ',';

    /// <summary>Pairs to learn from, and the held-out parts that a known data set brings along.</summary>
    /// <param name="sources">One table or name, or the file to translate from and the file to translate to.</param>
    /// <exception cref="InvalidDataException">There are no such pairs, or they are at fault.</exception>
    internal static ParallelSplit Load(IReadOnlyList<string> sources)
    {
        using Waiting waiting = new($"reading {string.Join(" and ", sources)}");
        if (sources is [var name] && DataSource.IsName(name))
        {
            return name == DotNetDocsDataset.Name
                ? DotNetNamesDataset.Load()
                : throw new InvalidDataException($"{name}: its texts have classes, not translations; name two files, source and target, or a table of source, tab, target.");
        }
        foreach (string path in sources)
        {
            if (!File.Exists(path)) throw new InvalidDataException($"{path}: no such file, and no data set of pairs of this name; known is {DotNetDocsDataset.Name}.");
        }
        ParallelDataset all = sources is [var source, var target] ? ParallelDataset.FromFiles(source, target) : ParallelDataset.FromTable(sources[0]);
        ParallelDataset none = new(all.Origin, []);
        return new(all, none, none);
    }

    /// <summary>Pairs to measure on: files, or the test part of a known data set.</summary>
    /// <exception cref="InvalidDataException">There are no such pairs, or they are at fault.</exception>
    internal static ParallelDataset LoadPart(IReadOnlyList<string> sources)
    {
        ParallelSplit parts = Load(sources);
        return parts.Test.Count > 0 ? parts.Test : parts.Train;
    }

    /// <summary>The files that one word names: itself, or two with a comma between them.</summary>
    internal static IReadOnlyList<string> FilesOf(string word) => DataSource.IsName(word) || File.Exists(word) ? [word] : word.Split(Between, 2);
}
