using System.CommandLine;
using System.Globalization;
using Unroll.Cli.Commands;
using Unroll.Tasks.Captioning;

namespace Unroll.Cli.Tasks.Captioning;

/// <summary>How photographs and what people say of them are read.</summary>
sealed class PhotoArguments
{
    // A grid of fewer places each way would hardly say where; the encoder halves pictures down to it.
    const int LeastPlaces = 6, LeastSide = 16, MostSide = 1024, SideStep = 8;

    /// <summary>What is taken where nothing is said: photographs need more pixels than scenes, rare words of people are not learned from a few sentences, and
    /// few pictures with several captions each make a step.</summary>
    internal static readonly CaptionerOptions Standard = new(
        Side: 64, MinimumFrequency: 3, Dropout: 0.2f, BatchSize: 8, LearningRate: 2e-3f, Epochs: 15, Patience: 5, Selection: CaptionSelection.Cider);

    readonly Option<int?> side = new("--image-size")
    {
        Description = string.Create(CultureInfo.InvariantCulture,
            $"Height and width that pictures are scaled to, a multiple of {SideStep} (default {Standard.Side}); the square in the middle is taken."),
        HelpName = "N",
        CustomParser = argument =>
        {
            string word = argument.Tokens[0].Value;
            if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int size) && size is >= LeastSide and <= MostSide && size % SideStep == 0) return size;
            argument.AddError($"--image-size takes a multiple of {SideStep} from {LeastSide} to {MostSide}, got '{word}'.");
            return null;
        },
    };
    readonly Option<int?> frequency = SharedOptions.Whole("--min-frequency", "N", string.Create(CultureInfo.InvariantCulture,
        $"How often a word must occur in captions to be written (default {Standard.MinimumFrequency})."), 1, 1_000_000);

    readonly Option<string?> encoder = new("--encoder")
    {
        Description = "Network for pictures in the ONNX format that looks at them instead of one that is trained along; it stays as it is and is kept in the model.",
        HelpName = "FILE.onnx",
    };
    readonly Option<string?> encoderOutput = new("--encoder-output")
    {
        Description = "Node, or value, of that network whose grid of features is taken: the last before the pooling.",
        HelpName = "NODE",
    };
    readonly Option<PixelScale?> encoderScale = SharedOptions.Choice("--encoder-scale", "What that network expects of pixels (imagenet if not given)",
        ("imagenet", PixelScale.ImageNet), ("unit", PixelScale.Unit), ("signed", PixelScale.Signed), ("bytes", PixelScale.Bytes));

    /// <summary>All of them, for a command to add.</summary>
    internal IReadOnlyList<Option> Options => [side, frequency, encoder, encoderOutput, encoderScale];

    /// <summary>The network for pictures; null where none was named.</summary>
    internal EncoderChoice? Encoder(ParseResult parse) => parse.GetValue(encoder) is { } path
        ? new(path, parse.GetValue(encoderOutput)!, parse.GetValue(encoderScale) ?? PixelScale.ImageNet)
        : null;

    /// <summary>What is wrong with what was said of a network for pictures; null where nothing is.</summary>
    internal string? EncoderMistake(ParseResult parse, string source)
    {
        bool isGiven = parse.GetValue(encoder) is not null, hasOutput = parse.GetValue(encoderOutput) is not null;
        return isGiven && !hasOutput ? $"{encoder.Name} needs {encoderOutput.Name}: the node whose grid of features is taken, the last before the pooling."
            : !isGiven && (hasOutput || parse.GetValue(encoderScale) is not null) ? $"{encoderOutput.Name} and {encoderScale.Name} are for a network named with {encoder.Name}."
            : isGiven && GivenSize(parse) is { } size ? $"{size.Name} means nothing with {encoder.Name}, which has a size of its own; leave it out."
            : isGiven && File.Exists(source) ? $"{encoder.Name} looks at pictures, and {source} is a file; name a folder of pictures."
            : null;
    }

    /// <summary>The option for the size of pictures where it was given.</summary>
    internal Option? GivenSize(ParseResult parse) => parse.GetResult(side) is { Implicit: false } ? side : null;

    /// <summary>The first option that was given; null where none was.</summary>
    internal Option? Given(ParseResult parse) => Options.FirstOrDefault(option => parse.GetResult(option) is { Implicit: false });

    /// <summary>What was said of photographs, put into options.</summary>
    internal CaptionerOptions Apply(ParseResult parse, CaptionerOptions options)
    {
        int size = parse.GetValue(side) ?? options.Side;
        return options with { Side = size, Blocks = Blocks(size), MinimumFrequency = parse.GetValue(frequency) ?? options.MinimumFrequency };
    }

    static int Blocks(int side)
    {
        int blocks = 0;
        for (int places = side; places % 2 == 0 && places / 2 >= LeastPlaces; places /= 2) blocks++;
        return blocks;
    }
}
