using Unroll.Tasks.Tagging;

namespace Unroll.Cli.Tasks.Tagging;

/// <summary>How good a tagger is, and what it is to be compared with.</summary>
/// <param name="Part">The part of the data that was measured: test, or validation where no test part was held out.</param>
/// <param name="Sentences">Sentences in that part.</param>
/// <param name="Report">The model's answers.</param>
/// <param name="Baseline">Those of giving every word the tag it has most often in training.</param>
sealed record TaggingMeasurement(string Part, int Sentences, TaggingReport Report, TaggingReport Baseline)
{
    /// <summary>Measures a model on what was held out; null if nothing was.</summary>
    internal static TaggingMeasurement? Of(SequenceTagger tagger, TaggingData data) => data.Measured is not { } part ? null : new(
        ReferenceEquals(part, data.Test) ? "test" : "validation", part.Count, tagger.Evaluate(part), MostFrequentTags.Train(data.Training).Evaluate(part));
}
