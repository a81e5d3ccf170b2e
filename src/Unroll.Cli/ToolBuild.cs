namespace Unroll.Cli;

/// <summary>There are two builds: the tool package has everything; the executable that is compiled ahead of time does without native libraries and ASP.NET.</summary>
static class ToolBuild
{
    /// <summary>What to throw where AHEAD_OF_TIME is defined and a command needs what was left out.</summary>
    /// <param name="feature">What was asked for: "unroll export --onnx".</param>
    /// <param name="dependency">What it needs: "ONNX Runtime".</param>
    internal static PlatformNotSupportedException Lacks(string feature, string dependency) =>
        new($"{feature} needs {dependency}, which this executable was built without; the tool package has it: dotnet tool install --global Unroll.Tool.");
}
