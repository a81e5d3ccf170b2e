using System.Net;
using System.Security.Cryptography;
using Unroll.Text;

namespace Unroll.Tests.Text;

public sealed class DatasetStoreTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    static NamedDataset Named(string name) => DatasetStore.Find(name) ?? throw new ArgumentException(name);

    [Theory]
    [InlineData("ag-news", 16_496, 0, 7_600, "World,Sports,Business,Sci/Tech")]
    [InlineData("AG-News-extra", 49_142, 0, 7_600, "World,Sports,Business,Sci/Tech")]
    [InlineData("sms-spam", 5_574, 0, 0, "ham,spam")]
    [InlineData("movie-review-polarity", 10_662, 0, 0, "negative,positive")]
    [InlineData("imdb", 24_996, 0, 24_996, "negative,positive")]
    [InlineData("sst2", 6_920, 872, 1_821, "negative,positive")]
    [InlineData("names", 20_050, 0, 0, null)]
    public void A_folder_laid_out_as_the_shared_one_is_understood(string name, int train, int validation, int test, string? classes)
    {
        string data = Path.GetDirectoryName(SharedData.Path("ag_news"))!;
        TextSplit split = new DatasetStore([data], folder.Path).Load(Named(name));
        Assert.Equal((train, validation, test), (split.Train.Count, split.Validation.Count, split.Test.Count));
        Assert.Equal(classes?.Split(',') ?? split.Train.ClassNames, split.Train.ClassNames);
        Assert.Equal(split.Train.ClassNames, split.Test.ClassNames);
        Assert.All(split.Train.ClassCounts, count => Assert.True(count > 0));
        Assert.StartsWith("read from ", split.Train.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void The_whole_official_training_file_wins_over_the_part_of_it()
    {
        folder.Write("ag_news/train.csv", "\"1\",\"Title\",\"Whole\\file\"\n\"4\",\"T\",\"D\"\n");
        folder.Write("ag_news/train_subset.csv.gz", TemporaryFolder.Gzip("\"1\",\"T\",\"part\"\n\"2\",\"T\",\"part\"\n"));
        folder.Write("ag_news/test.csv", "\"4\",\"T\",\"D\"\n");
        TextSplit split = Store().Load(Named("ag-news"));
        Assert.Equal([new("Title Whole\\file", 0), new("T D", 1)], split.Train);
        Assert.Equal([new("T D", 1)], split.Test);
    }

    [Fact]
    public void The_users_folder_comes_before_the_cache_if_it_is_complete()
    {
        folder.Write("mine/sms_spam/SMSSpamCollection.tsv", "ham\tmine\nspam\tx\n");
        folder.Write("cache/sms_spam/SMSSpamCollection.tsv", "ham\tcached\nspam\tx\n");
        folder.Write("mine/sst/sst2_train.tsv", "label\tsentence\n0\tmine\n1\tx\n");
        foreach (string part in new[] { "train", "dev", "test" }) folder.Write($"cache/sst/sst2_{part}.tsv", "label\tsentence\n0\tcached\n1\tx\n");
        DatasetStore store = new([Path.Combine(folder.Path, "mine")], Path.Combine(folder.Path, "cache"));
        Assert.Equal("mine", store.Load(Named("sms-spam")).Train[0].Text);
        Assert.Equal("cached", store.Load(Named("sst2")).Train[0].Text);
    }

    [Fact]
    public void A_data_set_that_is_nowhere_says_where_to_put_it()
    {
        string message = Assert.Throws<InvalidDataException>(() => Store().Load(Named("sms-spam"))).Message;
        Assert.Contains("no unchanged copy has a public address; put its files (SMSSpamCollection.tsv) into ", message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(folder.Path, "sms_spam"), message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.False(Store().IsHere(Named("sms-spam")));
        Assert.Null(DatasetStore.Find("no such set"));
    }

    [Fact]
    public async Task A_download_is_checked_and_then_in_place()
    {
        byte[] content = "one\ntwo\n"u8.ToArray();
        RemoteFile file = Pinned(content, Convert.ToHexStringLower(SHA256.HashData(content)));
        string path = Path.Combine(folder.Path, "set", "a.txt");
        List<long> received = [];
        await new Download("set", new Answer(content), new Received(received)).FetchAsync(file, path, TestContext.Current.CancellationToken);
        Assert.Equal(content, File.ReadAllBytes(path));
        Assert.Equal(content.Length, received[^1]);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));
        // What is there is not fetched again.
        await new Download("set", new Answer(HttpStatusCode.NotFound), null).FetchAsync(file, path, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_git_blob_id_is_what_git_computes()
    {
        // "git hash-object" of the six bytes "hello\n", as in git's own documentation and tutorials.
        RemoteFile file = Pinned([], "ce013625030ba8dba906f756967f9e9ca394464a");
        Assert.Equal(file.Hash, file.HashOf(new MemoryStream("hello\n"u8.ToArray())));
    }

    [Fact]
    public async Task Every_failure_of_a_download_is_one_line_and_leaves_nothing_behind()
    {
        byte[] content = "one\ntwo\n"u8.ToArray();
        RemoteFile file = Pinned(content, new string('0', 64));
        string path = Path.Combine(folder.Path, "set", "a.txt");
        Assert.Contains("its SHA-256 is ", await FailureAsync(file, path, new Answer(content)), StringComparison.Ordinal);
        Assert.Contains("the server answered 404", await FailureAsync(file, path, new Answer(HttpStatusCode.NotFound)), StringComparison.Ordinal);
        Assert.Contains("more than the 8 bytes expected", await FailureAsync(file, path, new Answer(new byte[9])), StringComparison.Ordinal);
        string offline = await FailureAsync(file, path, new Answer(new HttpRequestException("Name or service not known")));
        Assert.Equal($"set: cannot download {file.Address} (Name or service not known); fetch it by other means and put it at {path}.", offline);
        folder.Write("file", "in the way");
        Assert.Contains("cannot download", await FailureAsync(file, Path.Combine(folder.Path, "file", "a.txt"), new Answer(content)), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(folder.Path, "set")));
    }

    [Fact]
    public async Task A_set_that_lacks_an_address_cannot_be_downloaded() =>
        Assert.Contains("no unchanged copy", (await Assert.ThrowsAsync<InvalidDataException>(
            () => Store().DownloadAsync(Named("imdb"), cancellationToken: TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);

    [Fact]
    public void Pins_agree_with_the_files_where_they_are()
    {
        NamedDataset names = Named("names");
        foreach (RemoteFile file in names.Remote)
        {
            using FileStream content = File.OpenRead(SharedData.Path($"names/{file.Path}"));
            Assert.Equal(file.Hash, file.HashOf(content));
            Assert.Equal(file.MaximumLength, content.Length);
        }
    }

    public void Dispose() => folder.Dispose();

    DatasetStore Store() => new([], folder.Path);

    static RemoteFile Pinned(byte[] content, string hash) => new("a.txt", "https://example.org/a.txt", content.Length, hash);

    static async Task<string> FailureAsync(RemoteFile file, string path, HttpMessageHandler handler)
    {
        string message = (await Assert.ThrowsAsync<InvalidDataException>(
            () => new Download("set", handler, null).FetchAsync(file, path, TestContext.Current.CancellationToken))).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    sealed class Answer(HttpStatusCode status, byte[] content, Exception? fault = null) : HttpMessageHandler
    {
        public Answer(byte[] content) : this(HttpStatusCode.OK, content) { }

        public Answer(HttpStatusCode status) : this(status, []) { }

        public Answer(Exception fault) : this(HttpStatusCode.OK, [], fault) { }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            fault is not null ? Task.FromException<HttpResponseMessage>(fault)
                : Task.FromResult(new HttpResponseMessage(status) { Content = new ByteArrayContent(content) });
    }

    sealed class Received(List<long> values) : IProgress<long>
    {
        public void Report(long value) => values.Add(value);
    }
}
