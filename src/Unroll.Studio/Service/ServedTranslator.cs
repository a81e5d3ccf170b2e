using Unroll.Tasks.Decoding;
using Unroll.Tasks.Translation;

namespace Unroll.Studio.Service;

/// <summary>Translates.</summary>
sealed class ServedTranslator(ModelAddress address, ServiceLimits limits, Surroundings services)
    : ServedQueue<Translator, Searched<string>, IReadOnlyList<Translation>>(
        address, Translator.Load, (model, questions) => Searched<string>.Answer<IReadOnlyList<Translation>>(questions, model.TranslateAll), limits, services)
{
    internal const string TaskName = "translate";

    internal override string Task => TaskName;

    internal override long Parameters => Current.ParameterCount;

    /// <summary>Translates.</summary>
    /// <returns>Of each text its translations, best first.</returns>
    internal Task<IReadOnlyList<IReadOnlyList<Translation>>> Ask(IReadOnlyList<string> texts, SearchOptions options, CancellationToken cancellationToken) =>
        Ask([.. texts.Select(text => new Searched<string>(text, options))], cancellationToken);
}
