using Unroll.Cli.Input;
using Unroll.Text;

namespace Unroll.Cli.Output;

/// <summary>What is said about data before it is learned from: whatever was guessed, left out or is lopsided.</summary>
static class DataText
{
    internal static void Print(TrainingData data)
    {
        PrintNotes(data.Training);
        Messages.Say($"{data.Training.Source}: {data.Training.BalanceSummary}");
        Messages.Say($"{Figures.Counted(data.Training.Count, "text")} to learn from, {Part(data.Validation, "to stop by")}, {Part(data.Test, "to test with")}");
    }

    internal static void PrintNotes(TextDataset data)
    {
        foreach (string note in data.Notes) Messages.Say($"{data.Source}: {note}");
    }

    static string Part(TextDataset part, string purpose) => part.Count == 0 ? $"none {purpose}" : $"{Figures.Count(part.Count)} {purpose}";
}
