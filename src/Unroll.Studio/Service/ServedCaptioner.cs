using Unroll.Tasks.Captioning;
using Unroll.Tasks.Decoding;

namespace Unroll.Studio.Service;

/// <summary>Says what a picture shows.</summary>
sealed class ServedCaptioner(ModelAddress address, ServiceLimits limits, Surroundings services)
    : ServedQueue<Captioner, Searched<Picture>, IReadOnlyList<Caption>>(
        address, Captioner.Load, (model, questions) => Searched<Picture>.Answer<IReadOnlyList<Caption>>(questions, model.CaptionAll), limits, services)
{
    internal const string TaskName = "caption";

    internal override string Task => TaskName;

    internal override long Parameters => Current.ParameterCount;

    /// <summary>Captions.</summary>
    /// <returns>Of each picture its captions, best first.</returns>
    internal Task<IReadOnlyList<IReadOnlyList<Caption>>> Ask(IReadOnlyList<Picture> pictures, SearchOptions options, CancellationToken cancellationToken) =>
        Ask([.. pictures.Select(picture => new Searched<Picture>(picture, options))], cancellationToken);
}
