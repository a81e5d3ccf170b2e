using System.Text.Json;
using Unroll.Images;
using Unroll.Tasks.Captioning;

namespace Unroll.Studio.Tests.Pages;

/// <summary>What the pages for one task each are told.</summary>
public sealed class AnswerTests(RunningStudio studio)
{
    [Fact]
    public async Task A_classifier_answers_after_each_word()
    {
        JsonElement answer = await studio.AskAsync("/api/classify", new { model = SampleModels.Sentiment, text = "this is quite a bad film" });
        JsonElement[] words = [.. answer.GetProperty("words").EnumerateArray()];
        Assert.Equal(["this", "is", "quite", "a", "bad", "film"], words.Select(word => word.GetProperty("word").GetString()));
        Assert.Equal("negative", words[4].GetProperty("label").GetString());
        Assert.Equal(Floats(answer.GetProperty("probabilities")), Floats(words[^1].GetProperty("probabilities")));
    }

    [Fact]
    public async Task Two_models_answer_side_by_side()
    {
        JsonElement answer = await studio.AskAsync("/api/compare", new { first = SampleModels.Sentiment, second = SampleModels.OtherSentiment, text = "this is quite a good meal" });
        Assert.All(["first", "second"], side => Assert.Equal("positive", answer.GetProperty(side).GetProperty("words")[4].GetProperty("label").GetString()));
        Assert.NotEqual(Floats(answer.GetProperty("first").GetProperty("probabilities")), Floats(answer.GetProperty("second").GetProperty("probabilities")));
    }

    [Fact]
    public async Task A_translation_comes_with_one_row_of_attention_a_word()
    {
        JsonElement[] found = [.. (await studio.AskAsync("/api/translate", new { model = SampleModels.Translator, text = "a b c", beam = 3 })).EnumerateArray()];
        Assert.Equal("c b a", found[0].GetProperty("text").GetString());
        Assert.Equal(found[0].GetProperty("target").GetArrayLength(), found[0].GetProperty("weights").GetArrayLength());
        Assert.All(found[0].GetProperty("weights").EnumerateArray(), row => Assert.Equal(1, Floats(row).Sum(), tolerance: 1e-4));
        Assert.Equal(found.OrderByDescending(one => one.GetProperty("logProbability").GetDouble()), found);
    }

    [Fact]
    public async Task A_tagger_tags_each_word()
    {
        JsonElement[] words = [.. (await studio.AskAsync("/api/tag", new { model = SampleModels.Tagger, text = "dogs kick the can" })).EnumerateArray()];
        Assert.Equal(["dogs", "kick", "the", "can"], words.Select(word => word.GetProperty("word").GetString()));
        Assert.Equal("DET", words[2].GetProperty("tag").GetString());
        Assert.Empty((await studio.AskAsync("/api/tag", new { model = SampleModels.Tagger, text = "  " })).EnumerateArray());
    }

    [Fact]
    public async Task A_caption_comes_with_its_picture_and_where_each_word_looked()
    {
        JsonElement answer = await studio.AskAsync("/api/caption", new { model = SampleModels.Captioner, scene = 5 });
        int cells = (int)Math.Pow(answer.GetProperty("gridSide").GetInt32(), 2);
        Assert.Equal(answer.GetProperty("words").GetArrayLength(), answer.GetProperty("attention").GetArrayLength());
        Assert.All(answer.GetProperty("attention").EnumerateArray(), row => Assert.Equal(cells, row.GetArrayLength()));
        Assert.Equal(3 * 48 * 48, answer.GetProperty("colors").GetBytesFromBase64().Length);
        Assert.Contains("expected a number from 0", await studio.RefusalAsync("/api/caption", new { model = SampleModels.Captioner, scene = -1 }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_that_was_sent_gets_the_caption_of_the_library()
    {
        byte[] file = SampleModels.Photograph(left: false);
        JsonElement answer = JsonDocument.Parse(await SendAsync(SampleModels.PhotoCaptioner, file, 200)).RootElement;
        Caption expected = Captioner.Load(Path.Combine(studio.Folder, SampleModels.PhotoCaptioner)).Caption(PictureFile.Decode(file, "photograph", side: 24));
        Assert.Equal(expected.Text, answer.GetProperty("text").GetString());
        Assert.Equal(expected.Attention, answer.GetProperty("attention").EnumerateArray().Select(Floats));
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("truth").ValueKind);
        byte[] colors = answer.GetProperty("colors").GetBytesFromBase64();
        Assert.Equal(3 * (int)Math.Pow(answer.GetProperty("side").GetInt32(), 2), colors.Length);
        // The first pixel lies at the left, the last at the right.
        Assert.Equal((10, 200), (colors[0], colors[^1]));
    }

    [Theory]
    [InlineData(SampleModels.PhotoCaptioner, 422, "a note.jpg: no picture of a known format, or damaged; expected JPEG, PNG, WebP, GIF or BMP.")]
    [InlineData(SampleModels.FeatureCaptioner, 422, "this model reads feature grids, which another network makes of pictures; use unroll caption.")]
    [InlineData("nothing", 404, "nothing: there is no model of this name")]
    public async Task What_cannot_be_captioned_is_said_in_a_line(string model, int status, string expected) =>
        Assert.StartsWith(expected, JsonDocument.Parse(await SendAsync(model, "not a picture"u8.ToArray(), status)).RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);

    [Fact]
    public async Task A_run_has_its_epochs_a_verdict_and_what_was_seen_inside()
    {
        using HttpResponseMessage response = await studio.Client.GetAsync(new Uri("/api/runs/lab/sentiment%20gru", UriKind.Relative), TestContext.Current.CancellationToken);
        JsonElement run = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal("classify", run.GetProperty("task").GetString());
        Assert.Equal(6, run.GetProperty("epochs").GetArrayLength());
        Assert.NotEqual("", run.GetProperty("findings")[0].GetProperty("what").GetString());
        JsonElement[] levels = [.. run.GetProperty("levels").EnumerateArray()];
        Assert.Equal(["layer 1", "layer 1 (backwards)"], levels.Select(level => level.GetProperty("name").GetString()));
        Assert.All(levels, level => Assert.Equal(1, level.GetProperty("reach")[0].GetProperty("ratio").GetDouble()));
    }

    [Theory]
    [InlineData(SampleModels.Captioner, "Bleu4")]
    [InlineData(SampleModels.FeatureCaptioner, "Cider")]
    [InlineData(SampleModels.Sentiment, null)]
    public async Task A_run_says_by_what_its_best_epoch_was_chosen(string model, string? selection)
    {
        string answer = await studio.Client.GetStringAsync(new Uri($"/api/runs/{Uri.EscapeDataString(model)}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(selection, JsonDocument.Parse(answer).RootElement.GetProperty("selection").GetString());
    }

    [Theory]
    [InlineData("/api/classify")]
    [InlineData("/api/tag")]
    [InlineData("/api/microscope")]
    public async Task A_model_that_is_not_there_is_named(string address) => Assert.StartsWith(
        "../secret: there is no model of this name in ", await studio.RefusalAsync(address, new { model = "../secret", text = "good" }, status: 404), StringComparison.Ordinal);

    [Fact]
    public async Task A_model_for_something_else_is_named() =>
        Assert.Contains("generate", await studio.RefusalAsync("/api/classify", new { model = SampleModels.Writer, text = "good" }), StringComparison.Ordinal);

    async Task<string> SendAsync(string model, byte[] file, int status)
    {
        using ByteArrayContent content = new(file);
        using HttpResponseMessage response = await studio.Client.PostAsync(
            new Uri($"/api/caption/picture?model={model}&name=a%20note.jpg", UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)response.StatusCode);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    static float[] Floats(JsonElement list) => [.. list.EnumerateArray().Select(value => value.GetSingle())];
}
