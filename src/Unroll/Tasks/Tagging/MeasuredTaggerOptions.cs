namespace Unroll.Tasks.Tagging;

/// <summary>Options that were found better than the defaults on a data set that everybody has.</summary>
public static class MeasuredTaggerOptions
{
    /// <summary>The options for a named data set; the defaults for any other. The names in <c>dotnet-docs</c> show in their spelling, and a small network sees it.</summary>
    /// <param name="dataset">The name of a data set, or a path.</param>
    public static SequenceTaggerOptions For(string dataset) => dataset == "dotnet-docs"
        ? new(HiddenSize: 96, EmbeddingSize: 64, CharacterSize: 32, CharacterHiddenSize: 32, RareWordDropout: 0.25f, Epochs: 3)
        : new();
}
