using Unroll.Studio.Pages.Models;
using Unroll.Tasks.Decoding;
using Unroll.Tasks.Translation;

namespace Unroll.Studio.Pages.Translation;

/// <summary>Translates what is being typed.</summary>
static class TranslationApi
{
    const int MostTranslations = 5, WidestBeam = 20;

    internal static void Map(IEndpointRouteBuilder api) => api.MapPost("/translate", (TranslationRequest request, ModelShelf shelf) =>
    {
        int beam = Math.Clamp(request.Beam, 1, WidestBeam);
        Translator translator = shelf.Load(request.Model, folder => Translator.Load(folder));
        return Results.Ok(translator.TranslateAll([request.Text], new SearchOptions(beam, Best: Math.Min(beam, MostTranslations)))[0]
            .Select(found => new TranslationAnswer(found.Text, found.LogProbability, found.Alignment.Source, found.Alignment.Target, found.Alignment.Weights, found.IsCut))
            .ToArray());
    });
}

/// <summary>A text for a translator.</summary>
sealed record TranslationRequest(string Model, string Text, int Beam);

/// <summary>A translation with its attention.</summary>
sealed record TranslationAnswer(
    string Text, double LogProbability, IReadOnlyList<string> Source, IReadOnlyList<string> Target, IReadOnlyList<IReadOnlyList<float>> Weights, bool IsCut);
