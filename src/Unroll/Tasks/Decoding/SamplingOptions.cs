namespace Unroll.Tasks.Decoding;

/// <summary>How the next token is chosen among the likely ones.</summary>
/// <param name="Temperature">0 for always the likeliest; below 1 for likelier, above 1 for more surprising choices; 0 or more.</param>
/// <param name="TopK">Only the so many likeliest tokens are chosen from; 1 or more, null for all.</param>
/// <param name="TopP">Only the likeliest tokens that together have at least this share of the probability are chosen from; above 0, at most 1.</param>
/// <param name="RepetitionPenalty">A recent token's log-probability is multiplied by; above 1 for fewer repetitions, 1 for no change; above 0.</param>
/// <param name="Seed">The same seed gives the same text.</param>
public record SamplingOptions(float Temperature = 1, int? TopK = null, float TopP = 1, float RepetitionPenalty = 1, ulong Seed = 1)
{
    /// <summary>0 for always the likeliest; 0 or more.</summary>
    public float Temperature { get; init => field = Checked(value, nameof(Temperature), value >= 0, "0 or more"); } =
        Checked(Temperature, nameof(Temperature), Temperature >= 0, "0 or more");

    /// <summary>Only the so many likeliest tokens; 1 or more, null for all.</summary>
    public int? TopK { get; init => field = CheckedCount(value, nameof(TopK)); } = CheckedCount(TopK, nameof(TopK));

    /// <summary>Only the likeliest tokens that have this share together; above 0, at most 1.</summary>
    public float TopP { get; init => field = Checked(value, nameof(TopP), value is > 0 and <= 1, "above 0 and at most 1"); } =
        Checked(TopP, nameof(TopP), TopP is > 0 and <= 1, "above 0 and at most 1");

    /// <summary>Above 1 for fewer repetitions; above 0.</summary>
    public float RepetitionPenalty { get; init => field = Checked(value, nameof(RepetitionPenalty), value > 0, "above 0"); } =
        Checked(RepetitionPenalty, nameof(RepetitionPenalty), RepetitionPenalty > 0, "above 0");

    static float Checked(float value, string name, bool isRight, string range) => isRight && float.IsFinite(value) ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be {range}.");

    static int? CheckedCount(int? value, string name) => value is null or >= 1 ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be 1 or more.");
}
