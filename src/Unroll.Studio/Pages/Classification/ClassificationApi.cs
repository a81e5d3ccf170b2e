using Unroll.Studio.Pages.Models;
using Unroll.Tasks;

namespace Unroll.Studio.Pages.Classification;

/// <summary>Classifies what is being typed.</summary>
static class ClassificationApi
{
    internal static void Map(IEndpointRouteBuilder api) => api.MapPost("/classify", (TextRequest request, ModelShelf shelf) =>
    {
        TextClassifier classifier = shelf.Load(request.Model, folder => TextClassifier.Load(folder));
        return Results.Ok(ClassificationAnswer.Of(classifier, request.Text));
    });
}

/// <summary>A text for a model.</summary>
sealed record TextRequest(string Model, string Text);

/// <summary>What a classifier says.</summary>
/// <param name="Labels">The classes.</param>
/// <param name="Probabilities">Of each class.</param>
/// <param name="Words">The answers after each word.</param>
/// <param name="More">Words after those.</param>
sealed record ClassificationAnswer(IReadOnlyList<string> Labels, IReadOnlyList<float> Probabilities, IReadOnlyList<PrefixAnswer> Words, int More)
{
    // Each prefix is read from its beginning, so the work grows with the square of their number.
    const int MostWords = 80;

    internal static ClassificationAnswer Of(TextClassifier classifier, string text)
    {
        List<Range> words = WordsOf(text);
        IReadOnlyList<Range> shown = [.. words.Take(MostWords)];
        IReadOnlyList<Prediction> predictions = classifier.Predict([text, .. shown.Select(word => text[..word.End])]);
        return new(
            classifier.Labels,
            predictions[0].Probabilities,
            [.. shown.Select((word, i) => new PrefixAnswer(text[word], predictions[i + 1].Label, predictions[i + 1].Probability, predictions[i + 1].Probabilities))],
            words.Count - shown.Count);
    }

    static List<Range> WordsOf(string text)
    {
        List<Range> words = [];
        for (int i = 0; i < text.Length; i++)
        {
            int start = i;
            while (i < text.Length && !char.IsWhiteSpace(text[i])) i++;
            if (i > start) words.Add(start..i);
        }

        return words;
    }
}

/// <summary>The answer to a text that ends after a word.</summary>
sealed record PrefixAnswer(string Word, string Label, float Probability, IReadOnlyList<float> Probabilities);
