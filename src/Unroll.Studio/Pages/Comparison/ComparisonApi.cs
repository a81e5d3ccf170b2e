using Unroll.Studio.Pages.Classification;
using Unroll.Studio.Pages.Models;
using Unroll.Tasks;

namespace Unroll.Studio.Pages.Comparison;

/// <summary>What two classifiers say of one text.</summary>
static class ComparisonApi
{
    internal static void Map(IEndpointRouteBuilder api) => api.MapPost("/compare", (ComparisonRequest request, ModelShelf shelf) => Results.Ok(new ComparisonAnswer(
        ClassificationAnswer.Of(shelf.Load(request.First, folder => TextClassifier.Load(folder)), request.Text),
        ClassificationAnswer.Of(shelf.Load(request.Second, folder => TextClassifier.Load(folder)), request.Text))));
}

/// <summary>A text for two models.</summary>
sealed record ComparisonRequest(string First, string Second, string Text);

/// <summary>Both answers.</summary>
sealed record ComparisonAnswer(ClassificationAnswer First, ClassificationAnswer Second);
