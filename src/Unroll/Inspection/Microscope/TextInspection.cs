using System.Buffers;
using System.Text;
using System.Text.Json;
using Unroll.Tasks.Translation;

namespace Unroll.Inspection.Microscope;

/// <summary>What a network did with one text. All counting is from 1: tokens, words, layers, units.</summary>
/// <param name="Task">What the model does: classify, tag, generate or translate.</param>
/// <param name="Model">The model in words.</param>
/// <param name="Text">The text.</param>
/// <param name="IsCut">Whether the model reads no more than the beginning of the text.</param>
/// <param name="Tokens">What the model reads, in order; whatever is said of each token keeps this order.</param>
/// <param name="Answer">The answer that is explained.</param>
/// <param name="Alternatives">What the model might have answered at the same place, the most probable first: all classes or tags, or the first ten of a vocabulary.</param>
/// <param name="Contributions">What each token added to the answer's score.</param>
/// <param name="Layers">Gates and states of every recurrent layer and direction.</param>
/// <param name="Units">The units that move most.</param>
/// <param name="Attention">What each word of a translation looked at; null where a model has no attention.</param>
public sealed record TextInspection(
    string Task,
    string Model,
    string Text,
    bool IsCut,
    IReadOnlyList<InspectedToken> Tokens,
    InspectedAnswer Answer,
    IReadOnlyList<ScoredAnswer> Alternatives,
    TokenContributions Contributions,
    IReadOnlyList<InspectedLayer> Layers,
    IReadOnlyList<UnitReading> Units,
    Alignment? Attention)
{
    /// <summary>One JSON object with everything, under the names of these records in camel case; numbers that are not finite are null.</summary>
    public string ToJson()
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            InspectionJson.Write(json, this);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}

/// <summary>A token, and what the model would say there.</summary>
/// <param name="Text">The token as it stands in the text.</param>
/// <param name="IsKnown">False where the model reads it as the unknown token.</param>
/// <param name="Answer">The class if the text ended here; the word's tag; the token that is most probable to come next. Null for a translator.</param>
/// <param name="Probability">Of that answer.</param>
/// <param name="Surprise">For a generator −log₂ of the token's probability after those before it, in bits; null for the first and for other models.</param>
public sealed record InspectedToken(string Text, bool IsKnown, string? Answer, float? Probability, float? Surprise);

/// <summary>The answer that is explained.</summary>
/// <param name="Text">The class, the tag, or the token.</param>
/// <param name="Word">At which token it is given, of a translation which word it is; null where it is about the whole text.</param>
/// <param name="Measure">What its score is.</param>
/// <param name="Score">The number that contributions add up to.</param>
/// <param name="Probability">Of the answer.</param>
public sealed record InspectedAnswer(string Text, int? Word, AnswerMeasure Measure, float Score, float Probability);

/// <summary>What the score of an answer is.</summary>
public enum AnswerMeasure
{
    /// <summary>The network's output before the softmax.</summary>
    Logit,

    /// <summary>The logarithm of the answer's probability, in nats.</summary>
    LogProbability,
}

/// <summary>A possible answer.</summary>
/// <param name="Text">The class, the tag, or the token.</param>
/// <param name="Probability">How probable the model finds it.</param>
public sealed record ScoredAnswer(string Text, float Probability);

/// <summary>What each token added to the score of the answer, by three measures; positive speaks for the answer.</summary>
/// <param name="GradientTimesInput">The gradient of the score times the token's vector: what the score would lose to first order without the vector.</param>
/// <param name="IntegratedGradients">The same with the mean gradient on the way from vectors of zeros to the text's (Sundararajan, Taly and Yan
/// 2017, by the midpoint rule); their sum is Score − BaselineScore but for CompletenessGap.</param>
/// <param name="LeaveOneOut">What the score loses when the token is left out of the text and the answer computed anew; null where nothing can be
/// asked without it.</param>
/// <param name="BaselineScore">The score of as many vectors of zeros.</param>
/// <param name="IntegrationSteps">Points at which integrated gradients took the gradient.</param>
/// <param name="CompletenessGap">Sum of IntegratedGradients − (Score − BaselineScore): the error of the integration.</param>
public sealed record TokenContributions(
    IReadOnlyList<float> GradientTimesInput,
    IReadOnlyList<float> IntegratedGradients,
    IReadOnlyList<float?> LeaveOneOut,
    float BaselineScore,
    int IntegrationSteps,
    float CompletenessGap);

/// <summary>One direction of one recurrent layer.</summary>
/// <param name="Layer">1 for the layer that reads the tokens' vectors.</param>
/// <param name="IsReverse">Whether it reads from the end; its numbers are in the order of the text all the same.</param>
/// <param name="Signals">What it computed: the gates of its cell, its candidate, its states; at least the hidden state.</param>
public sealed record InspectedLayer(int Layer, bool IsReverse, IReadOnlyList<LayerSignal> Signals);

/// <summary>Numbers of every unit at every token.</summary>
/// <param name="Name">The field's word: "forget gate", "cell state".</param>
/// <param name="IsGate">Whether all numbers lie between 0 (shut) and 1 (open).</param>
/// <param name="Values">At [t][u] that of unit u + 1 at token t + 1.</param>
/// <param name="Means">The mean over the units at each token: of a gate how far it is open, of all else the mean size |x|.</param>
public sealed record LayerSignal(string Name, bool IsGate, IReadOnlyList<IReadOnlyList<float>> Values, IReadOnlyList<float> Means);

/// <summary>A unit whose hidden state moves much, and where.</summary>
/// <param name="Layer">Its layer.</param>
/// <param name="IsReverse">Whether it reads from the end.</param>
/// <param name="Unit">Its number in that direction of the layer.</param>
/// <param name="Movement">The mean of |h_t − h_t−1| over all tokens read.</param>
/// <param name="Rises">Tokens at which it rises most, the strongest first.</param>
/// <param name="Falls">Tokens at which it falls most, the strongest first.</param>
public sealed record UnitReading(int Layer, bool IsReverse, int Unit, float Movement, IReadOnlyList<UnitMove> Rises, IReadOnlyList<UnitMove> Falls);

/// <summary>What a unit does at a token.</summary>
/// <param name="Token">The token.</param>
/// <param name="Change">The mean change of the unit's hidden state there.</param>
/// <param name="Count">How often the token was read.</param>
public sealed record UnitMove(string Token, float Change, int Count);
