using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Unroll.Studio.Tests.Pages.Generation;

public sealed class GenerationApiTests(RunningStudio studio)
{
    const string Address = "/api/generate";

    [Fact]
    public async Task A_text_can_go_another_way_from_any_place()
    {
        JsonElement first = await studio.AskAsync(Address, Request([], steps: 6));
        int[] tokens = Tokens(first);
        JsonElement[] alternatives = [.. first.GetProperty("steps")[2].GetProperty("alternatives").EnumerateArray()];
        int other = alternatives.Select(one => one.GetProperty("token").GetInt32()).First(token => token != tokens[2]);
        JsonElement second = await studio.AskAsync(Address, Request([.. tokens[..2], other], steps: 3));
        int[] after = Tokens(second);
        Assert.Equal(other, after[2 - second.GetProperty("from").GetInt32()]);
        Assert.Equal(6, second.GetProperty("from").GetInt32() + after.Length);
    }

    [Fact]
    public async Task Going_on_and_going_the_whole_way_give_the_same_text()
    {
        int[] whole = Tokens(await studio.AskAsync(Address, Request([], steps: 12)));
        int[] beginning = Tokens(await studio.AskAsync(Address, Request([], steps: 5)));
        int[] rest = Tokens(await studio.AskAsync(Address, Request(beginning, steps: 7)));
        Assert.Equal(whole, beginning.Concat(rest));
    }

    [Fact]
    public async Task A_temperature_of_next_to_nothing_takes_the_likeliest()
    {
        int[] likeliest = Tokens(await studio.AskAsync(Address, Request([], steps: 12, temperature: 0)));
        Assert.Equal(likeliest, Tokens(await studio.AskAsync(Address, Request([], steps: 12, temperature: 0.001))));
    }

    [Theory]
    [InlineData("""{"model":"writer","prompt":"the ","steps":1,"temperature":1,"seed":1}""", "the request lacks 'tokens'; send that too.")]
    [InlineData("""{"model":"writer","prompt":null,"tokens":[],"steps":1,"temperature":1,"seed":1}""", "$.prompt: null, or of another type")]
    [InlineData("""{"model":"writer","prompt":"the ","tokens":[],"steps":"one","temperature":1,"seed":1}""", "$.steps: null, or of another type")]
    [InlineData("""{"model":"writer",""", "not the JSON object that this address takes (line 1,")]
    [InlineData("", "body")]
    public async Task What_cannot_be_read_is_said(string body, string says)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await studio.Client.PostAsync(new Uri(Address, UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        string detail = (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("detail").GetString()!;
        Assert.Contains(says, detail, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', detail);
    }

    [Theory]
    [InlineData(501, 0, "expected 0 to 500")]
    [InlineData(1, 5001, "the text has 5001 tokens")]
    [InlineData(1, -1, "token")]
    public async Task Too_much_at_once_is_refused(int steps, int tokens, string reason) =>
        Assert.Contains(reason, await studio.RefusalAsync(Address, Request(tokens < 0 ? [int.MaxValue] : new int[tokens], steps)), StringComparison.Ordinal);

    static object Request(int[] tokens, int steps, double temperature = 0.8) => new { model = SampleModels.Writer, prompt = "the ", tokens, steps, temperature, seed = 3 };

    static int[] Tokens(JsonElement answer) => [.. answer.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("token").GetInt32())];
}
