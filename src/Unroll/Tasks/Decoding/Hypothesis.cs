namespace Unroll.Tasks.Decoding;

/// <summary>A finished continuation.</summary>
/// <param name="Tokens">Without start and end mark.</param>
/// <param name="LogProbability">Of the tokens and the end mark, in nats.</param>
/// <param name="Score">The log-probability after the penalties: what hypotheses are ranked by.</param>
sealed record Hypothesis(int[] Tokens, double LogProbability, double Score);
