namespace Unroll.Inspection.Microscope;

/// <summary>What to look at in a text, and how closely.</summary>
/// <param name="Answer">The answer that is explained, such as a class; null for what the model says.</param>
/// <param name="Word">Where a model that answers at every token is asked, 1 for the first token (of a translation: for its first word);
/// null for the least certain word of a tagger, the last token of a generator and the first word of a translation. A classifier has one
/// answer for the whole text.</param>
/// <param name="IntegrationSteps">Points at which integrated gradients take the gradient; 1 or more.</param>
/// <param name="Units">How many of the strongest units are read; 0 or more.</param>
/// <param name="Texts">Texts over which the strongest units are read; null for the inspected text alone.</param>
public sealed record InspectionOptions(
    string? Answer = null, int? Word = null, int IntegrationSteps = 128, int Units = 8, IReadOnlyList<string>? Texts = null)
{
    /// <inheritdoc cref="InspectionOptions(string?, int?, int, int, IReadOnlyList{string}?)" path="/param[@name='IntegrationSteps']"/>
    public int IntegrationSteps { get; init => field = AtLeast(1, value, nameof(IntegrationSteps)); } = AtLeast(1, IntegrationSteps, nameof(IntegrationSteps));

    /// <inheritdoc cref="InspectionOptions(string?, int?, int, int, IReadOnlyList{string}?)" path="/param[@name='Units']"/>
    public int Units { get; init => field = AtLeast(0, value, nameof(Units)); } = AtLeast(0, Units, nameof(Units));

    static int AtLeast(int least, int value, string name) => value >= least ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be {least} or more.");
}
