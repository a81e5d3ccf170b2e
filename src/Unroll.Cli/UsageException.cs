namespace Unroll.Cli;

/// <summary>The command line is at fault in a way that only shows when all of it is read together.</summary>
/// <param name="command">The command, as it is called.</param>
/// <param name="message">What is wrong and how to mend it, one line.</param>
sealed class UsageException(string command, string message) : Exception(message)
{
    /// <summary>The command, as it is called.</summary>
    internal string Command => command;
}
