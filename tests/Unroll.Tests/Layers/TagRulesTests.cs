using Unroll.Layers;

namespace Unroll.Tests.Layers;

public sealed class TagRulesTests
{
    [Theory]
    [InlineData("B-x I-x O B-x", TagScheme.Bio)]
    [InlineData("O B-y", TagScheme.Bio)]
    [InlineData("B-x I-y", TagScheme.Plain)]
    [InlineData("I-x O B-x", TagScheme.Plain)]
    [InlineData("O I-x", TagScheme.Plain)]
    [InlineData("NOUN VERB", TagScheme.Plain)]
    [InlineData("B I O", TagScheme.Plain)]
    [InlineData("S-x O B-x I-x E-x", TagScheme.Bioes)]
    [InlineData("B-x E-x B-x E-x", TagScheme.Bioes)]
    [InlineData("S-x O B-x O", TagScheme.Plain)]
    [InlineData("S-x O B-x", TagScheme.Plain)]
    [InlineData("O O-x B-x", TagScheme.Plain)]
    [InlineData("B-a-b I-a-b", TagScheme.Bio)]
    [InlineData("B-a-b I-a-c", TagScheme.Plain)]
    public void The_scheme_is_the_one_that_the_sequences_keep(string sequence, TagScheme expected)
    {
        string[] words = sequence.Split(' '), tags = [.. words.Distinct()];
        Assert.Equal(expected, TagRules.Find(tags, [[.. words.Select(word => Array.IndexOf(tags, word))], []]));
    }
}
