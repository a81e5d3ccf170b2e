using System.Text.Json.Serialization;
using Unroll.Studio.Pages.Captioning;
using Unroll.Studio.Pages.Classification;
using Unroll.Studio.Pages.Comparison;
using Unroll.Studio.Pages.Generation;
using Unroll.Studio.Pages.Microscope;
using Unroll.Studio.Pages.Runs;
using Unroll.Studio.Pages.Training;
using Unroll.Studio.Pages.Translation;
using Unroll.Tasks.Tagging;

namespace Unroll.Studio.Pages;

/// <summary>Everything that goes between the pages' scripts and the studio.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ClassificationAnswer))]
[JsonSerializable(typeof(ComparisonAnswer))]
[JsonSerializable(typeof(ComparisonRequest))]
[JsonSerializable(typeof(IReadOnlyList<TrainingPoint>))]
[JsonSerializable(typeof(MicroscopeAnswer))]
[JsonSerializable(typeof(MicroscopeRequest))]
[JsonSerializable(typeof(ProfileAnswer))]
[JsonSerializable(typeof(ProfileRequest))]
[JsonSerializable(typeof(RunAnswer))]
[JsonSerializable(typeof(SceneRequest))]
[JsonSerializable(typeof(ShownCaption))]
[JsonSerializable(typeof(TableAnswer))]
[JsonSerializable(typeof(TaggedWord[]))]
[JsonSerializable(typeof(TextRequest))]
[JsonSerializable(typeof(TrainingRequest))]
[JsonSerializable(typeof(TrainingSnapshot))]
[JsonSerializable(typeof(TrainingStarted))]
[JsonSerializable(typeof(TranslationAnswer[]))]
[JsonSerializable(typeof(TranslationRequest))]
[JsonSerializable(typeof(WritingAnswer))]
[JsonSerializable(typeof(WritingRequest))]
sealed partial class StudioJson : JsonSerializerContext;
