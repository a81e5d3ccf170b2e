namespace Unroll.Text;

/// <summary>The check of measures that know several references for each text.</summary>
static class ReferenceSets
{
    /// <exception cref="ArgumentException">There are not as many sets of references as texts, or one is empty.</exception>
    internal static void Require(IReadOnlyList<string> texts, IReadOnlyList<IReadOnlyList<string>> references)
    {
        if (texts.Count != references.Count)
        {
            throw new ArgumentException($"got {texts.Count} texts and references for {references.Count}; give references for each.", nameof(references));
        }

        for (int i = 0; i < references.Count; i++)
        {
            if (references[i].Count == 0)
            {
                throw new ArgumentException($"text {i} has no reference; give one or more for each.", nameof(references));
            }
        }
    }
}
