#if !AHEAD_OF_TIME
using Unroll.Cli.Images;
using Unroll.Cli.Onnx;
#endif
using Unroll.Formats.Onnx;
using Unroll.Tasks.Captioning;

namespace Unroll.Cli.Tasks.Captioning;

/// <summary>Picture files as a captioner reads them: as pixels, or as the grids that a network for pictures makes of them.</summary>
sealed class PictureReader : IDisposable
{
    readonly CaptionerOptions options;
#if AHEAD_OF_TIME
    PlatformNotSupportedException Lack => ToolBuild.Lacks(options.Grid is null ? "a captioner of picture files" : "a captioner over a network for pictures", "SkiaSharp");
#else
    // Sharp enough for a panel of the figure of attention, small enough for a file.
    const int DrawnSide = 288, Rgb = 3;

    readonly VisionEncoder? encoder;
#endif

    PictureReader(CaptionerOptions options, (byte[] Network, PixelScale Scale, string Path)? network)
    {
        this.options = options;
        if (network is null) return;
#if AHEAD_OF_TIME
        throw Lack;
#else
        encoder = new(network.Value.Network, network.Value.Scale, network.Value.Path);
#endif
    }

    /// <summary>For a captioner that is about to be trained.</summary>
    /// <param name="options">Say how large pictures are wanted.</param>
    /// <param name="choice">The network for pictures; null for pixels.</param>
    /// <param name="network">Its bytes, cut off; null for pixels.</param>
    internal static PictureReader ToTrain(CaptionerOptions options, EncoderChoice? choice, byte[]? network) =>
        new(options, choice is null || network is null ? null : (network, choice.Scale, choice.Path));

    /// <summary>For a trained captioner.</summary>
    /// <exception cref="InvalidDataException">The network for pictures that lies beside it is damaged.</exception>
    internal static PictureReader Of(Captioner captioner, string model) => new(captioner.Options, EncoderFiles.Load(model));

    /// <summary>The network for pictures that a user chose, cut off.</summary>
    /// <exception cref="InvalidDataException">There is no such file or node.</exception>
    internal static byte[] Cut(EncoderChoice choice) => File.Exists(choice.Path) ? OnnxModel.CutBehind(File.ReadAllBytes(choice.Path), choice.Output, choice.Path)
        : throw new InvalidDataException(
            $"{choice.Path}: {(Directory.Exists(choice.Path) ? "this is a folder" : "there is no such file")}; --encoder takes a network for pictures in the ONNX format.");

    /// <summary>Whether pictures can be read: pixels, or with a network; else the captioner wants feature grids from a file.</summary>
    internal bool ReadsPictures =>
#if AHEAD_OF_TIME
        options.Grid is null;
#else
        options.Grid is null || encoder is not null;
#endif

    /// <summary>The picture in a file.</summary>
    /// <exception cref="InvalidDataException">The file is missing or no picture.</exception>
    internal CaptionSubject Read(string path) =>
#if AHEAD_OF_TIME
        throw Lack;
#else
        encoder is not null ? encoder.Encode(PictureFiles.Read(path, encoder.Side, Rgb)) : PictureFiles.Read(path, options.Side, options.Channels);
#endif

    /// <summary>A picture of a folder; null where there is none of this name.</summary>
    /// <exception cref="InvalidDataException">The file is no picture.</exception>
    internal CaptionSubject? Find(string folder, string name) =>
#if AHEAD_OF_TIME
        throw Lack;
#else
        encoder is null ? PictureFiles.Find(folder, name, options.Side, options.Channels)
            : PictureFiles.Find(folder, name, encoder.Side, Rgb) is { } picture ? encoder.Encode(picture) : null;
#endif

    /// <summary>The picture in a file as a person wants to see it.</summary>
    internal static Picture ToDraw(string path) =>
#if AHEAD_OF_TIME
        throw ToolBuild.Lacks("reading pictures", "SkiaSharp");
#else
        PictureFiles.Read(path, DrawnSide, Rgb);
#endif

    public void Dispose()
    {
#if !AHEAD_OF_TIME
        encoder?.Dispose();
#endif
    }
}
