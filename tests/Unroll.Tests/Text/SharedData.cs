namespace Unroll.Tests.Text;

/// <summary>Real data sets for tests, where the machine has them.</summary>
static class SharedData
{
    /// <summary>Path of a file or folder under shared/data; the test is skipped where there is none.</summary>
    internal static string Path(string relative)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = System.IO.Path.Combine(folder.FullName, "shared", "data", relative);
            if (File.Exists(candidate) || Directory.Exists(candidate)) return candidate;
        }
        Assert.Skip($"shared/data/{relative} is not on this machine");
        return "";
    }
}
