using System.Globalization;
using Unroll.Inspection.Microscope;

namespace Unroll.Cli.Output;

/// <summary>What a network did with a text, for a person: the text in shades, then tables.</summary>
static class InspectionText
{
    const int AnswersShown = 5, BarLength = 8, LookedAtShown = 4;

    internal static void Print(Page page, TextInspection seen, IReadOnlyList<InspectedLayer> layers, int? texts)
    {
        page.Say(AnswerInWords(seen));
        page.Say(ScoreInWords(seen));
        if (seen.IsCut) page.Say($"The text is longer than the {Figures.Counted(seen.Tokens.Count, "token")} the model reads; the rest was left out.");
        if (seen.Tokens.Any(token => !token.IsKnown)) page.Say("Tokens in brackets are unknown to the model; it reads all of them alike.");
        PrintContributions(page, seen);
        if (seen.Attention is not null) PrintAttention(page, seen);
        foreach (InspectedLayer layer in layers) PrintLayer(page, seen, layer);
        if (layers.Count > 0) page.Say("Means over the units: how far the gates are open, in percent, and how large the rest is.");
        if (seen.Units.Count > 0) PrintUnits(page, seen, texts);
    }

    /// <summary>The answer and what else might have been said.</summary>
    internal static string AnswerInWords(TextInspection seen)
    {
        string others = string.Join(", ", seen.Alternatives.Where(other => other.Text != seen.Answer.Text).Take(AnswersShown - 1)
            .Select(other => $"{TokenText.Of(other.Text)} {Figures.Percent(other.Probability)}"));
        string answer = $"{TokenText.Of(seen.Answer.Text)} {Figures.Percent(seen.Answer.Probability)}";
        return (seen.Task, seen.Answer.Word) switch
        {
            ("tag", { } word) => $"The tag of {TokenText.Of(seen.Tokens[word - 1].Text)} (word {word}): {answer}; then {others}.",
            ("generate", { } word) => $"After {TokenText.Of(seen.Tokens[word - 1].Text)} (token {word}): {answer}; then {others}.",
            ("translate", { } word) => $"Word {word} of the translation: {answer}; then {others}.",
            _ => $"Answer: {answer}; then {others}.",
        };
    }

    /// <summary>Where the score comes from.</summary>
    internal static string ScoreInWords(TextInspection seen)
    {
        string measure = seen.Answer.Measure == AnswerMeasure.Logit ? "logit" : "log-probability, in nats";
        return string.Create(CultureInfo.InvariantCulture,
            $"Score ({measure}): {seen.Answer.Score:0.000}; with vectors of zeros {seen.Contributions.BaselineScore:0.000}, so the tokens add {Signed(seen.Answer.Score - seen.Contributions.BaselineScore)}.");
    }

    internal static string Signed(double value) => value.ToString("+0.000;-0.000;0.000", CultureInfo.InvariantCulture);

    static void PrintContributions(Page page, TextInspection seen)
    {
        IReadOnlyList<float> contributions = seen.Contributions.IntegratedGradients;
        float largest = Math.Max(contributions.Max(Math.Abs), float.Epsilon);
        page.Heading($"What each token adds to \"{TokenText.Of(seen.Answer.Text)}\" (+ speaks for it, - against it)");
        bool isSpelled = string.Concat(seen.Tokens.Select(token => token.Text)) == seen.Text;
        page.SayShaded(seen.Tokens.Zip(contributions, (token, contribution) => (TokenText.Shown(token), contribution / largest)), isSpelled ? "" : " ");
        string[] ofTask = seen.Task switch
        {
            "classify" => ["if it ended here"],
            "tag" => ["tag"],
            "generate" => ["surprise", "expected next"],
            _ => [],
        };
        page.PrintColumns(["token", "", "adds", "grad x input", "left out", .. ofTask], seen.Tokens.Select((token, i) => (IReadOnlyList<string>)
        [
            TokenText.Shown(token), Bar(contributions[i] / largest), Signed(contributions[i]), Signed(seen.Contributions.GradientTimesInput[i]),
            seen.Contributions.LeaveOneOut[i] is { } loss ? Signed(loss) : "", .. OfTask(seen.Task, token),
        ]), isNumber: column => column is >= 2 and <= 4 || (seen.Task == "generate" && column == 5));
        page.Say(string.Create(CultureInfo.InvariantCulture,
            $"adds: integrated gradients over {seen.Contributions.IntegrationSteps} points (their sum is off by {Math.Abs(seen.Contributions.CompletenessGap):0.0000}); left out: what the score loses without the token."));
    }

    static string[] OfTask(string task, InspectedToken token)
    {
        string answer = token.Answer is { } text && token.Probability is { } probability ? $"{TokenText.Of(text)} {Figures.Percent(probability)}" : "";
        return task switch
        {
            "generate" => [token.Surprise is { } bits ? string.Create(CultureInfo.InvariantCulture, $"{bits:0.0} bit") : "", answer],
            "translate" => [],
            _ => [answer],
        };
    }

    static string Bar(float share) => new(share < 0 ? '-' : '+', (int)Math.Round(Math.Abs(share) * BarLength));

    static void PrintAttention(Page page, TextInspection seen)
    {
        page.Heading("What each word of the translation looked at");
        page.PrintWords(["word", "", "looked at"], seen.Attention!.Target.Select((word, i) => (IReadOnlyList<string>)
        [
            $"{i + 1}", TokenText.Of(word),
            string.Join(", ", seen.Attention.Weights[i].Index().OrderByDescending(weight => weight.Item).Take(LookedAtShown).Where(weight => weight.Item >= 0.005f)
                .Select(weight => $"{TokenText.Of(seen.Attention.Source[weight.Index])} {Figures.Percent(weight.Item)}")),
        ]));
    }

    static void PrintLayer(Page page, TextInspection seen, InspectedLayer layer)
    {
        page.Heading($"Layer {NameOf(layer.Layer, layer.IsReverse, seen)}, {Figures.Counted(layer.Signals[^1].Values[0].Count, "unit")}");
        page.PrintNumbers(words: 1, ["token", .. layer.Signals.Select(signal => ShortName(signal.Name))], seen.Tokens.Select((token, i) => (IReadOnlyList<string>)
            [TokenText.Shown(token), .. layer.Signals.Select(signal => signal.IsGate ? $"{Math.Round(100 * signal.Means[i])} %" : signal.Means[i].ToString("0.00", CultureInfo.InvariantCulture))]));
    }

    // Six columns have to fit into 80 characters: percentages are those of gates.
    static string ShortName(string signal) => signal.Replace(" gate", "", StringComparison.Ordinal).Replace(" state", "", StringComparison.Ordinal);

    static void PrintUnits(Page page, TextInspection seen, int? texts)
    {
        string where = texts is { } count ? $"over {Figures.Counted(count, "text")}" : "in this text";
        page.Heading($"The units that move most {where}, and what they seem to follow");
        page.PrintWords(["layer", "unit", "moves", "rises (+) and falls (-) at"], seen.Units.Select(unit => (IReadOnlyList<string>)
        [
            NameOf(unit.Layer, unit.IsReverse, seen), $"{unit.Unit}", unit.Movement.ToString("0.000", CultureInfo.InvariantCulture), $"{Moves(unit.Rises)}; {Moves(unit.Falls)}".Trim(';', ' '),
        ]));
        if (texts is null) page.Say("One text says little about a unit: --texts FILE looks for what it follows in many.");
    }

    static string Moves(IReadOnlyList<UnitMove> moves) =>
        string.Join(", ", moves.Take(3).Select(move => string.Create(CultureInfo.InvariantCulture, $"{TokenText.Of(move.Token)} {Math.Round(move.Change, 2) + 0.0:+0.00;-0.00;0.00}")));

    static string NameOf(int layer, bool isReverse, TextInspection seen) =>
        !seen.Layers.Any(each => each.IsReverse) ? $"{layer}" : isReverse ? $"{layer} backwards" : $"{layer} forwards";
}
