namespace Unroll.Layers;

/// <summary>What the letters before the hyphen of tags such as B-NP mean, and so which tag may follow which.</summary>
public enum TagScheme
{
    /// <summary>Any tag may follow any other, as with parts of speech.</summary>
    Plain,

    /// <summary>B-X begins a span of type X, I-X goes on with it, O is outside. I-X follows only B-X or I-X.</summary>
    Bio,

    /// <summary>As Bio, and E-X ends a span of two tokens or more while S-X is one of a single token.</summary>
    Bioes,
}

/// <summary>A tag in its parts.</summary>
/// <param name="Position">What stands before the first hyphen: B, I, E, S or O; the whole tag where there is no hyphen.</param>
/// <param name="Type">What stands behind it; empty where there is no hyphen.</param>
public readonly record struct TagParts(string Position, string Type)
{
    /// <summary>Whether the tag belongs to no span.</summary>
    public bool IsOutside => Position == "O";

    /// <summary>Takes a tag apart.</summary>
    /// <param name="tag">Such as B-NP, O or NOUN.</param>
    public static TagParts Of(string tag)
    {
        int hyphen = tag.IndexOf('-', StringComparison.Ordinal);
        return hyphen < 0 ? new(tag, "") : new(tag[..hyphen], tag[(hyphen + 1)..]);
    }
}

/// <summary>Which tags may begin a sequence, end one, and follow one another.</summary>
public sealed class TagRules
{
    readonly TagParts[] tags;
    readonly TagScheme scheme;

    /// <summary>The rules of a scheme.</summary>
    /// <param name="tags">Every tag, in the order of the scores.</param>
    /// <param name="scheme">What the tags mean.</param>
    public TagRules(IReadOnlyList<string> tags, TagScheme scheme) =>
        (this.tags, this.scheme) = ([.. tags.Select(TagParts.Of)], scheme);

    /// <summary>Number of tags.</summary>
    public int Count => tags.Length;

    /// <summary>Whether a sequence may begin with a tag.</summary>
    /// <param name="tag">Its index.</param>
    public bool MayBegin(int tag) => scheme == TagScheme.Plain || !Continues(tags[tag]);

    /// <summary>Whether a sequence may end with a tag.</summary>
    /// <param name="tag">Its index.</param>
    public bool MayEnd(int tag) => scheme != TagScheme.Bioes || !IsOpen(tags[tag]);

    /// <summary>Whether a tag may come right after another.</summary>
    /// <param name="tag">The index of the first.</param>
    /// <param name="next">The index of the second.</param>
    public bool MayFollow(int tag, int next) => scheme switch
    {
        TagScheme.Plain => true,
        TagScheme.Bio => !Continues(tags[next]) || IsSameSpan(tag, next),
        _ => IsOpen(tags[tag]) == Continues(tags[next]) && (!IsOpen(tags[tag]) || IsSameSpan(tag, next)),
    };

    /// <summary>Whether tags describe spans: letters of BIOES, each but O with a type behind a hyphen.</summary>
    /// <param name="tags">Every tag that occurs.</param>
    public static bool AreSpans(IEnumerable<string> tags)
    {
        TagParts[] parts = [.. tags.Select(TagParts.Of)];
        return parts.All(tag => tag.Position is "B" or "I" or "E" or "S" or "O" && tag.IsOutside == (tag.Type.Length == 0)) && parts.Any(tag => !tag.IsOutside);
    }

    /// <summary>The narrowest scheme that a set of tagged sequences keeps.</summary>
    /// <param name="tags">Every tag that occurs.</param>
    /// <param name="sequences">The sequences, as indices of tags.</param>
    /// <returns>Plain where the tags are of another kind or a sequence breaks the rules.</returns>
    public static TagScheme Find(IReadOnlyList<string> tags, IEnumerable<IReadOnlyList<int>> sequences)
    {
        if (!AreSpans(tags))
        {
            return TagScheme.Plain;
        }

        TagScheme candidate = tags.Any(tag => TagParts.Of(tag).Position is "E" or "S") ? TagScheme.Bioes : TagScheme.Bio;
        TagRules rules = new(tags, candidate);
        return sequences.All(rules.Allows) ? candidate : TagScheme.Plain;
    }

    bool Allows(IReadOnlyList<int> sequence)
    {
        for (int i = 1; i < sequence.Count; i++)
        {
            if (!MayFollow(sequence[i - 1], sequence[i]))
            {
                return false;
            }
        }

        return sequence.Count == 0 || (MayBegin(sequence[0]) && MayEnd(sequence[^1]));
    }

    bool IsSameSpan(int tag, int next) => tags[tag].Position is "B" or "I" && tags[tag].Type == tags[next].Type;

    static bool Continues(TagParts tag) => tag.Position is "I" or "E";

    // Of BIOES: a span that has begun has to go on.
    static bool IsOpen(TagParts tag) => tag.Position is "B" or "I";
}
