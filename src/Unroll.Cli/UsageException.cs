namespace Unroll.Cli;

/// <summary>The command line is at fault in a way that only shows when all of it is read together.</summary>
/// <param name="message">What is wrong and how to mend it, one line.</param>
sealed class UsageException(string message) : Exception(message);
