using Unroll.Tasks.Captioning;
using Unroll.Tasks.Decoding;

namespace Unroll.Studio.Service;

/// <summary>Says what a picture shows.</summary>
sealed class ServedCaptioner : ServedModel<Captioner>
{
    internal const string TaskName = "caption";

    readonly BatchQueue<Searched<Picture>, IReadOnlyList<Caption>> queue;

    internal ServedCaptioner(ModelAddress address, ServiceLimits limits, Surroundings services) : base(address, Captioner.Load, services) =>
        queue = new(questions => Searched<Picture>.Answer<IReadOnlyList<Caption>>(questions, Current.CaptionAll), limits, ServiceMeter.BatchesOf(address.Full));

    internal override string Task => TaskName;

    internal override long Parameters => Current.ParameterCount;

    internal override int Waiting => queue.Length;

    /// <summary>Captions.</summary>
    /// <returns>Of each picture its captions, best first.</returns>
    internal Task<IReadOnlyList<IReadOnlyList<Caption>>> Ask(IReadOnlyList<Picture> pictures, SearchOptions options, CancellationToken cancellationToken) =>
        queue.Ask([.. pictures.Select(picture => new Searched<Picture>(picture, options))], cancellationToken);

    public override void Dispose() => queue.Dispose();
}
