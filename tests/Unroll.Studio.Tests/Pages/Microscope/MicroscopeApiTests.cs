using System.Text.Json;

namespace Unroll.Studio.Tests.Pages.Microscope;

public sealed class MicroscopeApiTests(RunningStudio studio)
{
    const string Address = "/api/microscope", Text = "this is quite a good film";

    [Fact]
    public async Task Contributions_name_the_word_that_decides()
    {
        JsonElement seen = await studio.AskAsync(Address, new { model = SampleModels.Sentiment, text = Text });
        Assert.Equal("positive", seen.GetProperty("answer").GetProperty("text").GetString());
        string[] tokens = [.. seen.GetProperty("tokens").EnumerateArray().Select(token => token.GetProperty("text").GetString()!)];
        Assert.Equal(Text.Split(' '), tokens);
        float[] contributions = [.. seen.GetProperty("contributions").GetProperty("integratedGradients").EnumerateArray().Select(value => value.GetSingle())];
        Assert.Equal("good", tokens[Array.IndexOf(contributions, contributions.Max())]);
    }

    [Fact]
    public async Task Each_direction_shows_its_liveliest_units_alone()
    {
        JsonElement[] layers = [.. (await studio.AskAsync(Address, new { model = SampleModels.OtherSentiment, text = Text })).GetProperty("layers").EnumerateArray()];
        Assert.Equal([false, true], layers.Select(layer => layer.GetProperty("isReverse").GetBoolean()));
        foreach (JsonElement layer in layers)
        {
            Assert.Equal(8, layer.GetProperty("units").GetArrayLength());
            JsonElement[] signals = [.. layer.GetProperty("signals").EnumerateArray()];
            Assert.Contains("update gate", signals.Select(signal => signal.GetProperty("name").GetString()));
            Assert.All(signals, signal => Assert.All(signal.GetProperty("values").EnumerateArray(), row => Assert.Equal(8, row.GetArrayLength())));
            double[] ways = Ways(signals.Single(signal => signal.GetProperty("name").GetString() == "hidden state"));
            Assert.Equal(ways.OrderDescending(), ways);
        }
    }

    [Fact]
    public async Task Another_answer_can_be_explained() => Assert.Equal("negative",
        (await studio.AskAsync(Address, new { model = SampleModels.Sentiment, text = Text, answer = "negative" })).GetProperty("answer").GetProperty("text").GetString());

    [Theory]
    [InlineData("sentiment", "", null, "text: ")]
    [InlineData("sentiment", "good", "excellent", "answer")]
    [InlineData("scenes", "good", null, "captioner reads pictures")]
    public async Task What_cannot_be_looked_at_is_refused(string model, string text, string? answer, string reason) =>
        Assert.Contains(reason, await studio.RefusalAsync(Address, new { model, text, answer }), StringComparison.Ordinal);

    static double[] Ways(JsonElement signal)
    {
        double[][] rows = [.. signal.GetProperty("values").EnumerateArray().Select(row => row.EnumerateArray().Select(value => value.GetDouble()).ToArray())];
        return [.. Enumerable.Range(0, 8).Select(unit => rows.Select((row, i) => Math.Abs(row[unit] - (i == 0 ? 0 : rows[i - 1][unit]))).Sum())];
    }
}
