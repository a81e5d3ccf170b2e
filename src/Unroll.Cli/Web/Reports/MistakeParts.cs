using Unroll.Cli.Output;
using Unroll.Inspection.Microscope;
using Unroll.Tasks;
using Unroll.Text;

namespace Unroll.Cli.Web.Reports;

/// <summary>The wrong answers that a classifier was most sure of, and the tokens that led it there.</summary>
static class MistakeParts
{
    const int MostMistakes = 12, MostTokens = 4, LongestText = 280;

    internal static IReadOnlyList<ReportPart> Of(TextClassifier classifier, TextMicroscope microscope, TextDataset data)
    {
        using Waiting waiting = new("looking at mistakes ...");
        IReadOnlyList<Prediction> answers = classifier.Predict([.. data.Select(item => item.Text)]);
        int[] wrong = [.. Enumerable.Range(0, data.Count).Where(i => answers[i].Label != data.ClassNames[data[i].Label]).OrderByDescending(i => answers[i].Probability)];
        if (wrong.Length == 0) return [new ReportText($"None of the {Figures.Counted(data.Count, "text")} is answered wrongly.")];
        string which = wrong.Length > MostMistakes ? $"these are the {MostMistakes} most confident" : "the most confident first";
        return
        [
            new ReportText($"{Figures.Count(wrong.Length)} of {Figures.Counted(data.Count, "text")} {(wrong.Length == 1 ? "is" : "are")} answered wrongly; {which}. Confident mistakes are often texts whose class in the data is doubtful, or words that training met in one class only."),
            new ReportTable(4, ["text", "class in the data", "answer", "tokens that speak most for the answer", "probability"], [.. wrong.Take(MostMistakes).Select(i => (IReadOnlyList<string>)
                [ShownText.Of(data[i].Text, LongestText), data.ClassNames[data[i].Label], answers[i].Label, Tokens(microscope, data[i].Text), Figures.Percent(answers[i].Probability)])]),
            new ReportText("The numbers are integrated gradients: what a token adds to the answer's logit. Tokens in brackets are unknown to the model.", IsRemark: true),
        ];
    }

    static string Tokens(TextMicroscope microscope, string text)
    {
        try
        {
            TextInspection seen = microscope.Inspect(text, new(Units: 0));
            IReadOnlyList<float> adds = seen.Contributions.IntegratedGradients;
            return string.Join(", ", Enumerable.Range(0, adds.Count).Where(i => adds[i] > 0).OrderByDescending(i => adds[i]).Take(MostTokens)
                .Select(i => $"{TokenText.Shown(seen.Tokens[i])} {InspectionText.Signed(adds[i])}"));
        }
        catch (InvalidDataException)
        {
            // No token, or more than the microscope takes in.
            return "";
        }
    }
}
