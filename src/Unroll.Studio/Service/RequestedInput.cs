using Unroll.Tasks.Captioning;
using Unroll.Tasks.Decoding;
using Unroll.Tasks.Generation;

namespace Unroll.Studio.Service;

/// <summary>Checks what a request brings against the limits, before anything is computed.</summary>
static class RequestedInput
{
    // A character of an unusual script is up to four bytes, and a tokenizer may make a token of each.
    const int MostTokensPerCharacter = 4;

    /// <summary>One thing or several.</summary>
    /// <param name="name">What one of them is called in a request: "text".</param>
    /// <param name="one">The one.</param>
    /// <param name="several">Or the several.</param>
    /// <param name="limits">How many there may be.</param>
    /// <exception cref="RequestProblem">There is none, there are both, there are none in the list or too many, or one is null.</exception>
    internal static IReadOnlyList<T> OneOrSeveral<T>(string name, T? one, IReadOnlyList<T>? several, ServiceLimits limits) where T : class
    {
        if (one is null == (several is null))
        {
            throw RequestProblem.Wrong($"Give either \"{name}\" or \"{name}s\"; the request has {(one is null ? "neither" : "both")}.");
        }

        IReadOnlyList<T> all = several ?? [one!];
        if (all.Count == 0)
        {
            throw RequestProblem.Wrong($"{name}s: the list is empty; give from 1 to {limits.Texts}.");
        }

        if (all.Count > limits.Texts)
        {
            throw RequestProblem.TooLarge($"{name}s: there are {all.Count}, and a request may have {limits.Texts}; send several requests.");
        }

        for (int i = 0; i < all.Count; i++)
        {
            if (all[i] is null)
            {
                throw RequestProblem.Wrong($"{name}s[{i}]: it is null; leave it out.");
            }
        }

        return all;
    }

    /// <summary>Texts that are not too long.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="count">How many tokens one has.</param>
    /// <param name="limits">How many it may have.</param>
    /// <exception cref="RequestProblem">One has more.</exception>
    internal static IReadOnlyList<string> NotTooLong(IReadOnlyList<string> texts, Func<string, int> count, ServiceLimits limits)
    {
        for (int i = 0; i < texts.Count; i++)
        {
            if (texts[i].Length > limits.Tokens / MostTokensPerCharacter && count(texts[i]) is int tokens && tokens > limits.Tokens)
            {
                throw RequestProblem.TooLarge($"{(texts.Count == 1 ? "The text" : $"texts[{i}]")} has {tokens} tokens, and {limits.Tokens} are read; send it in pieces.");
            }
        }

        return texts;
    }

    /// <summary>How an answer is searched for.</summary>
    /// <exception cref="RequestProblem">A number is out of its range.</exception>
    internal static SearchOptions Search(int? beam, int? best, float? lengthPenalty, ServiceLimits limits)
    {
        SearchOptions standard = new();
        if (beam > limits.Beam)
        {
            throw RequestProblem.Wrong($"beam: {beam} is wider than this service searches; {limits.Beam} at most.");
        }

        SearchOptions options = Checked(() => new SearchOptions(beam ?? standard.Beam, best ?? standard.Best, lengthPenalty ?? standard.LengthPenalty));
        if (options.Best > options.Beam)
        {
            throw RequestProblem.Wrong($"best: a beam of {options.Beam} does not find {options.Best}; give a wider beam.");
        }

        return options;
    }

    /// <summary>How a text is continued.</summary>
    /// <exception cref="RequestProblem">A number is out of its range.</exception>
    internal static GenerationOptions Generation(GenerateRequest request, ServiceLimits limits)
    {
        GenerationOptions standard = new();
        if (request.Length > limits.Tokens)
        {
            throw RequestProblem.Wrong($"length: {request.Length} tokens are more than a request may have written; {limits.Tokens} at most.");
        }

        return Checked(() => new GenerationOptions(
            request.Length ?? Math.Min(standard.Length, limits.Tokens),
            request.Temperature ?? standard.Temperature,
            request.TopK,
            request.TopP ?? standard.TopP,
            request.RepetitionPenalty ?? standard.RepetitionPenalty,
            request.Seed ?? standard.Seed));
    }

    /// <summary>A picture as it was sent.</summary>
    /// <exception cref="RequestProblem">It does not have as many bytes as its sizes say.</exception>
    internal static Picture PictureOf(SentPicture sent) => Checked(() => new Picture(sent.Channels, sent.Height, sent.Width, sent.Pixels));

    static T Checked<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (ArgumentException wrong)
        {
            throw RequestProblem.Wrong(wrong.Message.ReplaceLineEndings(" "));
        }
    }
}
