using Unroll.Tasks.Decoding;
using Unroll.Training;

namespace Unroll.Tasks.Generation;

/// <summary>How a text is continued.</summary>
/// <param name="Length">Tokens written at most; 1 or more.</param>
/// <param name="Temperature">0 for always the likeliest token; below 1 for likelier, above 1 for more surprising texts; 0 or more.</param>
/// <param name="TopK">Only the so many likeliest tokens are chosen from; 1 or more, null for all.</param>
/// <param name="TopP">Only the likeliest tokens that together have at least this share of the probability are chosen from; above 0, at most 1.</param>
/// <param name="RepetitionPenalty">A recent token's log-probability is multiplied by; above 1 for fewer repetitions, 1 for no change; above 0.</param>
/// <param name="Seed">The same seed gives the same text.</param>
public sealed record GenerationOptions(
    int Length = 500, float Temperature = 1, int? TopK = null, float TopP = 1, float RepetitionPenalty = 1, ulong Seed = 1)
    : SamplingOptions(Temperature, TopK, TopP, RepetitionPenalty, Seed)
{
    /// <summary>Tokens written at most; 1 or more.</summary>
    public int Length { get; init => field = Limits.AtLeastOne(value, nameof(Length)); } = Limits.AtLeastOne(Length, nameof(Length));
}
