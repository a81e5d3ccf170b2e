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

    /// <summary>All of them, for a command to add.</summary>
    internal IReadOnlyList<Option> Options => [side, frequency];

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
