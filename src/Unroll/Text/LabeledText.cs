namespace Unroll.Text;

/// <summary>A text and its class.</summary>
/// <param name="Text">The text as read; it may be empty.</param>
/// <param name="Label">0-based index into <see cref="TextDataset.ClassNames"/>.</param>
public readonly record struct LabeledText(string Text, int Label);
