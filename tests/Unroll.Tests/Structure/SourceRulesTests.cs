using System.Text.RegularExpressions;

namespace Unroll.Tests.Structure;

/// <summary>Rules about our own sources: who may use whom, and where intrinsics may stand.</summary>
public sealed class SourceRulesTests
{
    [Theory]
    [InlineData("Kernels", "Tensors|Operations|Layers|Formats|Text|Training|Tasks|Inspection")]
    [InlineData("Tensors", "Operations|Layers|Formats|Text|Training|Tasks|Inspection")]
    [InlineData("Operations", "Layers|Formats|Text|Training|Tasks|Inspection")]
    [InlineData("Layers", "Formats|Text|Training|Tasks|Inspection")]
    [InlineData("Formats", "Text|Training|Tasks|Inspection")]
    [InlineData("Text", "Operations|Layers|Formats|Training|Tasks|Inspection")]
    [InlineData("Training", "Text|Tasks|Inspection")]
    [InlineData("Tasks", "Inspection")]
    public void A_folder_uses_only_the_folders_below_it(string folder, string above)
    {
        Regex reference = new($@"\bUnroll\.({above})\b");
        string[] offenders = [.. Sources(folder).Where(file => reference.IsMatch(Code(file)))];
        Assert.True(offenders.Length == 0, $"{folder} may not use {above}, but these do: {string.Join(", ", offenders)}");
    }

    [Fact]
    public void Only_kernels_name_instruction_sets_or_use_unsafe_code()
    {
        Regex forbidden = new(@"System\.Runtime\.Intrinsics|\bunsafe\b|Vector(128|256|512)|Avx");
        string[] offenders = [.. Directory.GetFiles(Root.Combine("src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}Kernels{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(file => forbidden.IsMatch(Code(file)))];
        Assert.True(offenders.Length == 0, $"Only Kernels may: {string.Join(", ", offenders)}");
    }

    [Fact]
    public void Every_namespace_is_its_folder()
    {
        string library = Root.Combine("src", "Unroll");
        foreach (string folder in Directory.GetDirectories(library))
        {
            foreach (string file in Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories))
            {
                string path = Path.GetRelativePath(library, Path.GetDirectoryName(file)!);
                string expected = $"namespace Unroll.{path.Replace(Path.DirectorySeparatorChar, '.')};";
                Assert.True(File.ReadAllText(file).Contains(expected, StringComparison.Ordinal), $"{file}: expected '{expected}'");
            }
        }
    }

    [Fact]
    public void Every_operation_appears_in_a_gradient_check()
    {
        Regex declaration = new(@"^(?:sealed )class (\w+)[^:]*:\s*Operation\b", RegexOptions.Multiline);
        string checks = File.ReadAllText(Root.Combine("tests", "Unroll.Tests", "Operations", "GradientTests.cs"));
        string tensorTests = File.ReadAllText(Root.Combine("tests", "Unroll.Tests", "Tensors", "TensorTests.cs"));
        List<string> operations = [];
        foreach (string file in Sources("Operations"))
        {
            operations.AddRange(declaration.Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value));
        }

        Assert.Contains("MatMul", operations);
        string[] unchecked_ = [.. operations.Where(name =>
            !checks.Contains($"[\"{name}\"]", StringComparison.Ordinal) && !(name == "Dropout" && tensorTests.Contains(".Dropout(", StringComparison.Ordinal)))];
        Assert.True(unchecked_.Length == 0, $"No gradient check for {string.Join(", ", unchecked_)}.");
    }

    [Fact]
    public void Every_file_that_the_architecture_names_exists()
    {
        string text = File.ReadAllText(Root.Combine("ARCHITECTURE.md"));
        string[] named = [.. Regex.Matches(text, @"`((?:src|tests|docs|bench|lessons)/[\w./-]+\.\w+)`").Select(match => match.Groups[1].Value).Distinct()];
        Assert.True(named.Length >= 20, "ARCHITECTURE.md should lead to the files it talks about.");
        string[] missing = [.. named.Where(path => !Path.Exists(Root.Combine(path)))];
        Assert.True(missing.Length == 0, $"ARCHITECTURE.md names files that do not exist: {string.Join(", ", missing)}");
    }

    static string[] Sources(string folder) => Directory.GetFiles(Root.Combine("src", "Unroll", folder), "*.cs", SearchOption.AllDirectories);

    // Documentation may name what code may not.
    static string Code(string file) => string.Join('\n', File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)));
}
