using System.Text.RegularExpressions;
using Unroll.Layers;
using Unroll.Tasks;
using Unroll.Tensors;
using Unroll.Tests.Formats;
using Unroll.Text;

namespace Unroll.Tests.Structure;

/// <summary>The README's two programs, compiled and run; a test fails when the page and the code here differ.</summary>
public sealed partial class ReadmeProgramTests : IDisposable
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
        RequireTheSame(block: 0);
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
        RequireTheSame(block: 1);
    }

    /// <summary>The README's lines stand in this file one after another, but for their indentation and the folder of the test.</summary>
    static void RequireTheSame(int block)
    {
        string program = CodeBlock().Matches(File.ReadAllText(Root.Combine("README.md")))[block].Groups[1].Value;
        string here = TestFolder().Replace(File.ReadAllText(Root.Combine("tests", "Unroll.Tests", "Structure", "ReadmeProgramTests.cs")), "$1");
        Assert.Contains(Unindented(program), Unindented(here), StringComparison.Ordinal);
    }

    static string Unindented(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim())).Trim();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("folder\\[(\"[^\"]*\")\\]")]
    private static partial Regex TestFolder();
}
