using System.Text.Json;
using Unroll.Cli.Output;
using Unroll.Cli.Runs;
using Unroll.Tasks.Generation;
using Unroll.Text;
using Unroll.Training;

namespace Unroll.Cli.Tasks.Generation;

/// <summary>Training a generator, from the text to the measured model.</summary>
sealed class GenerationWork(GenerationRequest request) : TrainingWork
{
    // Lines or letters that are tried as a beginning.
    const int MostTried = 1000;

    // Set by Load, Train and MeasureAndSave, which come in this order.
    GenerationData data = null!;
    TextGenerator generator = null!;
    LanguageReport? report, counted;
    int countedLength;

    internal override bool Validates => data.Validation.Text.Length > 0;

    internal override void Load(CancellationToken cancellationToken)
    {
        data = GenerationData.Load(request.Data);
        Page.Remarks.Say($"{data.Training.Source}: {Figures.Counted(data.Training.CharacterCount, "character")} to learn from, {Part(data.Validation, "to stop by")}, {Part(data.Test, "to test with")}");
    }

    internal override TrainingResult Train(string checkpoints, IProgress<TrainingProgress> progress, CancellationToken cancellationToken)
    {
        generator = TextGenerator.Train(data.Training, request.Options, data.Validation, checkpoints, progress, cancellationToken);
        return generator.Training!;
    }

    internal override void MeasureAndSave(string folder)
    {
        if (data.Measured is { } part)
        {
            report = generator.Evaluate(part);
            NGramBaseline baseline = NGramBaseline.Train(data.Training, generator);
            (counted, countedLength) = (baseline.Evaluate(part), baseline.Length);
        }
        generator.Save(folder, report);
    }

    internal override string Describe(Validation validation) => $"perplexity {Figures.Score(Math.Exp(validation.Metric))}";

    internal override void PrintMeasurement(Page page)
    {
        if (report is null)
        {
            page.Say("Nothing was held out, so the model was not measured.");
            return;
        }
        LanguageText.Print(page, $"Measured on {MeasuredOn}", report, counted is null ? null : (countedLength, counted));
    }

    internal override void WriteParts(Utf8JsonWriter json) =>
        json.WriteParts("characters", data.Training.CharacterCount, data.Validation.CharacterCount, data.Test.CharacterCount);

    internal override void WriteMeasurement(Utf8JsonWriter json)
    {
        if (report is null || counted is null)
        {
            json.WriteNull("metrics");
            return;
        }
        json.WriteString("measuredOn", PartName);
        json.WriteMetrics(report);
        json.WriteStartObject("baselines");
        json.Number("nGramPerplexity", counted.Perplexity);
        json.Number("nGramBitsPerCharacter", counted.BitsPerCharacter);
        json.WriteEndObject();
    }

    internal override IReadOnlyList<string> NextCommands(string folder) =>
    [
        CommandName.Written("generate", folder, "--prompt", Beginning(), "--temperature", "0.8"),
        CommandName.Written("generate", folder, "--interactive", "--session", $"{Path.TrimEndingDirectorySeparator(folder)}.session"),
    ];

    string MeasuredOn => (PartName == "test" ? request.Data.Test : request.Data.Validation).Path ?? $"the {PartName} part of {string.Join(", ", request.Data.Sources)}";

    string PartName => ReferenceEquals(data.Measured, data.Test) ? "test" : "validation";

    // The first words of what was held out that the model knows, so that the command works as it stands.
    string Beginning()
    {
        const int words = 3;
        return FirstLines((data.Measured ?? data.Training).Text).Concat(FirstLines(data.Training.Text))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(line => line.Length >= words)
            .Select(line => string.Join(' ', line.Take(words))).FirstOrDefault(generator.Knows)
            ?? data.Training.Text.Take(MostTried).Select(letter => letter.ToString()).FirstOrDefault(letter => !string.IsNullOrWhiteSpace(letter) && generator.Knows(letter)) ?? "";
    }

    // A text may be hundreds of megabytes long; its beginning is enough.
    static IEnumerable<string> FirstLines(string text)
    {
        using StringReader reader = new(text);
        for (int i = 0; i < MostTried && reader.ReadLine() is { } line; i++) yield return line;
    }

    static string Part(TextCorpus part, string purpose) => part.Text.Length == 0 ? $"none {purpose}" : $"{Figures.Count(part.CharacterCount)} {purpose}";
}
