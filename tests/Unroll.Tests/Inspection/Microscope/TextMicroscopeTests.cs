using System.Text.Json;
using Unroll.Inspection.Microscope;
using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tasks;
using Unroll.Tasks.Generation;
using Unroll.Tasks.Tagging;
using Unroll.Tasks.Translation;
using Unroll.Tensors;
using Unroll.Tests.Formats;
using Unroll.Text;

namespace Unroll.Tests.Inspection.Microscope;

public sealed class TextMicroscopeTests(SmallModels models) : IClassFixture<SmallModels>
{
    const string Text = "good dogs can run, not bad at all";

    public static TheoryData<string, string> Models => new()
    {
        { "classify", Text }, { "classify-gru-mean", Text }, { "tag", Text }, { "generate", "the cat sat on" }, { "translate", "a b d" }, { "translate-copies", "a b d" },
    };

    [Theory, MemberData(nameof(Models))]
    public void Integrated_gradients_add_up_to_what_the_text_changes(string model, string text)
    {
        TextInspection seen = TextMicroscope.Open(models[model]).Inspect(text, new(IntegrationSteps: 256));
        double difference = seen.Answer.Score - seen.Contributions.BaselineScore;
        Assert.NotEqual(0, difference, tolerance: 1e-3);
        Assert.Equal(difference, seen.Contributions.IntegratedGradients.Sum(), tolerance: 2e-3 * Math.Max(1, Math.Abs(difference)));
        Assert.Equal(seen.Contributions.IntegratedGradients.Sum() - difference, seen.Contributions.CompletenessGap, tolerance: 1e-5);
        Assert.Equal(256, seen.Contributions.IntegrationSteps);
    }

    // The derivative of the score along the vector of one token, by central differences.
    [Theory, MemberData(nameof(Models))]
    public void Gradient_times_input_is_the_slope_along_each_vector(string model, string text)
    {
        TextReading reading = models.Read(model, text);
        Arena arena = new(threads: 1);
        (int place, int answer) = reading.Choose(new(), arena);
        Attribution attribution = new(reading, place, answer, arena);
        IReadOnlyList<float> contributions = attribution.Measure(attribution.Score(), 1, TestContext.Current.CancellationToken).GradientTimesInput;
        Assert.Contains(contributions, contribution => Math.Abs(contribution) > 1e-3);
        for (int token = 0; token < reading.Tokens.Count; token++)
        {
            const float step = 1e-2f;
            double slope = (ScoreWith(token, 1 + step) - ScoreWith(token, 1 - step)) / (2 * step);
            Assert.Equal(slope, contributions[token], tolerance: 1e-3 * Math.Max(1, Math.Abs(slope)));
        }

        double ScoreWith(int token, float factor)
        {
            using StepMemory memory = arena.BeginEvaluation();
            Sequences vectors = reading.Vectors([reading.All]);
            float[] values = vectors.Data.Values.ToArray();
            foreach (ref float value in values.AsSpan(token * vectors.Features, vectors.Features))
            {
                value *= factor;
            }

            Tensor scores = reading.Scores(vectors.With(Tensor.From(values, vectors.Data.Shape)), [reading.All], [place]);
            return reading.Measure == AnswerMeasure.Logit ? scores.Values[answer] : scores.LogProbabilities()[answer];
        }
    }

    [Fact]
    public void Leaving_out_a_token_is_asking_for_the_text_without_it()
    {
        Check("classify", "good dogs not bad", without: "good not bad", removed: 1, new(Answer: "good"));
        Check("generate", "the cat", without: "te cat", removed: 1, new(Answer: "e"));
        Check("tag", "dogs can run", without: "can run", removed: 0, new(Answer: "VERB", Word: 3), new(Answer: "VERB", Word: 2));
        Check("tag", "dogs can run", without: "dogs can", removed: 2, new(Answer: "VERB", Word: 2));

        void Check(string model, string text, string without, int removed, InspectionOptions options, InspectionOptions? then = null)
        {
            TextMicroscope microscope = TextMicroscope.Open(models[model]);
            TextInspection whole = microscope.Inspect(text, options), rest = microscope.Inspect(without, then ?? options);
            Assert.Equal(whole.Answer.Score - rest.Answer.Score, whole.Contributions.LeaveOneOut[removed]!.Value, tolerance: 1e-5);
        }
    }

    [Fact]
    public void What_cannot_be_asked_without_a_token_has_no_number()
    {
        TextInspection tags = TextMicroscope.Open(models["tag"]).Inspect("dogs can run", new(Word: 2));
        Assert.Equal([true, false, true], tags.Contributions.LeaveOneOut.Select(loss => loss is not null));
        TextInspection first = TextMicroscope.Open(models["generate"]).Inspect("the", new(Word: 1));
        Assert.Equal([false, true, true], first.Contributions.LeaveOneOut.Select(loss => loss is not null));
        Assert.Equal([0, 0], first.Contributions.LeaveOneOut.Skip(1).Select(loss => loss!.Value));
        Assert.All(first.Contributions.IntegratedGradients.Skip(1), contribution => Assert.Equal(0, contribution));
    }

    [Fact]
    public void Answers_are_those_of_the_model()
    {
        TextClassifier classifier = TextClassifier.Load(models["classify"]);
        TextInspection seen = TextMicroscope.Open(models["classify"]).Inspect("not bad , good");
        Prediction prediction = classifier.Predict("not bad , good");
        Assert.Equal((prediction.Label, prediction.Probability), (seen.Answer.Text, seen.Answer.Probability));
        Assert.Equal(prediction.Probabilities.Order(), seen.Alternatives.Select(answer => answer.Probability).Reverse());
        foreach ((string beginning, int token) in new[] { ("not", 0), ("not bad", 1), ("not bad , good", 3) })
        {
            Prediction ofBeginning = classifier.Predict(beginning);
            Assert.Equal((ofBeginning.Label, ofBeginning.Probability), (seen.Tokens[token].Answer, seen.Tokens[token].Probability));
        }

        SequenceTagger tagger = SequenceTagger.Load(models["tag"]);
        TextInspection tags = TextMicroscope.Open(models["tag"]).Inspect("dogs can run oddly");
        Assert.Equal(tagger.Tag("dogs can run oddly").Select(word => (word.Word, word.Tag, word.Probability)), tags.Tokens.Select(token => (token.Text, token.Answer!, token.Probability!.Value)));
        Assert.Equal(tags.Tokens.Min(token => token.Probability), tags.Answer.Probability);
    }

    [Fact]
    public void A_generators_surprise_is_what_its_loss_is_made_of()
    {
        const string text = "the cat sat on the mat";
        TextInspection seen = TextMicroscope.Open(models["generate"]).Inspect(text);
        Assert.Null(seen.Tokens[0].Surprise);
        double bits = TextGenerator.Load(models["generate"]).Evaluate(new("text", text)).Loss * (text.Length - 1) / Math.Log(2);
        Assert.Equal(bits, seen.Tokens.Skip(1).Sum(token => (double)token.Surprise!.Value), tolerance: 1e-4);
        Assert.Equal(seen.Tokens[^1].Answer, seen.Answer.Text);
        Assert.Equal(Math.Log(seen.Answer.Probability), seen.Answer.Score, tolerance: 1e-5);
        Assert.Equal(10, seen.Alternatives.Count);
    }

    [Fact]
    public void States_are_the_outputs_of_the_layer_in_the_order_of_the_text()
    {
        TextReading reading = models.Read("classify", Text);
        float[] outputs = reading.Recurrent.Forward(reading.Vectors([reading.All])).Outputs.Data.Values.ToArray();
        IReadOnlyList<InspectedLayer> layers = TextMicroscope.Open(models["classify"]).Inspect(Text).Layers;
        Assert.Equal([(1, false), (1, true), (2, false), (2, true)], layers.Select(layer => (layer.Layer, layer.IsReverse)));
        LayerSignal forwards = layers[2].Signals[^1], backwards = layers[3].Signals[^1];
        Assert.Equal(("hidden state", false), (forwards.Name, forwards.IsGate));
        for (int token = 0; token < reading.Tokens.Count; token++)
        {
            Assert.Equal(outputs.AsSpan(token * 16, 16).ToArray(), forwards.Values[token].Concat(backwards.Values[token]));
            Assert.Equal(forwards.Values[token].Average(Math.Abs), forwards.Means[token], tolerance: 1e-6);
            Assert.Equal(layers[0].Signals[0].Values[token].Average(), layers[0].Signals[0].Means[token], tolerance: 1e-6);
        }

        Assert.Equal(["input gate", "forget gate", "candidate", "output gate", "cell state", "hidden state"], layers[0].Signals.Select(signal => signal.Name));
        Assert.Equal([true, true, false, true, false, false], layers[0].Signals.Select(signal => signal.IsGate));
    }

    [Fact]
    public void The_strongest_units_are_those_whose_state_moves_most()
    {
        TextInspection seen = TextMicroscope.Open(models["classify"]).Inspect(Text, new(Units: 100));
        Assert.Equal(2 * 2 * 8, seen.Units.Count);
        Assert.Equal(seen.Units.OrderByDescending(unit => unit.Movement), seen.Units);
        foreach (UnitReading unit in seen.Units)
        {
            float[] states = [.. seen.Layers.Single(layer => (layer.Layer, layer.IsReverse) == (unit.Layer, unit.IsReverse)).Signals[^1].Values.Select(row => row[unit.Unit - 1])];
            if (unit.IsReverse)
            {
                Array.Reverse(states);
            }

            float[] changes = [.. states.Select((state, i) => state - (i == 0 ? 0 : states[i - 1]))];
            Assert.Equal(changes.Average(Math.Abs), unit.Movement, tolerance: 1e-5);
            Assert.All(unit.Rises, move => Assert.True(move.Change > 0));
            Assert.Equal(Math.Max(changes.Max(), 0), unit.Rises.Select(move => move.Change).FirstOrDefault(), tolerance: 1e-5);
            Assert.Equal(Math.Min(changes.Min(), 0), unit.Falls.Select(move => move.Change).FirstOrDefault(), tolerance: 1e-5);
        }

        UnitReading overTexts = TextMicroscope.Open(models["classify"]).Inspect(Text, new(Units: 1, Texts: ["good good", "", "good bad"])).Units.Single();
        Assert.Equal(3, overTexts.Rises.Concat(overTexts.Falls).Where(move => move.Token == "good").Sum(move => move.Count));
        Assert.Empty(TextMicroscope.Open(models["classify"]).Inspect(Text, new(Units: 0)).Units);
    }

    [Theory, MemberData(nameof(Models))]
    public void Neither_threads_nor_who_else_looks_change_a_bit(string model, string text)
    {
        TextMicroscope one = TextMicroscope.Open(models[model], threads: 1), three = TextMicroscope.Open(models[model], threads: 3);
        string expected = one.Inspect(text).ToJson();
        Assert.Equal(expected, three.Inspect(text).ToJson());
        string[] together = new string[4];
        Thread[] threads = [.. Enumerable.Range(0, together.Length).Select(i => new Thread(() => together[i] = one.Inspect(text).ToJson()))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.All(together, json => Assert.Equal(expected, json));
    }

    [Fact]
    public void A_translation_comes_with_its_attention()
    {
        TextInspection seen = TextMicroscope.Open(models["translate"]).Inspect("a b d", new(Word: 2));
        Translation translation = Translator.Load(models["translate"]).Translate("a b d");
        Assert.Equal(translation.Alignment.Target, seen.Attention!.Target);
        Assert.Equal(translation.Alignment.Weights, seen.Attention.Weights);
        Assert.Equal((translation.Alignment.Target[1], 2), (seen.Answer.Text, seen.Answer.Word));
        Assert.Equal(["a", "b", "d", "</s>"], seen.Tokens.Select(token => token.Text));
    }

    [Fact]
    public void The_json_has_everything_under_the_names_of_the_records()
    {
        using JsonDocument json = JsonDocument.Parse(TextMicroscope.Open(models["classify"]).Inspect("good zebra").ToJson());
        JsonElement root = json.RootElement;
        Assert.Equal("classify", root.GetProperty("task").GetString());
        Assert.Equal("Logit", root.GetProperty("answer").GetProperty("measure").GetString());
        Assert.Equal([true, false], root.GetProperty("tokens").EnumerateArray().Select(token => token.GetProperty("isKnown").GetBoolean()));
        Assert.Equal(2, root.GetProperty("contributions").GetProperty("integratedGradients").GetArrayLength());
        Assert.Equal(8, root.GetProperty("layers")[0].GetProperty("signals")[0].GetProperty("values")[1].GetArrayLength());
    }

    [Theory]
    [InlineData("classify", "", null, null, "text: the model finds no token in it")]
    [InlineData("classify", "good", "ugly", null, "answer 'ugly': unknown to this model; it knows bad, good")]
    [InlineData("classify", "good", null, 1, "word: a classifier has one answer")]
    [InlineData("tag", "dogs run", null, 3, "word 3: the text has the words 1 to 2")]
    [InlineData("tag", "dogs run", "X", null, "answer 'X': unknown to this model")]
    [InlineData("generate", "the", "ca", null, "answer 'ca': expected one token")]
    [InlineData("generate", "the", null, 0, "word 0: the text has the words 1 to 3")]
    [InlineData("translate", "", null, null, "text: the model finds no token in it")]
    [InlineData("translate", "a", null, 99, "word 99: the translation")]
    [InlineData("translate", "a", "nothing", null, "answer 'nothing'")]
    public void What_is_not_there_is_said_in_one_line(string model, string text, string? answer, int? word, string expected)
    {
        TextMicroscope microscope = TextMicroscope.Open(models[model]);
        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => microscope.Inspect(text, new(answer, word)));
        Assert.StartsWith(expected, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public void Long_texts_and_foolish_options_are_refused()
    {
        Assert.StartsWith("text: it has 600 tokens; the microscope looks at 512 at most",
            Assert.Throws<InvalidDataException>(() => TextMicroscope.Open(models["generate"]).Inspect(new string('t', 600))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new InspectionOptions(IntegrationSteps: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new InspectionOptions(Units: -1));
        Assert.Throws<OperationCanceledException>(() => TextMicroscope.Open(models["classify"]).Inspect("good", cancellationToken: new(canceled: true)));
    }

    [Fact]
    public void A_classifier_that_cuts_texts_says_so()
    {
        TextInspection seen = TextMicroscope.Open(models["classify-gru-mean"]).Inspect(string.Join(' ', Enumerable.Repeat("good", 40)));
        Assert.True(seen.IsCut);
        Assert.Equal(20, seen.Tokens.Count);
    }
}

/// <summary>Models of every task that are small, trained a little, and saved once.</summary>
public sealed class SmallModels : IDisposable
{
    readonly TemporaryFolder folder = new();

    public SmallModels()
    {
        TextClassifierOptions classifier = new(HiddenSize: 8, EmbeddingSize: 8, BatchSize: 8, LearningRate: 1e-2f, Epochs: 15, Patience: 15, MinimumFrequency: 1, Layers: 2, Bidirectional: true, Threads: 1);
        TextClassifier.Train(Negations, classifier, validation: Negations).Save(this["classify"]);
        TextClassifier.Train(Negations, classifier with { Cell = CellKind.GruResetBefore, Pooling = Pooling.Mean, MaximumTokens = 20 }, validation: Negations).Save(this["classify-gru-mean"]);
        SequenceTagger.Train(Sentences, new(HiddenSize: 8, EmbeddingSize: 8, CharacterSize: 4, CharacterHiddenSize: 6, BatchSize: 8, LearningRate: 1e-2f, Epochs: 4, Threads: 1)).Save(this["tag"]);
        TextGenerator.Train(new TextCorpus("text", string.Concat(Enumerable.Repeat("the cat sat on the mat, the dog did not.\n", 30))),
            new(HiddenSize: 12, Layers: 1, EmbeddingSize: 8, BatchSize: 4, ChunkLength: 10, LearningRate: 2e-2f, Epochs: 3, Threads: 1)).Save(this["generate"]);
        TranslatorOptions translator = new(HiddenSize: 16, EmbeddingSize: 12, Unit: TranslationUnit.Word, MinimumFrequency: 1, BatchSize: 16, LearningRate: 1e-2f, Epochs: 15, Patience: 15, Dropout: 0, Threads: 1);
        Translator.Train(Reversed, translator, validation: Reversed).Save(this["translate"]);
        Translator.Train(Reversed, translator with { Copy = true, InputFeeding = true, Cell = CellKind.Gru }).Save(this["translate-copies"]);
    }

    internal string this[string model] => folder[model];

    public void Dispose() => folder.Dispose();

    internal TextReading Read(string model, string text) => model.Split('-')[0] switch
    {
        "classify" => new ClassifierReading(TextClassifier.Load(this[model]), text),
        "tag" => new TaggerReading(SequenceTagger.Load(this[model]), text),
        "generate" => new GeneratorReading(TextGenerator.Load(this[model]), text),
        _ => new TranslatorReading(Translator.Load(this[model]), text, threads: 1),
    };

    static TextDataset Negations { get; } = new("negations", ["bad", "good"], [.. Enumerable.Range(0, 40).Select(i => (i % 4) switch
    {
        0 => new LabeledText("not bad, good", 1),
        1 => new LabeledText("not good, bad", 0),
        2 => new LabeledText("dogs can run, good at all", 1),
        _ => new LabeledText("bad? not good at all", 0),
    })]);

    static TaggedDataset Sentences { get; } = new("sentences", [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0
        ? new TaggedSentence(["dogs", "can", "run", "oddly"], ["NOUN", "VERB", "VERB", "ADV"])
        : new TaggedSentence(["the", "can"], ["DET", "NOUN"]))]);

    static ParallelDataset Reversed { get; } = new("letters", [.. Enumerable.Range(0, 200).Select(i =>
    {
        string[] letters = [.. Enumerable.Range(0, 1 + i % 4).Select(j => "abcd"[(i / 4 + j * (1 + i % 3)) % 4].ToString())];
        return new TextPair(string.Join(' ', letters), string.Join(' ', letters.Reverse()));
    })]);
}
