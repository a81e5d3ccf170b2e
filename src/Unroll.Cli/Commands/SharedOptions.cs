using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Unroll.Cli.Commands;

/// <summary>How the options that several commands have are written, read and checked.</summary>
static class SharedOptions
{
    /// <summary>Results for a program instead of a person.</summary>
    /// <param name="what">What is printed.</param>
    internal static Option<bool> Json(string what) => new("--json") { Description = $"Print JSON on standard output: {what}." };

    /// <summary>A whole number within bounds.</summary>
    internal static Option<int?> Whole(string name, string helpName, string description, int least, int most = int.MaxValue) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = argument => Parsed<int>(argument, name, least, most, "a whole number",
            int.TryParse(Word(argument), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : null),
    };

    /// <summary>A number within bounds, with a point before its decimals.</summary>
    internal static Option<float?> Number(string name, string helpName, string description, float least, float most) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = argument => Parsed<float>(argument, name, least, most, "a number",
            float.TryParse(Word(argument), NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value) ? value : null),
    };

    /// <summary>One of a few words.</summary>
    internal static Option<T?> Choice<T>(string name, string description, params IReadOnlyList<(string Word, T Value)> choices) where T : struct
    {
        string known = string.Join(", ", choices.Select(choice => choice.Word));
        Option<T?> option = new(name)
        {
            Description = $"{description}: {known}.",
            HelpName = "WORD",
            CustomParser = argument =>
            {
                foreach ((string word, T value) in choices)
                {
                    if (word == Word(argument)) return value;
                }
                argument.AddError($"{name}: '{Word(argument)}' is not known; choose from {known}.");
                return null;
            },
        };
        option.CompletionSources.Add([.. choices.Select(choice => choice.Word)]);
        return option;
    }

    /// <summary>Several of a few words, with commas between them.</summary>
    internal static Option<T[]?> Choices<T>(string name, string description, IReadOnlyList<(string Word, T Value)> choices) where T : struct => new(name)
    {
        Description = $"{description}, with commas between them: {string.Join(", ", choices.Select(choice => choice.Word))}.",
        HelpName = "WORD,WORD",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = argument => List<T>(argument, word =>
        {
            foreach ((string known, T value) in choices)
            {
                if (known == word) return value;
            }
            argument.AddError($"{name}: '{word}' is not known; choose from {string.Join(", ", choices.Select(choice => choice.Word))}.");
            return null;
        }),
    };

    /// <summary>Several whole numbers of a least size, with commas between them.</summary>
    internal static Option<int[]?> Wholes(string name, string description, int least) => new(name)
    {
        Description = description,
        HelpName = "N,N",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = argument => List<int>(argument, word =>
        {
            if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least) return value;
            argument.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} takes whole numbers of {least} or more with commas between them, got '{word}'."));
            return null;
        }),
    };

    /// <summary>The values of a list; null where it was not given.</summary>
    internal static T[]? Given<T>(this ParseResult parse, Option<T[]?> list) => parse.GetValue(list) is { Length: > 0 } values ? values : null;

    static T[]? List<T>(ArgumentResult argument, Func<string, T?> parse) where T : struct
    {
        List<T> values = [];
        foreach (string word in Word(argument).Split(',', StringSplitOptions.TrimEntries))
        {
            if (parse(word) is not { } value) return null;
            values.Add(value);
        }
        return [.. values.Distinct()];
    }

    static string Word(ArgumentResult argument) => argument.Tokens[0].Value;

    static T? Parsed<T>(ArgumentResult argument, string name, T least, T most, string kind, T? value) where T : struct, IComparable<T>, IFormattable
    {
        if (value is { } number && number.CompareTo(least) >= 0 && number.CompareTo(most) <= 0) return number;
        string bounds = most.Equals(int.MaxValue) ? string.Create(CultureInfo.InvariantCulture, $"{least} or more")
            : string.Create(CultureInfo.InvariantCulture, $"from {least} to {most}");
        argument.AddError($"{name} takes {kind} {bounds}, got '{Word(argument)}'.");
        return null;
    }
}
