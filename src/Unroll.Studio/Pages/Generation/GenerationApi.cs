using Unroll.Tasks.Generation;

namespace Unroll.Studio.Pages.Generation;

/// <summary>Writes a text step by step.</summary>
static class GenerationApi
{
    const int MostSteps = 500, MostTokens = 5000;

    internal static void Map(IEndpointRouteBuilder api) => api.MapPost("/generate", (WritingRequest request, WritingDesk desk) =>
    {
        if (request.Steps is < 0 or > MostSteps)
        {
            throw new InvalidDataException($"{request.Steps} tokens at once: expected 0 to {MostSteps}.");
        }

        if (request.Tokens.Count > MostTokens)
        {
            throw new InvalidDataException($"the text has {request.Tokens.Count} tokens; the studio goes up to {MostTokens}. Begin anew with its end as the prompt.");
        }

        return Results.Ok(desk.GoOn(request));
    });
}

/// <summary>Where to go on from and how far.</summary>
/// <param name="Model">The generator.</param>
/// <param name="Prompt">What was there before the first token.</param>
/// <param name="Tokens">Everything written after it.</param>
/// <param name="Steps">Tokens to write now.</param>
/// <param name="Temperature">0 for always the likeliest.</param>
/// <param name="Seed">The same seed gives the same text.</param>
sealed record WritingRequest(string Model, string Prompt, IReadOnlyList<int> Tokens, int Steps, float Temperature, ulong Seed);

/// <summary>What was written.</summary>
/// <param name="From">How many of the request's tokens come before the first step.</param>
/// <param name="Steps">The tokens after those.</param>
/// <param name="Next">What may come next, likeliest first.</param>
sealed record WritingAnswer(int From, IReadOnlyList<WrittenToken> Steps, IReadOnlyList<NextToken> Next);

/// <summary>A token that was written, and what could have been.</summary>
sealed record WrittenToken(int Token, string Text, double Probability, IReadOnlyList<NextToken> Alternatives);
