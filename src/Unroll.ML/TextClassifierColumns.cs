using Microsoft.ML;
using Microsoft.ML.Data;

namespace Unroll.ML;

/// <summary>What the columns are called.</summary>
/// <param name="Text">The text to classify; text.</param>
/// <param name="Label">The class of a text, read in training; text, not a key.</param>
/// <param name="PredictedLabel">Added: the most probable class; text.</param>
/// <param name="Score">Added: the probability of every class; a vector of float32 whose slots are named after the classes.</param>
public sealed record TextClassifierColumns(string Text = "Text", string Label = "Label", string PredictedLabel = "PredictedLabel", string Score = "Score")
{
    /// <summary>What training reads, each with the property that renames it.</summary>
    internal IReadOnlyList<(string Name, string Property)> Inputs => [(Text, nameof(Text)), (Label, nameof(Label))];

    /// <summary>Refuses data without a column of text.</summary>
    internal void Require(DataViewSchema schema, string name, string property)
    {
        DataViewType? type = schema.GetColumnOrNull(name)?.Type;
        Require(name, property, [.. schema.Where(column => !column.IsHidden).Select(column => column.Name)], type, () => $"{type}");
    }

    /// <summary>Refuses data without a column of text.</summary>
    /// <param name="name">What the column has to be called.</param>
    /// <param name="property">Which of these properties says so.</param>
    /// <param name="present">What columns there are.</param>
    /// <param name="type">The column's type; null if there is none, or none that could be text.</param>
    /// <param name="actual">The type in words.</param>
    internal void Require(string name, string property, IReadOnlyList<string> present, DataViewType? type, Func<string> actual)
    {
        if (!present.Contains(name))
        {
            throw new ArgumentException(
                $"{property}: there is no column '{name}'; there are {string.Join(", ", present)}. Say which it is with new {nameof(TextClassifierColumns)}({property}: ...).");
        }

        if (type is not TextDataViewType)
        {
            throw new ArgumentException($"{property}: the column '{name}' has to be a text, but is {actual()}; leave a key out with MapKeyToValue, and turn numbers into text.");
        }
    }
}
