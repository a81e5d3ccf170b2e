using Unroll.Studio.Pages.Classification;
using Unroll.Studio.Pages.Models;
using Unroll.Tasks.Tagging;

namespace Unroll.Studio.Pages.Tagging;

/// <summary>Tags what is being typed.</summary>
static class TaggingApi
{
    internal static void Map(IEndpointRouteBuilder api) => api.MapPost("/tag", (TextRequest request, ModelShelf shelf) =>
    {
        SequenceTagger tagger = shelf.Load(request.Model, folder => SequenceTagger.Load(folder));
        return Results.Ok(string.IsNullOrWhiteSpace(request.Text) ? [] : tagger.Tag(request.Text).ToArray());
    });
}
