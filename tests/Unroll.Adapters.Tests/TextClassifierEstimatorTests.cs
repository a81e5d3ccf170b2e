using Microsoft.ML;
using Microsoft.ML.Data;
using Unroll.ML;
using Unroll.Tasks;
using Unroll.Tests.Formats;
using Unroll.Tests.Structure;

namespace Unroll.Adapters.Tests;

public sealed class TextClassifierEstimatorTests : IDisposable
{
    const string Here = "tests/Unroll.Adapters.Tests/TextClassifierEstimatorTests.cs";

    readonly TemporaryFolder folder = new();
    readonly MLContext context = new(seed: 1);

    public void Dispose() => folder.Dispose();

    public sealed class Row
    {
        public string Text { get; set; } = "";
        public string Label { get; set; } = "";
        public float Stars { get; set; }
    }

    public sealed class Answer
    {
        public string PredictedLabel { get; set; } = "";
        public float[] Score { get; set; } = [];
    }

    IDataView Data() => context.Data.LoadFromEnumerable(TrainedModels.Reviews().Select(review => new Row { Text = review.Text, Label = review.Label }));

    [Fact]
    public void A_pipeline_with_it_is_checked_trained_and_used()
    {
        EstimatorChain<TextClassifierTransformer> pipeline = context.Transforms.CopyColumns("Body", "Text")
            .Append(new TextClassifierEstimator(context, TrainedModels.Small, new(Text: "Body", Score: "Probabilities")));
        IDataView data = Data();

        IDataView answers = pipeline.Fit(data).Transform(data);

        string[] expected = [.. TrainedModels.Classifier.Predict([.. TrainedModels.Reviews().Select(review => review.Text)]).Select(prediction => prediction.Label)];
        Assert.Equal(expected, answers.GetColumn<string>("PredictedLabel"));
        Assert.Equal(TrainedModels.Classifier.Predict("not bad at all 0").Probabilities, answers.GetColumn<float[]>("Probabilities").First());
        VBuffer<ReadOnlyMemory<char>> slots = default;
        answers.Schema["Probabilities"].GetSlotNames(ref slots);
        Assert.Equal(["negative", "neutral", "positive"], slots.DenseValues().Select(name => name.ToString()));
        Assert.Equal(3, Assert.IsType<VectorDataViewType>(answers.Schema["Probabilities"].Type).Size);
    }

    [Fact]
    public void A_prediction_engine_answers_single_rows()
    {
        TextClassifierTransformer model = new(context, TrainedModels.Classifier);
        using PredictionEngine<Row, Answer> engine = context.Model.CreatePredictionEngine<Row, Answer>(model);
        Prediction expected = TrainedModels.Classifier.Predict("awful from page 3 on");
        Answer answer = engine.Predict(new() { Text = "awful from page 3 on" });
        Assert.Equal(expected.Label, answer.PredictedLabel);
        Assert.Equal(expected.Probabilities, answer.Score);
        Assert.Equal(TrainedModels.Classifier.Predict("").Probabilities, engine.Predict(new() { Text = null! }).Score);
    }

    [Fact]
    public void What_was_saved_answers_with_the_same_bits()
    {
        TextClassifierTransformer model = new TextClassifierEstimator(context, TrainedModels.Small).Fit(Data(), validation: Data());
        model.Save(folder["m"]);
        TextClassifierTransformer loaded = TextClassifierTransformer.Load(context, folder["m"]);
        Assert.Equal(model.Transform(Data()).GetColumn<float[]>("Score").SelectMany(score => score), loaded.Transform(Data()).GetColumn<float[]>("Score").SelectMany(score => score));
        Assert.Equal(["negative", "neutral", "positive"], TextClassifier.Load(folder["m"]).Labels);
    }

    [Fact]
    public void Data_of_another_form_is_refused_in_a_line_that_says_how_to_mend_it()
    {
        TextClassifierEstimator missing = new(context, columns: new(Label: "Class")), number = new(context, columns: new(Text: "Stars")), key = new(context);
        IDataView data = Data(), keyed = context.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
        const string noColumn = "Label: there is no column 'Class'; there are Text, Label, Stars. Say which it is with new TextClassifierColumns(Label: ...).";
        const string noText = "Text: the column 'Stars' has to be a text, but is Single; leave a key out with MapKeyToValue, and turn numbers into text.";
        Assert.Equal(noColumn, Assert.Throws<ArgumentException>(() => missing.Fit(data)).Message);
        Assert.Equal(noText, Assert.Throws<ArgumentException>(() => number.Fit(data)).Message);
        Assert.StartsWith("Label: the column 'Label' has to be a text, but is Key<UInt32", Assert.Throws<ArgumentException>(() => key.Fit(keyed)).Message, StringComparison.Ordinal);
        Assert.Equal(noText, Assert.Throws<ArgumentException>(() => new TextClassifierTransformer(context, TrainedModels.Classifier, new(Text: "Stars")).Transform(data)).Message);
        // A pipeline asks for the schema before it trains anything.
        Assert.Equal(noColumn.Replace("Stars.", "Stars, Body.", StringComparison.Ordinal),
            Assert.Throws<ArgumentException>(() => context.Transforms.CopyColumns("Body", "Text").Append(missing).Fit(data)).Message);
        Assert.Equal(noText, Assert.Throws<ArgumentException>(() => context.Transforms.CopyColumns("Body", "Text").Append(number).Fit(data)).Message);
    }

    [Fact]
    public void Labels_that_cannot_be_learned_are_refused()
    {
        IDataView one = context.Data.LoadFromEnumerable<Row>([new() { Text = "a", Label = "x" }, new() { Text = "b", Label = "x" }]);
        IDataView empty = context.Data.LoadFromEnumerable<Row>([new() { Text = "a", Label = "x" }, new() { Text = "b", Label = "" }]);
        TextClassifierEstimator trainer = new(context, TrainedModels.Small);
        Assert.StartsWith("training data: every text has the label", Assert.Throws<InvalidDataException>(() => trainer.Fit(one)).Message, StringComparison.Ordinal);
        Assert.StartsWith("training data, line 2: the label is empty", Assert.Throws<InvalidDataException>(() => trainer.Fit(empty)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_file_of_ml_net_is_refused_in_a_line_that_names_the_way_out()
    {
        TextClassifierTransformer model = new(context, TrainedModels.Classifier);
        NotSupportedException refusal = Assert.Throws<NotSupportedException>(() => context.Model.Save(model, Data().Schema, folder["m.zip"]));
        Assert.Contains("save the classifier with TextClassifierTransformer.Save(folder)", refusal.Message, StringComparison.Ordinal);
    }

    public sealed class Review
    {
        [LoadColumn(0)]
        public string Comment { get; set; } = "";

        [LoadColumn(1)]
        public string Sentiment { get; set; } = "";
    }

    [Fact]
    public void The_pages_programs_run()
    {
        File.WriteAllLines(folder["reviews.csv"], TrainedModels.Reviews().Select(review => $"{review.Text},{review.Label}").Prepend("Comment,Sentiment"));

        MLContext context = new(seed: 1);
        IDataView reviews = context.Data.LoadFromTextFile<Review>(folder["reviews.csv"], separatorChar: ',', hasHeader: true, allowQuoting: true);
        TextClassifierEstimator trainer = new(context, new() { HiddenSize = 32, Epochs = 3 }, new(Text: "Comment", Label: "Sentiment"));
        TextClassifierTransformer model = trainer.Fit(reviews);
        IDataView answers = model.Transform(reviews);
        model.Save(folder["sentiment"]);

        IDataView classes = context.Data.LoadFromEnumerable(model.Classifier.Labels.Select(label => new { Label = label }));
        IDataView keyed = context.Transforms.Conversion.MapValueToKey([new("LabelKey", "Sentiment"), new("PredictedKey", "PredictedLabel")], keyData: classes)
            .Fit(answers).Transform(answers);
        MulticlassClassificationMetrics metrics = context.MulticlassClassification.Evaluate(keyed, "LabelKey", "Score", "PredictedKey");

        int correct = TrainedModels.Reviews().Count(review => TextClassifier.Load(folder["sentiment"]).Predict(review.Text).Label == review.Label);
        Assert.Equal(correct / 300.0, metrics.MicroAccuracy, tolerance: 1e-9);
        DocumentedProgram.RequireTheSame("docs/in-a-program.md", block: 3, Here);
        DocumentedProgram.RequireTheSame("docs/in-a-program.md", block: 4, Here);
        DocumentedProgram.RequireTheSame("src/Unroll.ML/PACKAGE.md", block: 0, Here);
    }
}
