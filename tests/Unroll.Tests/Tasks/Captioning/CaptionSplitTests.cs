using Unroll.Tasks.Captioning;
using Unroll.Tests.Formats;
using Unroll.Text;

namespace Unroll.Tests.Tasks.Captioning;

public sealed class CaptionSplitTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Shares_are_drawn_by_picture_and_by_seed()
    {
        CaptionTable table = Table("image,caption\n" + string.Concat(Enumerable.Range(0, 40).SelectMany(i => new[] { $"{i}.jpg,one {i}\n", $"{i}.jpg,two {i}\n" })));
        CaptionSplit split = CaptionSplit.Of(table, Subject, validation: 0.25, test: 0.2, seed: 3);
        Assert.Equal((22, 10, 8), (split.Training.Count, split.Validation.Count, split.Test.Count));
        Assert.Equal(80, split.Training.Concat(split.Validation).Concat(split.Test).SelectMany(picture => picture.Captions).Distinct().Count());
        Assert.All(split.Test, picture => Assert.Equal(2, picture.Captions.Count));
        Assert.Equal(Captions(split.Test), Captions(CaptionSplit.Of(table, Subject, 0.25, 0.2, seed: 3).Test));
        Assert.NotEqual(Captions(split.Test), Captions(CaptionSplit.Of(table, Subject, 0.25, 0.2, seed: 4).Test));
        CaptionSplit whole = CaptionSplit.Of(table, Subject, validation: 0, test: 0);
        Assert.Equal((40, 0, 0), (whole.Training.Count, whole.Validation.Count, whole.Test.Count));
    }

    [Theory]
    [InlineData(0.6, 0.4, "0.6 of the pictures for validation and 0.4 for the test leave none to learn from")]
    [InlineData(null, 0.9, "0.1 of the pictures for validation and 0.9 for the test")]
    public void Shares_that_leave_nothing_are_refused_before_a_picture_is_read(double? validation, double? test, string says)
    {
        CaptionTable table = Table("image,caption\na.jpg,x\nb.jpg,y\nc.jpg,z\n");
        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => CaptionSplit.Of(table, _ => throw new InvalidOperationException("A picture was read."), validation, test));
        Assert.Contains(says, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public void The_parts_of_a_table_stay_as_they_are()
    {
        CaptionTable table = Table("image,split,caption\na.jpg,train,x\nb.jpg,test,y\nc.jpg,val,z\n");
        CaptionSplit split = CaptionSplit.Of(table, Subject);
        Assert.Equal([["x"], ["z"], ["y"]], new[] { split.Training, split.Validation, split.Test }.Select(Captions));
        Assert.Contains("leave the shares out", Assert.Throws<InvalidDataException>(() => CaptionSplit.Of(table, Subject, test: 0.5)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_that_are_not_there_are_counted_and_named()
    {
        CaptionTable table = Table("image,caption\na.jpg,x\nb.jpg,y\nc.jpg,z\n");
        CaptionSplit split = CaptionSplit.Of(table, name => name == "b.jpg" ? null : Subject(name), 0, 0);
        Assert.Equal(2, split.Training.Count);
        Assert.Contains("1 of 3 pictures are not there and are left out, such as 'b.jpg'", split.Notes);
        InvalidDataException none = Assert.Throws<InvalidDataException>(() => CaptionSplit.Of(table, _ => null));
        Assert.Contains("names 3 pictures, the first 'a.jpg', and none of them is there", none.Message, StringComparison.Ordinal);
    }

    static CaptionSubject Subject(string name) => new Picture(1, 1, 1, [(byte)name[0]]);

    static string[] Captions(CaptionDataset data) => [.. data.SelectMany(picture => picture.Captions)];

    CaptionTable Table(string content)
    {
        File.WriteAllText(folder["captions.csv"], content);
        return CaptionTable.Load(folder["captions.csv"]);
    }
}
