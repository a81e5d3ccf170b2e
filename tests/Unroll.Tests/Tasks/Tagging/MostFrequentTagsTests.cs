using Unroll.Tasks.Tagging;
using Unroll.Text;

namespace Unroll.Tests.Tasks.Tagging;

public sealed class MostFrequentTagsTests
{
    [Fact]
    public void Every_word_gets_its_most_frequent_tag_and_a_new_word_the_most_frequent_of_all()
    {
        TaggedDataset training = new("training", [new(["a", "b", "a"], ["X", "Y", "Z"]), new(["a", "c", "d"], ["X", "Y", "Y"])]);
        TaggedDataset test = new("test", [new(["a", "new", "b", "a"], ["X", "Y", "W", "Z"])]);
        TaggingReport report = MostFrequentTags.Train(training).Evaluate(test);
        Assert.Equal(2.0 / 4, report.Accuracy);
        Assert.Equal(1, report.UnseenAccuracy);
    }
}
