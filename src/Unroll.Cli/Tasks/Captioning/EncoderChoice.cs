namespace Unroll.Cli.Tasks.Captioning;

/// <summary>What a network for pictures expects of pixels.</summary>
enum PixelScale
{
    /// <summary>Mean 0 and deviation 1 over the pictures of ImageNet, as torchvision's and timm's networks do.</summary>
    ImageNet,

    /// <summary>From 0 to 1.</summary>
    Unit,

    /// <summary>From −1 to 1.</summary>
    Signed,

    /// <summary>From 0 to 255.</summary>
    Bytes,
}

/// <summary>A network for pictures in the ONNX format that makes feature grids of them.</summary>
/// <param name="Path">The file.</param>
/// <param name="Output">The value or node behind which it is cut off.</param>
/// <param name="Scale">What it expects of pixels.</param>
sealed record EncoderChoice(string Path, string Output, PixelScale Scale);
