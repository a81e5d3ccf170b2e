using System.Buffers;
using System.CommandLine;
using System.Globalization;
using System.Text;
using Unroll.Cli.Output;
using Unroll.Cli.Runs;
using Unroll.Cli.Tasks.Captioning;
using Unroll.Formats;
using Unroll.Tasks.Captioning;
using Unroll.Tasks.Captioning.Scenes;
using Unroll.Tasks.Decoding;

namespace Unroll.Cli.Commands;

/// <summary>Says what pictures show.</summary>
sealed class CaptionCommand : ToolCommand
{
    const string DrawingEnding = ".svg";

    readonly Argument<string> model = new("MODEL") { Description = "Folder of a trained captioner." };
    readonly Argument<string[]> pictures = new("PICTURE")
    {
        Description = "Picture files (JPEG, PNG, WebP, GIF, BMP); for a model that learned from feature grids a file of them.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    readonly Option<string[]> images = new("--image")
    {
        Description = "Names in the file of feature grids. Not given: all of them.",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
        HelpName = "NAME",
    };
    readonly Option<int[]> scenes = new("--scene")
    {
        Description = "Numbers of test scenes instead of pictures, 0 for the first; drawn when asked for.",
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
    readonly Option<bool> json = SharedOptions.Json("one object a caption: image or scene, caption, reference of a scene, logProbability, score, words, attention, gridRows, gridColumns");

    const int MostScenes = 1_000_000;

    internal CaptionCommand() : base("caption", "Say what pictures show with a trained model, a line for each.",
        "unroll caption photos-caption photo.jpg --show-attention attention.svg",
        "unroll caption features-caption features.safetensors --image photo.jpg",
        "unroll caption scenes-caption --scene 7 8 9 --show-attention attention.svg",
        "unroll caption scenes-caption --scene 7 --beam 10 --n-best 3 --json")
    {
        Add(model);
        Add(pictures);
        Add(scenes);
        Add(images);
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
        using PictureReader reader = PictureReader.Of(captioner, parse.GetRequiredValue(model));
        using FeatureGrids? grids = Grids(parse, reader.ReadsPictures);
        ShownSubject[] shown = [.. Subjects(parse, captioner.Options, reader, grids)];
        IReadOnlyList<IReadOnlyList<Caption>> captions = captioner.CaptionAll([.. shown.Select(subject => subject.Subject)], options);
        Write(shown, captions, parse.GetValue(json));
        if (parse.GetValue(attention) is { } file)
        {
            string drawn = AttentionSvg.Draw([.. shown.Zip(captions).SelectMany(pair => pair.Second.Select(caption => (pair.First.Draw(), caption)))]);
            AtomicFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(drawn)));
            Page.Remarks.Say($"The attention is drawn in {file}.");
        }
        return ExitCode.Done;
    }

    /// <summary>The file of feature grids, where that is what the model reads.</summary>
    FeatureGrids? Grids(ParseResult parse, bool readsPictures)
    {
        string[] files = parse.GetValue(pictures) ?? [];
        if (readsPictures && parse.GetValue(images) is { Length: > 0 }) throw Usage($"{images.Name} is for models that learned from feature grids; name the picture's file instead.");
        if (readsPictures || files.Length == 0) return null;
        return files is [var file] ? FeatureGrids.Open(file)
            : throw Usage($"this model learned from feature grids; name one file of them, and the pictures in it with {images.Name}.");
    }

    IEnumerable<ShownSubject> Subjects(ParseResult parse, CaptionerOptions options, PictureReader reader, FeatureGrids? grids)
    {
        string[] files = parse.GetValue(pictures) ?? [];
        int[] numbers = parse.GetValue(scenes) ?? [];
        if (files.Length == 0 == (numbers.Length == 0)) throw Usage($"name pictures, or test scenes with {scenes.Name}, and not both.");
        if (numbers.Length > 0 && (options.Grid is not null || options.Side != SceneDataset.Side))
        {
            throw Usage($"{scenes.Name} is for models that learned from {SceneDataset.Name}, and {parse.GetValue(model)} reads other pictures; name one of them.");
        }
        return grids is not null ? ShownSubject.OfGrids(grids, parse.GetValue(images) ?? [])
            : numbers.Length > 0 ? numbers.Select(ShownSubject.OfScene)
            : files.Select(file => ShownSubject.OfFile(file, reader));
    }

    UsageException Usage(string mistake) => new($"{Tool.Name} {Name}", mistake);

    static void Write(ShownSubject[] shown, IReadOnlyList<IReadOnlyList<Caption>> captions, bool json)
    {
        ArrayBufferWriter<byte> buffer = new();
        for (int i = 0; i < shown.Length; i++)
        {
            if (captions[i][0].Text.Length == 0)
            {
                Page.Remarks.Say($"{shown[i].Name ?? $"scene {shown[i].Scene}"}: the caption is empty; the model ends it before the first word. One that was trained longer, or on more captions, has more to say.");
            }
            foreach (Caption caption in captions[i])
            {
                if (json) AppendJson(buffer, shown[i], caption);
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

    static void AppendJson(ArrayBufferWriter<byte> buffer, ShownSubject shown, Caption caption) => JsonText.AppendLine(buffer, line =>
    {
        if (shown.Scene is { } scene) line.WriteNumber("scene", scene);
        if (shown.Name is { } name) line.WriteString("image", name);
        line.WriteString("caption", caption.Text);
        if (shown.Reference is { } reference) line.WriteString("reference", reference);
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
        line.WriteNumber("gridRows", caption.GridRows);
        line.WriteNumber("gridColumns", caption.GridColumns);
    });
}
