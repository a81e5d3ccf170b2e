namespace Unroll.Cli;

/// <summary>What the tool tells the program that started it.</summary>
static class ExitCode
{
    internal const int Done = 0;

    /// <summary>The input, the data or the model is at fault.</summary>
    internal const int Fault = 1;

    /// <summary>The command line is at fault.</summary>
    internal const int Usage = 2;

    /// <summary>Stopped by Ctrl+C or a request to end; as shells count a program that SIGINT ended.</summary>
    internal const int Interrupted = 130;
}
