using Unroll.Studio.Pages;
using Unroll.Studio.Pages.Hosting;
using Unroll.Studio.Pages.Models;
using Unroll.Tasks;

namespace Unroll.Studio.Tests.Pages.Models;

public sealed class ModelShelfTests(RunningStudio studio)
{
    readonly ModelShelf shelf = new(new StudioOptions(studio.Folder));

    [Fact]
    public void It_lists_every_model_with_what_is_known_of_it()
    {
        string[] samples = ["backwards", "damaged", "lab/sentiment gru", "scenes", "sentiment", "word classes", "writer"];
        Assert.Equal(samples, shelf.List().Select(model => model.Name).Where(samples.Contains));
        ModelEntry entry = shelf.Find(SampleModels.OtherSentiment);
        Assert.Equal("/classify/lab/sentiment%20gru", entry.Page);
        Assert.Equal("gru, 12 units, both directions", entry.Network);
        Assert.Equal(["accuracy", "macro F1", "loss"], entry.Figures.Select(figure => figure.Name));
    }

    [Fact]
    public void A_damaged_model_is_listed_with_its_fault()
    {
        ModelEntry entry = shelf.Find(SampleModels.Damaged);
        Assert.Contains("config.json", entry.Fault, StringComparison.Ordinal);
        Assert.Null(entry.Page);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../sentiment")]
    [InlineData("/etc")]
    [InlineData("lab")]
    public void A_name_reaches_no_other_folder(string name) => Assert.Throws<UnknownNameException>(() => shelf.Find(name));

    [Fact]
    public void A_model_is_loaded_again_only_when_it_was_written_anew()
    {
        TextClassifier first = Load();
        Assert.Same(first, Load());
        string weights = Path.Combine(studio.Folder, SampleModels.OtherSentiment, "model.safetensors");
        File.SetLastWriteTimeUtc(weights, File.GetLastWriteTimeUtc(weights).AddSeconds(2));
        Assert.NotSame(first, Load());

        TextClassifier Load() => shelf.Load(SampleModels.OtherSentiment, folder => TextClassifier.Load(folder));
    }
}
