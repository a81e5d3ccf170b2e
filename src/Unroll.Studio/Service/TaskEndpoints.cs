using Microsoft.AspNetCore.Http.HttpResults;
using Unroll.Tasks.Captioning;
using Unroll.Tasks.Decoding;
using Unroll.Tasks.Generation;
using Unroll.Tasks.Tagging;

namespace Unroll.Studio.Service;

/// <summary>The addresses at which models answer.</summary>
static class TaskEndpoints
{
    /// <summary>The limit on requests that generators are at work on at the same time.</summary>
    internal const string StreamLimit = "streams";

    internal static void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder model = api.MapGroup("/models/{model}");
        model.MapPost("/predict", Predict).WithSummary("Says to which class each text belongs.");
        model.MapPost("/tag", Tag).WithSummary("Gives every word of each text a tag.");
        model.MapPost("/translate", Translate).WithSummary("Translates texts.");
        model.MapPost("/caption", Caption).WithSummary("Says what pictures show.");
        // A stream ends by itself when its time is over, and says so.
        model.MapPost("/generate", Generate).WithSummary("Continues a text, as server-sent events.")
            .RequireRateLimiting(StreamLimit).DisableRequestTimeout();
    }

    static async Task<Ok<PredictResponse>> Predict(string model, TextsRequest request, ServedModels models, ServiceLimits limits, CancellationToken cancellationToken)
    {
        ServedClassifier served = models.Require<ServedClassifier>(model);
        IReadOnlyList<string> texts = RequestedInput.NotTooLong(
            RequestedInput.OneOrSeveral("text", request.Text, request.Texts, limits), served.Current.CountTokens, limits);
        return TypedResults.Ok(new PredictResponse(served.Address.Full, await served.Ask(texts, cancellationToken).ConfigureAwait(false)));
    }

    static async Task<Ok<TagResponse>> Tag(string model, TextsRequest request, ServedModels models, ServiceLimits limits, CancellationToken cancellationToken)
    {
        ServedTagger served = models.Require<ServedTagger>(model);
        IReadOnlyList<string> texts = RequestedInput.NotTooLong(
            RequestedInput.OneOrSeveral("text", request.Text, request.Texts, limits), text => SequenceTagger.SplitWords(text).Count, limits);
        return TypedResults.Ok(new TagResponse(served.Address.Full, await served.Ask([.. texts.Select(SequenceTagger.SplitWords)], cancellationToken).ConfigureAwait(false)));
    }

    static async Task<Ok<TranslateResponse>> Translate(string model, TranslateRequest request, ServedModels models, ServiceLimits limits, CancellationToken cancellationToken)
    {
        ServedTranslator served = models.Require<ServedTranslator>(model);
        SearchOptions search = RequestedInput.Search(request.Beam, request.Best, request.LengthPenalty, limits);
        IReadOnlyList<string> texts = RequestedInput.NotTooLong(
            RequestedInput.OneOrSeveral("text", request.Text, request.Texts, limits), served.Current.CountTokens, limits);
        IReadOnlyList<IReadOnlyList<Tasks.Translation.Translation>> found = await served.Ask(texts, search, cancellationToken).ConfigureAwait(false);
        return TypedResults.Ok(new TranslateResponse(served.Address.Full,
            [.. found.Select(all => (IReadOnlyList<TranslationAnswer>)[.. all.Select(each => new TranslationAnswer(each.Text, each.LogProbability, each.IsCut))])]));
    }

    static async Task<Ok<CaptionResponse>> Caption(string model, CaptionRequest request, ServedModels models, ServiceLimits limits, CancellationToken cancellationToken)
    {
        ServedCaptioner served = models.Require<ServedCaptioner>(model);
        SearchOptions search = RequestedInput.Search(request.Beam, request.Best, lengthPenalty: null, limits);
        Picture[] pictures = [.. RequestedInput.OneOrSeveral("picture", request.Picture, request.Pictures, limits).Select(RequestedInput.PictureOf)];
        IReadOnlyList<IReadOnlyList<Caption>> found = await served.Ask(pictures, search, cancellationToken).ConfigureAwait(false);
        return TypedResults.Ok(new CaptionResponse(served.Address.Full,
            [.. found.Select(all => (IReadOnlyList<CaptionAnswer>)[.. all.Select(each => new CaptionAnswer(each.Text, each.LogProbability))])]));
    }

    static ServerSentEventsResult<StreamEvent> Generate(string model, GenerateRequest request, ServedModels models, ServiceLimits limits, CancellationToken cancellationToken)
    {
        TextGenerator generator = models.Require<ServedGenerator>(model).Current;
        GenerationOptions options = RequestedInput.Generation(request, limits);
        if (string.IsNullOrEmpty(request.Prompt))
        {
            throw RequestProblem.Wrong("prompt: it is missing or empty, and there is nothing to go on from; give a few characters to begin with.");
        }

        GeneratorSession session = generator.NewSession();
        session.Read(RequestedInput.NotTooLong([request.Prompt], generator.CountTokens, limits)[0]);
        return TypedResults.ServerSentEvents(TextStream.Write(session, options, limits.Time, cancellationToken: cancellationToken));
    }
}
