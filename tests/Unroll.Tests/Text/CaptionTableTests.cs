using Unroll.Text;

namespace Unroll.Tests.Text;

public sealed class CaptionTableTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("image,caption\na.jpg,A dog runs .\na.jpg,\"A brown dog, running .\"\nb.jpg,Two people\n")]
    [InlineData("a.jpg#0\tA dog runs .\na.jpg#1\tA brown dog, running .\nb.jpg#0\tTwo people\n")]
    [InlineData("id;comment;file\n1;A dog runs .;a.jpg\n2;A brown dog, running .;a.jpg\n3;Two people;b.jpg\n")]
    [InlineData("{\"image\":\"a.jpg\",\"caption\":\"A dog runs .\"}\n{\"image\":\"a.jpg\",\"caption\":\"A brown dog, running .\"}\n{\"image\":\"b.jpg\",\"caption\":\"Two people\"}\n")]
    public void Tables_as_people_have_them_are_understood(string content)
    {
        CaptionTable table = CaptionTable.Load(Write(content));
        Assert.Equal(["a.jpg", "b.jpg"], table.Pictures.Select(picture => picture.Name));
        Assert.Equal(["A dog runs .", "A brown dog, running ."], table.Pictures[0].Captions);
        Assert.Equal(["Two people"], table.Pictures[1].Captions);
        Assert.All(table.Pictures, picture => Assert.Null(picture.Part));
    }

    [Fact]
    public void A_column_of_parts_is_found_and_what_is_in_none_is_left_out()
    {
        CaptionTable table = CaptionTable.Load(Write("image,caption_number,split,caption\na.jpg,0,train,one dog\nb.jpg,0,dev,two dogs\nc.jpg,0,test,three dogs\nd.jpg,0,none,four\ne.jpg,0,train,\n"));
        Assert.Equal([("a.jpg", CaptionPart.Training), ("b.jpg", CaptionPart.Validation), ("c.jpg", CaptionPart.Test)], table.Pictures.Select(picture => (picture.Name, picture.Part!.Value)));
        Assert.Contains("1 rows without a caption left out", table.Notes);
        Assert.Contains("1 rows of no part (training, validation or test) left out", table.Notes);
        Assert.Contains("pictures from column 'image', captions from column 'caption', parts from column 'split'", table.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_can_be_named()
    {
        string path = Write("who,what,other\nx,a cat,a much longer text than that\ny,a cow,another text that is long\n");
        CaptionTable table = CaptionTable.Load(path, picture: "WHO", caption: "2");
        Assert.Equal(["a cat", "a cow"], table.Pictures.SelectMany(picture => picture.Captions));
        Assert.Empty(table.Notes);
        Refused("no column 'when'", path, picture: "when");
        Refused("both picture and caption", path, picture: "who", caption: "who");
        Refused("no column looks like names of picture files", path);
    }

    [Theory]
    [InlineData("a.jpg\n", "only one column")]
    [InlineData("image,caption\n", "there is no row")]
    [InlineData("image,caption\na.jpg,\n", "no row has a picture and a caption. Read with pictures from column 'image', captions from column 'caption' (guessed; say --picture and --caption to choose).")]
    [InlineData("image,caption\na.jpg,x\n,y\n", "line 3: the name of the picture is empty")]
    [InlineData("image,split,caption\na.jpg,train,x\na.jpg,test,y\n", "line 3: 'a.jpg' is in test here and in training above")]
    [InlineData("image,caption\na.jpg,x,y\n", "line 2: expected 2 columns")]
    public void A_table_at_fault_is_refused_with_its_place(string content, string expected) => Refused(expected, Write(content));

    [Fact]
    public void Flickr8k_is_read_as_it_is()
    {
        CaptionTable table = CaptionTable.Load(SharedData.Path("flickr8k/captions.csv.gz"));
        Assert.Equal([(CaptionPart.Training, 6000), (CaptionPart.Validation, 1000), (CaptionPart.Test, 1000)],
            table.Pictures.CountBy(picture => picture.Part!.Value).OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value)));
        Assert.All(table.Pictures, picture => Assert.InRange(picture.Captions.Count, 4, 5));
    }

    static void Refused(string expected, string path, string? picture = null, string? caption = null)
    {
        string message = Assert.Throws<InvalidDataException>(() => CaptionTable.Load(path, picture, caption)).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains("captions.csv", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    string Write(string content) => folder.Write("captions.csv", content);
}
