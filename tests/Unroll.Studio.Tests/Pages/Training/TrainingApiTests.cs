using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using Unroll.Studio.Pages;
using Unroll.Tasks;

namespace Unroll.Studio.Tests.Pages.Training;

public sealed class TrainingApiTests(RunningStudio studio) : IAsyncLifetime
{
    readonly string folder = Directory.CreateTempSubdirectory("unroll-studio-training-").FullName;
    StudioApplication? own;
    HttpClient? client;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    // A studio of its own: only one training goes on at a time.
    public async ValueTask InitializeAsync()
    {
        own = await StudioApplication.StartAsync(new StudioOptions(folder, Port: 0), Token);
        client = new() { BaseAddress = own.Address };
    }

    public async ValueTask DisposeAsync()
    {
        client!.Dispose();
        await own!.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_table_is_guessed_and_profiled()
    {
        JsonElement table = await SendAsync("reviews.csv", SampleModels.ReviewTable(40) + "this is quite a bad film about story 0,negative\n"), columns = table.GetProperty("columns");
        Assert.Equal((1, 0, 41), (columns.GetProperty("label").GetInt32(), columns.GetProperty("text")[0].GetInt32(), columns.GetProperty("rows").GetInt32()));
        JsonElement profile = await PostAsync("/api/tables/profile", new { id = table.GetProperty("id").GetString(), text = new[] { "Review" }, label = "Sentiment" });
        Assert.Equal(41, profile.GetProperty("texts").GetInt32());
        Assert.Equal(1, profile.GetProperty("repeated").GetInt32());
        Assert.Equal([21, 20], profile.GetProperty("classes").EnumerateArray().Select(one => one.GetProperty("texts").GetInt32()));
    }

    [Fact]
    public async Task A_training_tells_of_itself_and_ends_with_a_model_and_its_mistakes()
    {
        JsonElement table = await SendAsync("reviews.csv", SampleModels.ReviewTable(160));
        string id = await StartAsync(table, "from a table", epochs: 4);
        List<JsonElement> states = await FollowAsync(id);
        JsonElement last = states[^1], report = last.GetProperty("result").GetProperty("report");
        Assert.Equal("Done", last.GetProperty("state").GetString());
        Assert.Equal(4, last.GetProperty("epochs").GetArrayLength());
        Assert.Equal(16, last.GetProperty("result").GetProperty("texts").GetInt32());
        Assert.Equal(16, report.GetProperty("confusion").EnumerateArray().Sum(row => row.EnumerateArray().Sum(value => value.GetInt32())));
        Assert.Equal(1, last.GetProperty("result").GetProperty("bagOfWords").GetDouble());

        TextClassifier saved = TextClassifier.Load(Path.Combine(folder, "from a table"));
        Assert.Equal(["negative", "positive"], saved.Labels);
        JsonElement run = JsonDocument.Parse(await client!.GetStringAsync(new Uri("/api/runs/from%20a%20table", UriKind.Relative), Token)).RootElement;
        Assert.Equal(4, run.GetProperty("epochs").GetArrayLength());

        // Whoever comes later sees the whole curve too.
        Assert.Equal("Done", (await FollowAsync(id))[^1].GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_canceled_training_leaves_nothing_and_another_may_begin()
    {
        JsonElement table = await SendAsync("reviews.csv", SampleModels.ReviewTable(160));
        string id = await StartAsync(table, "long", epochs: 1000, hiddenSize: 1500);
        Assert.Contains("long is being trained", await RefusalAsync("/api/trainings", Request(table, "second", epochs: 1)), StringComparison.Ordinal);
        (await client!.PostAsync(new Uri($"/api/trainings/{id}/cancel", UriKind.Relative), content: null, Token)).EnsureSuccessStatusCode();
        Assert.Equal("Canceled", (await FollowAsync(id))[^1].GetProperty("state").GetString());
        Assert.False(Directory.Exists(Path.Combine(folder, "long")));
        await FollowAsync(await StartAsync(table, "second", epochs: 1));
        Assert.True(Directory.Exists(Path.Combine(folder, "second")));
    }

    [Theory]
    [InlineData("../outside", "the name")]
    [InlineData(".hidden", "the name")]
    [InlineData("", "the name")]
    [InlineData("taken", "choose another name")]
    public async Task A_name_that_is_none_or_taken_is_refused(string name, string reason)
    {
        Directory.CreateDirectory(Path.Combine(folder, "taken"));
        JsonElement table = await SendAsync("reviews.csv", SampleModels.ReviewTable(20));
        Assert.Contains(reason, await RefusalAsync("/api/trainings", Request(table, name, epochs: 1)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("empty.csv", "", "empty.csv: the file is empty.")]
    [InlineData("../../one.csv", "only\none\n", "one.csv: only one column was found")]
    [InlineData("broken.csv", "a,b\n\"x,y\n", "broken.csv")]
    public async Task A_file_that_is_no_table_is_named_as_the_user_calls_it(string name, string content, string reason)
    {
        using HttpResponseMessage response = await PostTableAsync(name, content);
        Assert.Equal(422, (int)response.StatusCode);
        Assert.StartsWith(reason, (await response.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_training_of_another_studio_is_unknown()
    {
        using HttpResponseMessage response = await studio.Client.GetAsync(new Uri("/api/trainings/none", UriKind.Relative), Token);
        Assert.Equal(404, (int)response.StatusCode);
    }

    static object Request(JsonElement table, string name, int epochs, int hiddenSize = 8) => new
    {
        table = new { id = table.GetProperty("id").GetString(), text = new[] { "Review" }, label = "Sentiment" },
        name,
        cell = "lstm",
        hiddenSize,
        layers = 1,
        bidirectional = false,
        embeddingSize = 8,
        dropout = 0.0,
        batchSize = 8,
        learningRate = 0.02,
        epochs,
        balanceClasses = false,
        seed = 1,
    };

    Task<HttpResponseMessage> PostTableAsync(string name, string content) =>
        client!.PostAsync(new Uri($"/api/tables?name={Uri.EscapeDataString(name)}", UriKind.Relative), new ByteArrayContent(Encoding.UTF8.GetBytes(content)), Token);

    async Task<JsonElement> SendAsync(string name, string content)
    {
        using HttpResponseMessage response = await PostTableAsync(name, content);
        return await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(Token);
    }

    async Task<JsonElement> PostAsync(string address, object question)
    {
        using HttpResponseMessage response = await client!.PostAsJsonAsync(address, question, Token);
        string text = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    async Task<string> RefusalAsync(string address, object question)
    {
        using HttpResponseMessage response = await client!.PostAsJsonAsync(address, question, Token);
        Assert.Equal(422, (int)response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("detail").GetString()!;
    }

    async Task<string> StartAsync(JsonElement table, string name, int epochs, int hiddenSize = 8) =>
        (await PostAsync("/api/trainings", Request(table, name, epochs, hiddenSize))).GetProperty("id").GetString()!;

    async Task<List<JsonElement>> FollowAsync(string id)
    {
        List<JsonElement> states = [];
        await using Stream stream = await client!.GetStreamAsync(new Uri($"/api/trainings/{id}", UriKind.Relative), Token);
        await foreach (SseItem<string> item in SseParser.Create(stream).EnumerateAsync(Token))
        {
            if (item.EventType == "state") states.Add(JsonDocument.Parse(item.Data).RootElement);
        }

        return states;
    }
}
