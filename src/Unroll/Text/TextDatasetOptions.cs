namespace Unroll.Text;

/// <summary>What to read from a data set; whatever is not said is found out and told in <see cref="TextDataset.Notes"/>.</summary>
/// <param name="Text">Columns of the text by name or 1-based number, joined by one space; null: guessed.</param>
/// <param name="Label">Column of the label by name or 1-based number; null: guessed.</param>
/// <param name="Header">Whether the first row of a table holds names; null: found out.</param>
/// <param name="Classes">The classes in their order, for data that a trained model is to be tested on: any other label is an error. Null: the classes are the labels that occur.</param>
/// <param name="LabelNames">Names to show for labels as written in the data, such as 0 for "negative"; null: the labels are the names.</param>
/// <param name="MaximumTextLength">Most characters in one field or file; 1 or more. Anything longer is an error, not cut.</param>
public sealed record TextDatasetOptions(
    IReadOnlyList<string>? Text = null,
    string? Label = null,
    bool? Header = null,
    IReadOnlyList<string>? Classes = null,
    IReadOnlyDictionary<string, string>? LabelNames = null,
    int MaximumTextLength = 1 << 20)
{
    /// <summary>Most characters in one field or file; 1 or more.</summary>
    public int MaximumTextLength { get; init => field = AtLeastOne(value, nameof(MaximumTextLength)); }
        = AtLeastOne(MaximumTextLength, nameof(MaximumTextLength));

    static int AtLeastOne(int value, string name) => value >= 1 ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be 1 or more.");
}
