using Unroll.Tasks.Tagging;

namespace Unroll.Studio.Service;

/// <summary>Gives every word of a text a tag.</summary>
sealed class ServedTagger : ServedModel<SequenceTagger>
{
    internal const string TaskName = "tag";

    readonly BatchQueue<IReadOnlyList<string>, IReadOnlyList<TaggedWord>> queue;

    internal ServedTagger(ModelAddress address, ServiceLimits limits, Surroundings services) : base(address, SequenceTagger.Load, services) =>
        queue = new(sentences => Current.Tag(sentences), limits, ServiceMeter.BatchesOf(address.Full));

    internal override string Task => TaskName;

    internal override long Parameters => Current.ParameterCount;

    internal override int Waiting => queue.Length;

    /// <summary>Tags.</summary>
    /// <param name="sentences">Words and marks.</param>
    /// <param name="cancellationToken">Nobody waits any more.</param>
    internal Task<IReadOnlyList<IReadOnlyList<TaggedWord>>> Ask(IReadOnlyList<IReadOnlyList<string>> sentences, CancellationToken cancellationToken) =>
        queue.Ask(sentences, cancellationToken);

    public override void Dispose() => queue.Dispose();
}
