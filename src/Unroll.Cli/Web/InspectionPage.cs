using System.Globalization;
using System.Text;
using Unroll.Cli.Output;
using Unroll.Inspection.Microscope;

namespace Unroll.Cli.Web;

/// <summary>What a network did with a text, as a page for a browser: one file that needs nothing else.</summary>
/// <remarks>Everything is there as text and numbers; shades and pictures only repeat it. Without scripts the pictures of single units are missing.</remarks>
static class InspectionPage
{
    /// <summary>The page.</summary>
    /// <param name="seen">What was seen.</param>
    /// <param name="model">What the model is called.</param>
    internal static string Of(TextInspection seen, string model)
    {
        StringBuilder html = new();
        html.Append(CultureInfo.InvariantCulture, $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{HtmlTable.Escape(model)}: {HtmlTable.Escape(Shortened(seen.Text))}</title>
            <style>{InspectionPageStyle.Css}</style>
            </head>
            <body>
            <main>
            <h1>What {HtmlTable.Escape(model)} does with a text</h1>
            <p class="answer">{HtmlTable.Escape(InspectionText.AnswerInWords(seen))}</p>
            <p>{HtmlTable.Escape(InspectionText.ScoreInWords(seen))}</p>

            """);
        if (seen.IsCut) html.Append("<p>The text is longer than the model reads; the rest was left out.</p>\n");
        AppendTokens(html, seen);
        AppendContributions(html, seen);
        if (seen.Attention is not null) AppendAttention(html, seen);
        foreach (InspectedLayer layer in seen.Layers) AppendLayer(html, seen, layer);
        if (seen.Units.Count > 0) AppendUnits(html, seen);
        html.Append(CultureInfo.InvariantCulture, $"""
            <footer><p>{HtmlTable.Escape(seen.Model)}. Written by unroll inspect.</p></footer>
            </main>
            <script>{InspectionPageScript.Script}</script>
            </body>
            </html>

            """);
        return html.ToString();
    }

    static string Shortened(string text)
    {
        const int longest = 60;
        return text.Length <= longest ? text : $"{text.AsSpan(0, longest)}...";
    }

    static void AppendTokens(StringBuilder html, TextInspection seen)
    {
        const int shades = 4;
        IReadOnlyList<float> adds = seen.Contributions.IntegratedGradients;
        float largest = Math.Max(adds.Max(Math.Abs), float.Epsilon);
        html.Append(CultureInfo.InvariantCulture, $"""
            <section>
            <h2>The text</h2>
            <p>Under each token stands what it adds to “{HtmlTable.Escape(TokenText.Of(seen.Answer.Text))}”: blue and plus speak for it, orange and minus against it. Choose a token to mark it in all that follows.</p>
            <div class="tokens" role="group" aria-label="Tokens">

            """);
        for (int i = 0; i < seen.Tokens.Count; i++)
        {
            int shade = (int)Math.Ceiling(shades * (Math.Abs(adds[i]) / largest - 0.05f));
            string kind = shade <= 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" {(adds[i] > 0 ? "for" : "against")}{shade}");
            html.Append(CultureInfo.InvariantCulture,
                $"<button type=\"button\" class=\"token{kind}\" aria-pressed=\"false\" data-token=\"{i}\">{HtmlTable.Escape(TokenText.Shown(seen.Tokens[i]))}<small>{InspectionText.Signed(adds[i])}</small></button>\n");
        }
        html.Append("</div>\n");
        if (seen.Tokens.Any(token => !token.IsKnown)) html.Append("<p>Tokens in brackets are unknown to the model; it reads all of them alike.</p>\n");
        html.Append("</section>\n");
    }

    static void AppendContributions(StringBuilder html, TextInspection seen)
    {
        IReadOnlyList<float> adds = seen.Contributions.IntegratedGradients;
        float largest = Math.Max(adds.Max(Math.Abs), float.Epsilon);
        HtmlTable table = new("What each token adds", HtmlColumn.Words("token"), HtmlColumn.Bar("− 0 +"), HtmlColumn.Number("adds"),
            HtmlColumn.Number("gradient × input"), HtmlColumn.Number("left out"));
        if (seen.Task == "generate") table.Add(HtmlColumn.Number("surprise, bit"));
        if (seen.Task != "translate") table.Add(HtmlColumn.Words(seen.Task switch { "tag" => "tag", "generate" => "expected next", _ => "if it ended here" }), HtmlColumn.Number("probability"));
        for (int i = 0; i < seen.Tokens.Count; i++)
        {
            InspectedToken token = seen.Tokens[i];
            List<string> row =
            [
                TokenText.Shown(token), HtmlTable.BarOf(adds[i] / largest), InspectionText.Signed(adds[i]), InspectionText.Signed(seen.Contributions.GradientTimesInput[i]),
                seen.Contributions.LeaveOneOut[i] is { } loss ? InspectionText.Signed(loss) : "–",
            ];
            if (seen.Task == "generate") row.Add(token.Surprise is { } bits ? bits.ToString("0.0", CultureInfo.InvariantCulture) : "–");
            if (seen.Task != "translate") row.AddRange([TokenText.Of(token.Answer ?? ""), Figures.Percent(token.Probability ?? 0)]);
            table.AddRow(row, token: i);
        }
        table.AppendTo(html, string.Create(CultureInfo.InvariantCulture,
            $"“adds” is by integrated gradients: the mean gradient over {seen.Contributions.IntegrationSteps} points on the way from vectors of zeros, times the token's vector; the sum is off by {Math.Abs(seen.Contributions.CompletenessGap):0.0000}. “left out” is what the score loses when the token is taken out of the text and the answer computed anew."));
    }

    static void AppendAttention(StringBuilder html, TextInspection seen)
    {
        HtmlTable table = new("What each word of the translation looked at", [HtmlColumn.Words("word"), .. seen.Attention!.Source.Select(source => HtmlColumn.Heat(TokenText.Of(source)))]);
        for (int i = 0; i < seen.Attention.Target.Count; i++)
        {
            table.AddRow([TokenText.Of(seen.Attention.Target[i]), .. seen.Attention.Weights[i].Select(HtmlTable.HeatOf)], token: null);
        }
        table.AppendTo(html, "Shares in percent; each row adds up to 100.");
    }

    static void AppendLayer(StringBuilder html, TextInspection seen, InspectedLayer layer)
    {
        string name = $"Layer {NameOf(layer.Layer, layer.IsReverse, seen)}";
        HtmlTable table = new(name, [HtmlColumn.Words("token"), .. layer.Signals.Select(signal => signal.IsGate ? HtmlColumn.Heat(signal.Name) : HtmlColumn.Number(signal.Name))]);
        for (int i = 0; i < seen.Tokens.Count; i++)
        {
            table.AddRow([TokenText.Shown(seen.Tokens[i]), .. layer.Signals.Select(signal =>
                signal.IsGate ? HtmlTable.HeatOf(signal.Means[i]) : signal.Means[i].ToString("0.00", CultureInfo.InvariantCulture))], token: i);
        }
        table.AppendTo(html, "Means over the units: how far the gates are open, in percent, and how large the rest is.", after: string.Concat(layer.Signals.Select(signal => PictureOf(name, signal))));
    }

    // A byte a number: finer than any eye tells shades apart.
    static string PictureOf(string layer, LayerSignal signal)
    {
        float largest = signal.IsGate ? 1 : Math.Max(signal.Values.Max(row => row.Max(Math.Abs)), float.Epsilon);
        byte[] values = [.. signal.Values.SelectMany(row => row).Select(value =>
            (byte)Math.Clamp(signal.IsGate ? Math.Round(255 * value) : Math.Round(128 + 127 * value / largest), 0, 255))];
        int units = signal.Values[0].Count;
        return string.Create(CultureInfo.InvariantCulture, $"""
            <details><summary>Every unit: {HtmlTable.Escape(signal.Name)}</summary>
            <p>A column a token, a row a unit; {(signal.IsGate ? "the stronger the blue, the wider open" : "blue above zero, orange below")}. With the picture chosen, the arrow keys go from number to number.</p>
            <div class="scroll"><canvas tabindex="0" role="img" aria-label="{HtmlTable.Escape($"{layer}, {signal.Name} of {units} units at {signal.Values.Count} tokens")}" data-units="{units}" data-largest="{largest}" data-gate="{(signal.IsGate ? 1 : 0)}" data-values="{Convert.ToBase64String(values)}"></canvas></div>
            <output>–</output>
            </details>

            """);
    }

    static void AppendUnits(StringBuilder html, TextInspection seen)
    {
        HtmlTable table = new("The units that move most, and what they seem to follow", HtmlColumn.Words("layer"), HtmlColumn.Number("unit"), HtmlColumn.Number("moves"),
            HtmlColumn.Words("rises at"), HtmlColumn.Words("falls at"));
        foreach (UnitReading unit in seen.Units)
        {
            table.AddRow([NameOf(unit.Layer, unit.IsReverse, seen), $"{unit.Unit}", unit.Movement.ToString("0.000", CultureInfo.InvariantCulture), Moves(unit.Rises), Moves(unit.Falls)], token: null);
        }
        table.AppendTo(html, "“moves” is the mean change of the hidden state from token to token. What a unit follows is a guess from where it moves; over few texts it is a poor one.");
    }

    static string Moves(IReadOnlyList<UnitMove> moves) =>
        string.Join(", ", moves.Select(move => string.Create(CultureInfo.InvariantCulture, $"{TokenText.Of(move.Token)} {Math.Round(move.Change, 2) + 0.0:+0.00;−0.00;0.00}{(move.Count > 1 ? $" ({move.Count} times)" : "")}")));

    static string NameOf(int layer, bool isReverse, TextInspection seen) =>
        !seen.Layers.Any(each => each.IsReverse) ? $"{layer}" : isReverse ? $"{layer}, backwards" : $"{layer}, forwards";
}
