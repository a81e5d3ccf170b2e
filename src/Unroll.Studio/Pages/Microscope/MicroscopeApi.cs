using Unroll.Inspection.Microscope;
using Unroll.Studio.Pages.Models;

namespace Unroll.Studio.Pages.Microscope;

/// <summary>Looks inside a network while it reads what is being typed.</summary>
static class MicroscopeApi
{
    // Enough for contributions to two digits while somebody types; unroll inspect takes more.
    const int IntegrationSteps = 32;

    internal static void Map(IEndpointRouteBuilder api) => api.MapPost("/microscope", (MicroscopeRequest request, ModelShelf shelf, CancellationToken gone) =>
    {
        TextMicroscope microscope = shelf.Load(request.Model, folder => TextMicroscope.Open(folder));
        return Results.Ok(MicroscopeAnswer.Of(microscope.Inspect(request.Text, new InspectionOptions(request.Answer, request.Word, IntegrationSteps, Units: 0), gone)));
    });
}

/// <summary>A text to look at, and which answer is explained; null: the model's own.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Text">The text.</param>
/// <param name="Answer">A class or tag.</param>
/// <param name="Word">The token, from 1, at which a tagger is asked.</param>
sealed record MicroscopeRequest(string Model, string Text, string? Answer = null, int? Word = null);

/// <summary>What was seen, of each layer only as many units as a page can show.</summary>
/// <param name="Tokens">What the model reads.</param>
/// <param name="Answer">The answer that is explained.</param>
/// <param name="Contributions">What each token added to it.</param>
/// <param name="Layers">Gates and states.</param>
/// <param name="IsCut">Whether the model reads no more than the beginning of the text.</param>
sealed record MicroscopeAnswer(
    IReadOnlyList<InspectedToken> Tokens, InspectedAnswer Answer, TokenContributions Contributions, IReadOnlyList<ShownLayer> Layers, bool IsCut)
{
    internal static MicroscopeAnswer Of(TextInspection seen) => new(seen.Tokens, seen.Answer, seen.Contributions, [.. seen.Layers.Select(ShownLayer.Of)], seen.IsCut);
}
