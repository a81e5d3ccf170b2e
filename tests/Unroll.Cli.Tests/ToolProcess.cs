using System.Diagnostics;
using System.Text;

namespace Unroll.Cli.Tests;

/// <summary>What a run of the tool left behind.</summary>
sealed record ToolResult(int ExitCode, string Output, string Error)
{
    internal string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>The built tool as a process of its own, as its users run it.</summary>
sealed class ToolProcess : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly Process process;
    readonly StringBuilder error = new();
    readonly Task<string> output;
    readonly Task errorRead;

    ToolProcess(Process process, byte[]? input)
    {
        this.process = process;
        output = process.StandardOutput.ReadToEndAsync();
        errorRead = Task.Run(ReadError);
        if (input is not null) process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
    }

    /// <summary>The tool's assembly: the test projects and the tool lie side by side in artifacts/bin.</summary>
    internal static string Assembly
    {
        get
        {
            DirectoryInfo here = new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
            return Path.Combine(here.Parent!.Parent!.FullName, "Unroll.Cli", here.Name, "Unroll.Cli.dll");
        }
    }

    /// <summary>Runs the tool to its end.</summary>
    internal static ToolResult Run(string folder, params IReadOnlyList<string> arguments) => Run(folder, input: "", arguments);

    /// <summary>Runs the tool to its end with something on standard input.</summary>
    internal static ToolResult Run(string folder, string input, IReadOnlyList<string> arguments) =>
        Run(folder, Encoding.UTF8.GetBytes(input), arguments);

    /// <inheritdoc cref="Run(string, string, IReadOnlyList{string})"/>
    internal static ToolResult Run(string folder, byte[] input, IReadOnlyList<string> arguments)
    {
        using ToolProcess tool = new(Start(folder, "dotnet", ["exec", Assembly, .. arguments]), input);
        return tool.WaitForEnd();
    }

    /// <summary>Runs a shell command in which $UNROLL is the tool.</summary>
    internal static ToolResult Shell(string folder, string command)
    {
        using ToolProcess tool = new(Start(folder, "/bin/sh", ["-c", command]), input: null);
        return tool.WaitForEnd();
    }

    /// <summary>Starts the tool and leaves it running.</summary>
    internal static ToolProcess Begin(string folder, params IReadOnlyList<string> arguments) =>
        new(Start(folder, "dotnet", ["exec", Assembly, .. arguments]), input: null);

    /// <summary>Starts the tool with a few more variables in its environment and leaves it running.</summary>
    internal static ToolProcess Begin(string folder, IReadOnlyDictionary<string, string> environment, params IReadOnlyList<string> arguments) =>
        new(Start(folder, "dotnet", ["exec", Assembly, .. arguments], environment), input: null);

    /// <summary>What was said on standard error so far.</summary>
    internal string Said
    {
        get
        {
            lock (error) return error.ToString();
        }
    }

    /// <summary>Waits until something was said on standard error.</summary>
    internal void WaitFor(string text) => WaitUntil(() => Said.Contains(text, StringComparison.Ordinal), $"'{text}' was not said");

    /// <summary>Waits until something holds, while the tool runs.</summary>
    /// <param name="condition">What is waited for.</param>
    /// <param name="otherwise">What to say if it never comes.</param>
    internal void WaitUntil(Func<bool> condition, string otherwise) =>
        Assert.True(SpinWait.SpinUntil(() => condition() || process.HasExited, Patience) && condition(), $"{otherwise}; the tool said: {Said}");

    /// <summary>Sends a signal, such as INT or TERM.</summary>
    internal void Signal(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", $"{process.Id}"]);
        kill.WaitForExit();
    }

    internal ToolResult WaitForEnd()
    {
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"the tool did not end in {Patience}; it said: {Said}");
        }
        errorRead.Wait();
        return new(process.ExitCode, output.Result, Said);
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    static Process Start(string folder, string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["UNROLL"] = $"dotnet exec {Assembly}";
        // What the user of this machine has downloaded or set must not change a test.
        start.Environment["UNROLL_DATA"] = Path.Combine(folder, "no-data");
        start.Environment["XDG_DATA_HOME"] = Path.Combine(folder, "no-cache");
        start.Environment["TERM"] = "xterm-256color";
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    void ReadError()
    {
        char[] buffer = new char[4096];
        while (process.StandardError.Read(buffer) is int read and > 0)
        {
            lock (error) error.Append(buffer, 0, read);
        }
    }
}
