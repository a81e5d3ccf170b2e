using Unroll.Tasks.Decoding;
using Unroll.Tasks.Translation;

namespace Unroll.Studio.Service;

/// <summary>Translates.</summary>
sealed class ServedTranslator : ServedModel<Translator>
{
    internal const string TaskName = "translate";

    readonly BatchQueue<Searched<string>, IReadOnlyList<Translation>> queue;

    internal ServedTranslator(ModelAddress address, ServiceLimits limits, Surroundings services) : base(address, Translator.Load, services) =>
        queue = new(questions => Searched<string>.Answer<IReadOnlyList<Translation>>(questions, Current.TranslateAll), limits, ServiceMeter.BatchesOf(address.Full));

    internal override string Task => TaskName;

    internal override long Parameters => Current.ParameterCount;

    internal override int Waiting => queue.Length;

    /// <summary>Translates.</summary>
    /// <returns>Of each text its translations, best first.</returns>
    internal Task<IReadOnlyList<IReadOnlyList<Translation>>> Ask(IReadOnlyList<string> texts, SearchOptions options, CancellationToken cancellationToken) =>
        queue.Ask([.. texts.Select(text => new Searched<string>(text, options))], cancellationToken);

    public override void Dispose() => queue.Dispose();
}
