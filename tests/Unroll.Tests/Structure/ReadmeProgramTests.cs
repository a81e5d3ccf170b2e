using Unroll.Layers;
using Unroll.Tasks;
using Unroll.Tensors;
using Unroll.Tests.Formats;
using Unroll.Text;

namespace Unroll.Tests.Structure;

/// <summary>The README's two programs, compiled and run; a test fails when the page and the code here differ.</summary>
public sealed class ReadmeProgramTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_classifier_is_trained_saved_and_used_as_the_readme_says()
    {
        File.WriteAllText(folder["reviews.csv"], "Review,Sentiment\n" + string.Concat(
            Enumerable.Range(0, 300).Select(i => i % 2 == 0 ? $"not bad at all {i},positive\n" : $"awful from page {i} on,negative\n")));

        TextDataset data = TextDataset.FromCsv(folder["reviews.csv"], text: "Review", label: "Sentiment");
        TextClassifier model = TextClassifier.Train(data, new() { Cell = CellKind.Lstm, HiddenSize = 128, Bidirectional = true });
        model.Save(folder["sentiment"]);
        Prediction answer = TextClassifier.Load(folder["sentiment"]).Predict("not bad at all");

        Assert.Equal("positive", answer.Label);
        RequireTheSame("README.md", block: 0);
        RequireTheSame("src/Unroll/PACKAGE.md", block: 0);
    }

    [Fact]
    public void A_classifier_lives_in_a_program_as_the_page_says()
    {
        (string Subject, string Folder)[] inbox = [.. Enumerable.Range(0, 300).Select(i => i % 2 == 0 ? ($"your invoice {i}", "bills") : ($"match {i} tonight", "sports"))];

        TextDataset mails = TextDataset.From(inbox.Select(mail => (mail.Subject, mail.Folder)), source: "inbox");
        TextClassifier sorter = TextClassifier.Train(mails, new() { HiddenSize = 32, Epochs = 3 });

        sorter.Save(folder["sentiment"]);

        TextClassifier classifier = TextClassifier.Load(folder["sentiment"]);
        Prediction answer = classifier.Predict("not bad at all");
        Console.WriteLine($"{answer.Label} ({answer.Probability:P0})");

        Assert.Equal("bills", classifier.Predict("your invoice 7").Label);
        Assert.Equal("sports", classifier.Predict("match 7 tonight").Label);
        RequireTheSame("docs/in-a-program.md", block: 0);
        RequireTheSame("docs/in-a-program.md", block: 1);
    }

    public sealed class NewsNetwork(int vocabularySize, int classes, RandomSource random) : Module
    {
        readonly Embedding embedding = new(vocabularySize, 64, random);
        readonly Lstm lstm = new(inputSize: 64, hiddenSize: 32, random);
        readonly Linear classifier = new(32, classes, random);

        public Tensor Forward(TokenBatch batch)
        {
            Sequences x = embedding.Forward(batch);          // packed: only real tokens, never padding
            (Sequences outputs, LstmState final) = lstm.Forward(x);
            return classifier.Forward(final.Hidden);          // [batch, classes]
        }
    }

    [Fact]
    public void A_network_written_as_one_draws_it_gives_a_row_of_classes_a_text()
    {
        NewsNetwork network = new(vocabularySize: 10, classes: 4, new RandomSource(1));
        Assert.Equal([3, 4], network.Forward(TokenBatch.From([[1, 2, 3], [], [9]])).Shape.ToArray());
        RequireTheSame("README.md", block: 1);
    }

    static void RequireTheSame(string page, int block) => DocumentedProgram.RequireTheSame(page, block, "tests/Unroll.Tests/Structure/ReadmeProgramTests.cs");
}
