namespace Unroll.Tests.Structure;

/// <summary>The folder of the repository, found from where the tests run.</summary>
static class Root
{
    static readonly string Folder = Find();

    internal static string Combine(params string[] parts) => Path.Combine([Folder, .. parts]);

    static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Unroll.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"Unroll.slnx was not found above {AppContext.BaseDirectory}; run the tests from the repository's artifacts folder.");
    }
}
