using System.Text.Json;
using Unroll.Tasks;

namespace Unroll.Inspection.TrainingRuns;

/// <summary>What lets a classifier carry less through time.</summary>
static class LessToCarry
{
    /// <summary>What of it is off in a model and so can be tried, as the end of a sentence; empty for other tasks, and where config.json does not say:
    /// a run under way has none, and a damaged one is for whoever loads the model to name.</summary>
    internal static string Of(string folder)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(ModelFolder.ConfigurationPathIn(folder)));
            JsonElement options = document.RootElement.GetProperty("options");
            return document.RootElement.GetProperty("task").GetString() != TextClassifierFolder.Task ? ""
                : (options.GetProperty("pooling").GetString() == nameof(Pooling.Last), !options.GetProperty("bidirectional").GetBoolean()) switch
                {
                    (true, true) => ", or --pooling mean-max and --bidirectional, so that less has to be carried",
                    (true, false) => ", or --pooling mean-max, so that less has to be carried",
                    (false, true) => ", or --bidirectional, so that less has to be carried",
                    _ => "",
                };
        }
        catch (Exception exception) when (exception is IOException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "";
        }
    }
}
