using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Unroll.Cli;

/// <summary>Finds what is wrong with a command line, as one sentence.</summary>
static class UsageCheck
{
    /// <summary>The first mistake; null if there is none, or if the line asks for help and mistakes do not count.</summary>
    internal static string? FirstMistake(ParseResult parse)
    {
        bool mistaken = parse.Action is ParseErrorAction;
        if (!mistaken && parse.Action is not null && parse.Action.ClearsParseErrors) return null;
        if (UnknownOption(parse) is { } option) return $"unknown option '{option}'; put -- before a text that begins with a dash.";
        if (!mistaken) return null;
        Command command = parse.CommandResult.Command;
        if (command.Subcommands.Count == 0) return $"{parse.Errors[0].Message.TrimEnd('.')}.";
        string known = string.Join(", ", command.Subcommands.Select(subcommand => subcommand.Name));
        return parse.UnmatchedTokens is [string word, ..] ? $"unknown command '{word}'; known are {known}." : $"say which: {known}.";
    }

    /// <summary>A word like -x or --xyz that was taken for an argument, because no option is called so.</summary>
    static string? UnknownOption(ParseResult parse)
    {
        HashSet<Token> before = [.. parse.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)];
        return parse.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens)
            .Where(before.Contains).Select(token => token.Value).Concat(parse.UnmatchedTokens)
            .FirstOrDefault(word => word is ['-', '-' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'), ..]);
    }
}
