using System.Text.Json;
using Unroll.Cli.Output;
using Unroll.Training;

namespace Unroll.Cli.Runs;

/// <summary>Where the time of a sitting went, from reading the data to the saved model.</summary>
/// <param name="Reading">Reading files.</param>
/// <param name="Training">All between the data in memory and the trained network.</param>
/// <param name="Measuring">Measuring the model, its baselines, and saving it.</param>
/// <param name="Loop">What the training loop says of its own time; what it does not account for went into tokens and vocabularies.</param>
sealed record RunTime(TimeSpan Reading, TimeSpan Training, TimeSpan Measuring, TrainingTime Loop)
{
    IReadOnlyList<(string Name, TimeSpan Time)> Parts =>
    [
        ("reading", Reading), ("tokenizing", Tokenizing), ("batching", Loop.Batching), ("forward", Loop.Forward), ("backward", Loop.Backward),
        ("optimizing", Loop.Optimizing), ("validating", Loop.Validating), ("keeping", Loop.Keeping), ("measuring", Measuring),
    ];

    TimeSpan Tokenizing
    {
        get
        {
            TimeSpan rest = Training - Loop.Batching - Loop.Forward - Loop.Backward - Loop.Optimizing - Loop.Validating - Loop.Keeping;
            return rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
        }
    }

    /// <summary>The parts that took a hundredth or more, the longest first.</summary>
    internal string InWords
    {
        get
        {
            const double smallest = 0.01;
            TimeSpan all = Reading + Training + Measuring;
            return string.Join(", ", Parts.Where(part => part.Time >= all * smallest).OrderByDescending(part => part.Time)
                .Select(part => $"{part.Name} {Figures.Percent(part.Time / all)}"));
        }
    }

    /// <summary>The property "time", in seconds.</summary>
    internal void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject("time");
        foreach ((string name, TimeSpan time) in Parts) json.Number(name, time.TotalSeconds);
        json.WriteEndObject();
    }
}
