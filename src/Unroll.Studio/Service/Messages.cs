using System.Text.Json.Serialization;
using Unroll.Tasks.Tagging;

namespace Unroll.Studio.Service;

/// <summary>Texts to classify or tag.</summary>
/// <param name="Text">One text.</param>
/// <param name="Texts">Or several.</param>
sealed record TextsRequest(string? Text, IReadOnlyList<string>? Texts);

/// <summary>The classes of texts.</summary>
/// <param name="Model">Which model answered.</param>
/// <param name="Predictions">One for each text, in order.</param>
sealed record PredictResponse(string Model, IReadOnlyList<ClassAnswer> Predictions);

/// <summary>The class of a text.</summary>
/// <param name="Label">The likeliest.</param>
/// <param name="Probability">Its probability.</param>
/// <param name="Probabilities">Of every class.</param>
sealed record ClassAnswer(string Label, float Probability, IReadOnlyDictionary<string, float> Probabilities);

/// <summary>The tags of texts.</summary>
/// <param name="Model">Which model answered.</param>
/// <param name="Sentences">One list of words for each text, in order.</param>
sealed record TagResponse(string Model, IReadOnlyList<IReadOnlyList<TaggedWord>> Sentences);

/// <summary>Texts to translate.</summary>
/// <param name="Text">One text.</param>
/// <param name="Texts">Or several.</param>
/// <param name="Beam">How many beginnings the search follows; 5 by default.</param>
/// <param name="Best">How many translations of each text are given; 1 by default.</param>
/// <param name="LengthPenalty">Above 1 for longer translations, below for shorter; 1 by default.</param>
sealed record TranslateRequest(string? Text, IReadOnlyList<string>? Texts, int? Beam, int? Best, float? LengthPenalty);

/// <summary>The translations of texts.</summary>
/// <param name="Model">Which model answered.</param>
/// <param name="Translations">Of each text its translations, best first.</param>
sealed record TranslateResponse(string Model, IReadOnlyList<IReadOnlyList<TranslationAnswer>> Translations);

/// <summary>A translation.</summary>
/// <param name="Text">The translation.</param>
/// <param name="LogProbability">In nats.</param>
/// <param name="IsCut">Whether the text was longer than the model reads, so that its end was not translated.</param>
sealed record TranslationAnswer(string Text, double LogProbability, bool IsCut);

/// <summary>Pictures to caption.</summary>
/// <param name="Picture">One picture.</param>
/// <param name="Pictures">Or several.</param>
/// <param name="Beam">How many beginnings the search follows; 5 by default.</param>
/// <param name="Best">How many captions of each picture are given; 1 by default.</param>
sealed record CaptionRequest(SentPicture? Picture, IReadOnlyList<SentPicture>? Pictures, int? Beam, int? Best);

/// <summary>A picture as bytes, of the size that the model takes.</summary>
/// <param name="Channels">Colours: 3 for red, green and blue.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Pixels">Base64 of channels × height × width bytes: all of the first colour row by row, then all of the next.</param>
sealed record SentPicture(int Channels, int Height, int Width, byte[]? Pixels);

/// <summary>What pictures show.</summary>
/// <param name="Model">Which model answered.</param>
/// <param name="Captions">Of each picture its captions, best first.</param>
sealed record CaptionResponse(string Model, IReadOnlyList<IReadOnlyList<CaptionAnswer>> Captions);

/// <summary>What a picture shows.</summary>
/// <param name="Text">The caption.</param>
/// <param name="LogProbability">In nats.</param>
sealed record CaptionAnswer(string Text, double LogProbability);

/// <summary>A text to continue.</summary>
/// <param name="Prompt">Its beginning; it is not repeated. Not in a session, which has one already.</param>
/// <param name="Length">Tokens written at most; 500 by default.</param>
/// <param name="Temperature">0 for always the likeliest; below 1 for likelier, above 1 for more surprising texts; 1 by default.</param>
/// <param name="TopK">Only so many of the likeliest tokens are chosen from.</param>
/// <param name="TopP">Only the likeliest tokens with together this share of the probability are chosen from.</param>
/// <param name="RepetitionPenalty">Above 1 for fewer repetitions; 1 by default.</param>
/// <param name="Seed">The same seed gives the same text; 1 by default.</param>
sealed record GenerateRequest(string? Prompt, int? Length, float? Temperature, int? TopK, float? TopP, float? RepetitionPenalty, ulong? Seed);

/// <summary>What happens while a text is written.</summary>
/// <param name="Text">Of a piece: what was written.</param>
/// <param name="Reason">Of the end: "length" when all was written, "time" when the time was over.</param>
/// <param name="TokensRead">Of the end: tokens read in this session.</param>
/// <param name="TokensWritten">Of the end: tokens written in this session.</param>
sealed record StreamEvent(string? Text = null, string? Reason = null, long? TokensRead = null, long? TokensWritten = null);

/// <summary>A text for a session to read.</summary>
/// <param name="Text">The text.</param>
sealed record ReadRequest(string? Text);

/// <summary>A session.</summary>
/// <param name="Id">What it is called in addresses.</param>
/// <param name="Model">The model that reads and writes.</param>
/// <param name="TokensRead">Tokens read so far.</param>
/// <param name="TokensWritten">Tokens written so far.</param>
sealed record SessionResponse(string Id, string Model, long TokensRead, long TokensWritten);

/// <summary>What may come next in a session.</summary>
/// <param name="Tokens">Likeliest first.</param>
sealed record NextResponse(IReadOnlyList<NextAnswer> Tokens);

/// <summary>A token that may come next.</summary>
/// <param name="Text">What it adds to the text.</param>
/// <param name="Probability">How likely it is.</param>
sealed record NextAnswer(string Text, double Probability);

/// <summary>All models.</summary>
/// <param name="Models">In the order in which they were given.</param>
sealed record ModelsResponse(IReadOnlyList<ModelResponse> Models);

/// <summary>A model.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Version">Which of several of this name; null where there is one.</param>
/// <param name="Address">What stands in addresses.</param>
/// <param name="IsCurrent">Whether the name alone means this version.</param>
/// <param name="Task">What it does.</param>
/// <param name="Parameters">Numbers that training changed.</param>
/// <param name="Waiting">Texts that wait for their turn.</param>
/// <param name="Loaded">When what answers now was loaded.</param>
/// <param name="Fault">Why the folder as it is now cannot be loaded, so that the model from before answers on; null when all is well.</param>
sealed record ModelResponse(string Name, string? Version, string Address, bool IsCurrent, string Task, long Parameters, int Waiting, DateTimeOffset Loaded, string? Fault);

/// <summary>How the service is.</summary>
/// <param name="Status">"ok", or why not.</param>
sealed record HealthResponse(string Status);

/// <summary>How the messages are written as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TextsRequest))]
[JsonSerializable(typeof(PredictResponse))]
[JsonSerializable(typeof(TagResponse))]
[JsonSerializable(typeof(TranslateRequest))]
[JsonSerializable(typeof(TranslateResponse))]
[JsonSerializable(typeof(CaptionRequest))]
[JsonSerializable(typeof(CaptionResponse))]
[JsonSerializable(typeof(GenerateRequest))]
[JsonSerializable(typeof(StreamEvent))]
[JsonSerializable(typeof(ReadRequest))]
[JsonSerializable(typeof(SessionResponse))]
[JsonSerializable(typeof(NextResponse))]
[JsonSerializable(typeof(ModelsResponse))]
[JsonSerializable(typeof(ModelResponse))]
[JsonSerializable(typeof(HealthResponse))]
sealed partial class MessageJson : JsonSerializerContext;
