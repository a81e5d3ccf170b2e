using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Unroll.Tasks;

namespace Unroll.ML;

/// <summary>The classifier row by row, as the mapping that ML.NET lets other libraries write.</summary>
static class ClassifierMapping
{
    /// <summary>A step that reads the text and adds label and scores.</summary>
    /// <param name="context">The context of the pipeline.</param>
    /// <param name="columns">Names of the columns.</param>
    /// <param name="labels">The classes.</param>
    /// <param name="predict">The classifier.</param>
    internal static CustomMappingEstimator<TextRow, AnswerRow> Create(
        MLContext context, TextClassifierColumns columns, IReadOnlyList<string> labels, Func<string, Prediction> predict)
    {
        SchemaDefinition input = SchemaDefinition.Create(typeof(TextRow)), output = SchemaDefinition.Create(typeof(AnswerRow));
        input[nameof(TextRow.Text)].ColumnName = columns.Text;
        output[nameof(AnswerRow.PredictedLabel)].ColumnName = columns.PredictedLabel;
        SchemaDefinition.Column score = output[nameof(AnswerRow.Score)];
        score.ColumnName = columns.Score;
        score.ColumnType = new VectorDataViewType(NumberDataViewType.Single, labels.Count);
        VBuffer<ReadOnlyMemory<char>> names = new(labels.Count, [.. labels.Select(label => label.AsMemory())]);
        score.AddAnnotation("SlotNames", names, new VectorDataViewType(TextDataViewType.Instance, labels.Count));
        return context.Transforms.CustomMapping<TextRow, AnswerRow>((row, answer) =>
        {
            Prediction prediction = predict(row.Text ?? "");
            (answer.PredictedLabel, answer.Score) = (prediction.Label, [.. prediction.Probabilities]);
        }, contractName: null, input, output);
    }
}

/// <summary>What is read of a row.</summary>
sealed class TextRow
{
    /// <summary>The text; a missing one counts as empty.</summary>
    public string? Text { get; set; }
}

/// <summary>What is added to a row.</summary>
sealed class AnswerRow
{
    /// <summary>The most probable class.</summary>
    public string PredictedLabel { get; set; } = "";

    /// <summary>The probability of every class.</summary>
    public float[] Score { get; set; } = [];
}
