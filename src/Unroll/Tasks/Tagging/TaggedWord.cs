namespace Unroll.Tasks.Tagging;

/// <summary>A word and what a tagger says of it.</summary>
/// <param name="Word">The word.</param>
/// <param name="Tag">Its tag on the most probable path through the sentence.</param>
/// <param name="Probability">How probable that tag is at this word, over all paths.</param>
public sealed record TaggedWord(string Word, string Tag, float Probability)
{
    /// <summary>Word and tag, with a slash between them.</summary>
    public override string ToString() => $"{Word}/{Tag}";
}
