using System.Buffers;
using System.CommandLine;
using System.Globalization;
using System.Text;
using Unroll.Cli.Output;
using Unroll.Cli.Runs;
using Unroll.Formats;
using Unroll.Tasks.Captioning;
using Unroll.Tasks.Captioning.Scenes;
using Unroll.Tasks.Decoding;

namespace Unroll.Cli.Commands;

/// <summary>Says what scenes show.</summary>
sealed class CaptionCommand : ToolCommand
{
    const string DrawingEnding = ".svg";

    readonly Argument<string> model = new("MODEL") { Description = "Folder of a trained captioner." };
    readonly Option<int[]> scenes = new("--scene")
    {
        Description = "Numbers of test scenes, 0 for the first; drawn when asked for.",
        Required = true,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
        HelpName = "N",
        CustomParser = argument =>
        {
            List<int> numbers = [];
            foreach (string word in argument.Tokens.Select(token => token.Value))
            {
                if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < MostScenes) numbers.Add(number);
                else argument.AddError($"--scene takes whole numbers from 0 to {MostScenes - 1}, got '{word}'.");
            }
            return [.. numbers];
        },
    };
    readonly SearchArguments search = new();
    readonly Option<int?> best = SharedOptions.Whole("--n-best", "N", "Captions of each picture, best first, with their scores (default 1).", 1, 1000);
    readonly Option<string?> attention = new("--show-attention")
    {
        Description = "Draw the picture once for each word, bright where the network looked.",
        HelpName = "FILE.svg",
        CustomParser = argument =>
        {
            string word = argument.Tokens[0].Value;
            if (word.EndsWith(DrawingEnding, StringComparison.OrdinalIgnoreCase)) return word;
            argument.AddError($"--show-attention takes a file that ends in {DrawingEnding}, got '{word}'.");
            return null;
        },
    };
    readonly Option<bool> json = SharedOptions.Json("one object a caption: scene, caption, reference, logProbability, score, words, attention");

    const int MostScenes = 1_000_000;

    internal CaptionCommand() : base("caption", "Say what pictures show with a trained model, a line for each.",
        "unroll caption scenes-caption --scene 7",
        "unroll caption scenes-caption --scene 7 8 9 --show-attention attention.svg",
        "unroll caption scenes-caption --scene 7 --beam 10 --n-best 3 --json")
    {
        Add(model);
        Add(scenes);
        foreach (Option option in search.OptionsWithoutSource) Add(option);
        Add(best);
        Add(attention);
        Add(json);
        SetAction(Run);
    }

    int Run(ParseResult parse)
    {
        SearchOptions options = search.Search(parse, parse.GetValue(best) ?? 1);
        if (parse.GetValue(attention) is { } drawing) AtomicFile.RequireWritable(drawing);
        Captioner captioner = Captioner.Load(RunFolder.RequireFinished(parse.GetRequiredValue(model)));
        int[] numbers = parse.GetRequiredValue(scenes);
        CaptionedPicture[] pictures = [.. numbers.Select(number => SceneDataset.Scene(ScenePart.Test, number))];
        IReadOnlyList<IReadOnlyList<Caption>> captions = captioner.CaptionAll([.. pictures.Select(picture => picture.Picture)], options);
        Write(numbers, pictures, captions, parse.GetValue(json));
        if (parse.GetValue(attention) is { } file)
        {
            string drawn = AttentionSvg.Draw([.. pictures.Zip(captions).SelectMany(pair => pair.Second.Select(caption => (pair.First.Picture, caption)))]);
            AtomicFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(drawn)));
            Page.Remarks.Say($"The attention is drawn in {file}.");
        }
        return ExitCode.Done;
    }

    static void Write(int[] numbers, CaptionedPicture[] pictures, IReadOnlyList<IReadOnlyList<Caption>> captions, bool json)
    {
        ArrayBufferWriter<byte> buffer = new();
        for (int i = 0; i < numbers.Length; i++)
        {
            foreach (Caption caption in captions[i])
            {
                if (json) AppendJson(buffer, numbers[i], pictures[i], caption);
                else AppendReadable(buffer, caption, withScore: captions[i].Count > 1);
            }
        }
        using ResultWriter output = new();
        output.Write(buffer.WrittenSpan);
    }

    static void AppendReadable(ArrayBufferWriter<byte> buffer, Caption caption, bool withScore)
    {
        string score = withScore ? string.Create(CultureInfo.InvariantCulture, $"{caption.Score,8:0.000}  ") : "";
        Encoding.UTF8.GetBytes($"{score}{Messages.OneLine(caption.Text)}\n", buffer);
    }

    static void AppendJson(ArrayBufferWriter<byte> buffer, int scene, CaptionedPicture picture, Caption caption) => JsonText.AppendLine(buffer, line =>
    {
        line.WriteNumber("scene", scene);
        line.WriteString("caption", caption.Text);
        line.WriteString("reference", picture.Captions[0]);
        line.Number("logProbability", caption.LogProbability);
        line.Number("score", caption.Score);
        line.WriteStartArray("words");
        foreach (string word in caption.Words) line.WriteStringValue(word);
        line.WriteEndArray();
        line.WriteStartArray("attention");
        foreach (IReadOnlyList<float> weights in caption.Attention)
        {
            line.WriteStartArray();
            foreach (float weight in weights) line.WriteNumberValue(weight);
            line.WriteEndArray();
        }
        line.WriteEndArray();
    });
}
