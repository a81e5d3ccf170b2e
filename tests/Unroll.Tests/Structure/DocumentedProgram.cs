using System.Text.RegularExpressions;

namespace Unroll.Tests.Structure;

/// <summary>Programs on the pages that users read, which stand in a test too, where they are compiled and run.</summary>
static partial class DocumentedProgram
{
    /// <summary>A page's lines stand in a test one after another, but for their indentation and the folder of the test.</summary>
    /// <param name="page">The page, from the repository's root.</param>
    /// <param name="block">Which of its C# blocks, from 0.</param>
    /// <param name="test">The test's source file, from the repository's root.</param>
    internal static void RequireTheSame(string page, int block, string test)
    {
        string program = CodeBlock().Matches(File.ReadAllText(Root.Combine(page)))[block].Groups[1].Value;
        string here = TestFolder().Replace(File.ReadAllText(Root.Combine(test)), "$1");
        Assert.Contains(Unindented(program), Unindented(here), StringComparison.Ordinal);
    }

    static string Unindented(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim())).Trim();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("folder\\[(\"[^\"]*\")\\]")]
    private static partial Regex TestFolder();
}
