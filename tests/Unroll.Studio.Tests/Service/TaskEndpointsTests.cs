using System.Text.Json;
using Unroll.Studio.Service;
using Unroll.Tasks;
using Unroll.Tasks.Captioning;
using Unroll.Tasks.Generation;
using Unroll.Tasks.Tagging;
using Unroll.Tasks.Translation;

namespace Unroll.Studio.Tests.Service;

public sealed class TaskEndpointsTests(SmallModels models)
{
    [Fact]
    public async Task Answers_are_those_of_the_library()
    {
        await using RunningService service = await RunningService.Start(new(), models["news"], models["tagger"], models["translator"], models["captioner"]);

        Prediction[] expected = [.. TextClassifier.Load(models["news"]).Predict(["shares rise", "the match", ""])];
        JsonElement predicted = await service.Answer("/v1/models/news/predict", """{"texts":["shares rise","the match",""]}""");
        Assert.Equal(expected.Select(answer => (answer.Label, answer.Probability)),
            predicted.GetProperty("predictions").EnumerateArray().Select(answer => (answer.GetProperty("label").GetString()!, answer.GetProperty("probability").GetSingle())));
        JsonElement alone = await service.Answer("/v1/models/news/predict", """{"text":"the match"}""");
        Assert.Equal(predicted.GetProperty("predictions")[1].GetRawText(), Assert.Single(alone.GetProperty("predictions").EnumerateArray()).GetRawText());

        JsonElement tagged = await service.Answer("/v1/models/tagger/tag", """{"text":"dogs can run"}""");
        Assert.Equal(SequenceTagger.Load(models["tagger"]).Tag("dogs can run").Select(word => (word.Word, word.Tag)),
            tagged.GetProperty("sentences")[0].EnumerateArray().Select(word => (word.GetProperty("word").GetString()!, word.GetProperty("tag").GetString()!)));

        JsonElement translated = await service.Answer("/v1/models/translator/translate", """{"texts":["a","b"],"beam":3,"best":2}""");
        Assert.Equal(Translator.Load(models["translator"]).TranslateAll(["a", "b"], new(Beam: 3, Best: 2)).SelectMany(all => all).Select(each => (each.Text, each.LogProbability)),
            translated.GetProperty("translations").EnumerateArray().SelectMany(all => all.EnumerateArray()).Select(each => (each.GetProperty("text").GetString()!, each.GetProperty("logProbability").GetDouble())));

        string picture = Convert.ToBase64String(SmallModels.Grey(1));
        JsonElement captioned = await service.Answer("/v1/models/captioner/caption", $$"""{"picture":{"channels":1,"height":8,"width":8,"pixels":"{{picture}}"} }""");
        Assert.Equal(Captioner.Load(models["captioner"]).Caption(new Picture(1, 8, 8, SmallModels.Grey(1))).Text, captioned.GetProperty("captions")[0][0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task Many_at_once_get_each_their_own_answer()
    {
        await using RunningService service = await RunningService.Start(new(), models["news"]);
        TextClassifier classifier = TextClassifier.Load(models["news"]);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            string text = $"{(i % 3 == 0 ? "shares rise" : "the match ends")} {i}";
            JsonElement answer = await service.Answer("/v1/models/news/predict", $$"""{"text":"{{text}}"}""");
            Assert.Equal(classifier.Predict(text).Probability, answer.GetProperty("predictions")[0].GetProperty("probability").GetSingle());
        }));
    }

    [Fact]
    public async Task A_text_is_written_as_events_and_is_the_library_s()
    {
        await using RunningService service = await RunningService.Start(new(), models["writer"]);
        using HttpResponseMessage response = await service.Post("/v1/models/writer/generate", """{"prompt":"the ","length":20,"seed":7}""");
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        string[] lines = (await response.Content.ReadAsStringAsync(RunningService.Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        JsonElement[] data = [.. lines.Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => JsonElement.Parse(line["data: ".Length..]))];

        string expected = "";
        await foreach (string piece in TextGenerator.Load(models["writer"]).GenerateAsync("the ", new(Length: 20, Seed: 7), RunningService.Token))
        {
            expected += piece;
        }

        Assert.Equal(expected, string.Concat(data[..^1].Select(piece => piece.GetProperty("text").GetString())));
        Assert.Equal("event: end", lines[^2]);
        Assert.Equal(("length", 20), (data[^1].GetProperty("reason").GetString(), data[^1].GetProperty("tokensWritten").GetInt32()));
    }

    [Fact]
    public async Task Versions_stand_side_by_side_and_the_last_answers_to_the_name_alone()
    {
        await using RunningService service = await RunningService.Start(new(), $"news@1={models["news"]}", $"news@2={models["other-news"]}");
        async Task<string> Ask(string model) => (await service.Answer($"/v1/models/{model}/predict", """{"text":"shares"}""")).GetProperty("predictions").GetRawText();
        Assert.NotEqual(await Ask("news@1"), await Ask("news@2"));
        Assert.Equal(await Ask("news@2"), await Ask("news"));
        JsonElement[] listed = [.. (await service.Get("/v1/models")).GetProperty("models").EnumerateArray()];
        Assert.Equal(["news@1 False", "news@2 True"], listed.Select(model => $"{model.GetProperty("address")} {model.GetProperty("isCurrent")}"));
    }

    [Fact]
    public async Task The_description_names_every_address()
    {
        await using RunningService service = await RunningService.Start(new(), models["news"]);
        Assert.Equal(
            ["/health/live", "/health/ready", "/v1/models", "/v1/models/{model}", "/v1/models/{model}/caption", "/v1/models/{model}/generate", "/v1/models/{model}/predict",
                "/v1/models/{model}/sessions", "/v1/models/{model}/tag", "/v1/models/{model}/translate", "/v1/sessions/{id}", "/v1/sessions/{id}/generate", "/v1/sessions/{id}/next", "/v1/sessions/{id}/read"],
            (await service.Get("/openapi/v1.json")).GetProperty("paths").EnumerateObject().Select(path => path.Name.TrimEnd('/')).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_cannot_be_served_is_refused_in_one_line()
    {
        string Message(params string[] written) => Assert.Throws<InvalidDataException>(() => HttpService.Build(new([.. written.Select(ModelAddress.Parse)]) { Port = 0 })).Message;
        Assert.StartsWith("news: two models have this name; give one of them another", Message(models["news"], models["news"]), StringComparison.Ordinal);
        Assert.Contains("there is no such model folder", Message("nothing"), StringComparison.Ordinal);
        Assert.Contains("cannot stand in an address", Message($"a b={models["news"]}"), StringComparison.Ordinal);
        Assert.Contains("cannot stand in an address", Message($"a@b@c={models["news"]}"), StringComparison.Ordinal);
    }
}
