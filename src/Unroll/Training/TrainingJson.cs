using System.Text.Json.Serialization;
using Unroll.Training.Probes;

namespace Unroll.Training;

/// <summary>How the records of a run folder are written, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(EpochRecord))]
[JsonSerializable(typeof(StepInspection))]
[JsonSerializable(typeof(CheckpointState))]
sealed partial class TrainingJson : JsonSerializerContext;
