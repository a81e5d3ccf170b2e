using Unroll.Tasks.Tagging;

namespace Unroll.Studio.Service;

/// <summary>Gives every word of a text a tag; a question is a sentence's words and marks.</summary>
sealed class ServedTagger(ModelAddress address, ServiceLimits limits, Surroundings services)
    : ServedQueue<SequenceTagger, IReadOnlyList<string>, IReadOnlyList<TaggedWord>>(
        address, SequenceTagger.Load, (model, sentences) => model.Tag(sentences), limits, services)
{
    internal const string TaskName = "tag";

    internal override string Task => TaskName;

    internal override long Parameters => Current.ParameterCount;
}
