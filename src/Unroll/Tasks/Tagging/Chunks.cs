using Unroll.Layers;

namespace Unroll.Tasks.Tagging;

/// <summary>A run of tokens that belong together.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Start">Its first token.</param>
/// <param name="End">The token after its last.</param>
readonly record struct Chunk(string Type, int Start, int End);

/// <summary>
/// The spans that tags describe, as the program conlleval of the CoNLL shared tasks finds them (Tjong Kim Sang and Buchholz 2000): also where a
/// span begins with I, and where the type changes inside one. The letters E and S are read as in BIOES.
/// </summary>
static class Chunks
{
    /// <summary>The spans of a sentence, in order.</summary>
    internal static List<Chunk> Of(IReadOnlyList<string> tags)
    {
        List<Chunk> chunks = [];
        TagParts before = new("O", "");
        int start = -1;
        for (int i = 0; i <= tags.Count; i++)
        {
            TagParts tag = i < tags.Count ? TagParts.Of(tags[i]) : new("O", "");
            if (start >= 0 && Ends(before, tag))
            {
                chunks.Add(new(before.Type, start, i));
                start = -1;
            }

            if (Begins(before, tag))
            {
                start = i;
            }

            before = tag;
        }

        return chunks;
    }

    static bool Ends(TagParts before, TagParts tag) =>
        !before.IsOutside && (before.Position is "E" or "S" || tag.Position is "B" or "S" or "O" || before.Type != tag.Type);

    static bool Begins(TagParts before, TagParts tag) =>
        !tag.IsOutside && (tag.Position is "B" or "S" || before.Position is "O" or "E" or "S" || before.Type != tag.Type);
}
