using System.Buffers.Binary;
using System.IO.Compression;
using Unroll.Text;

namespace Unroll.Inspection.Grids;

/// <summary>Grey images with labels, as the MNIST files hold them.</summary>
/// <param name="Pixels">From 0 to 255, image by image, row by row.</param>
/// <param name="Labels">One an image, from 0 to 9.</param>
sealed record DigitImages(byte[] Pixels, byte[] Labels)
{
    internal const int Side = 28;

    const int ImageMagic = 2051, LabelMagic = 2049, Most = 1_000_000;

    internal int Count => Labels.Length;

    /// <summary>The training and the test images of the folder mnist, in the folder that UNROLL_DATA names or in ../shared/data.</summary>
    /// <exception cref="InvalidDataException">There is no such folder, or a file is damaged.</exception>
    internal static (DigitImages Training, DigitImages Test) Load()
    {
        string[] folders = [.. new[] { Environment.GetEnvironmentVariable(DatasetStore.FolderVariable), Path.Combine("..", "shared", "data") }
            .Where(folder => !string.IsNullOrWhiteSpace(folder)).Select(folder => Path.Combine(folder!, "mnist"))];
        string found = folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "train-images-idx3-ubyte.gz"))) ?? throw new InvalidDataException(
            $"the MNIST digits are not in {string.Join(" or ", folders)}; put the four files train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, "
            + $"t10k-images-idx3-ubyte.gz and t10k-labels-idx1-ubyte.gz in a folder mnist and let {DatasetStore.FolderVariable} name the folder around it.");
        return (Read(found, "train"), Read(found, "t10k"));
    }

    internal static DigitImages Read(string folder, string part)
    {
        string images = Path.Combine(folder, $"{part}-images-idx3-ubyte.gz"), labels = Path.Combine(folder, $"{part}-labels-idx1-ubyte.gz");
        byte[] pixels = Content(images, ImageMagic, [Side, Side]), ids = Content(labels, LabelMagic, []);
        if (pixels.Length != ids.Length * Side * Side)
        {
            throw new InvalidDataException($"{labels}: {ids.Length} labels for {pixels.Length / (Side * Side)} images; get both files again.");
        }

        int wrong = Array.FindIndex(ids, id => id > 9);
        return wrong < 0 ? new(pixels, ids) : throw new InvalidDataException($"{labels}: label {wrong} is {ids[wrong]}, expected 0 to 9; get the file again.");
    }

    // A magic number, the count, further sizes, all of four bytes, largest first; then the bytes.
    static byte[] Content(string path, int magic, int[] sizes)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            using GZipStream stream = new(file, CompressionMode.Decompress);
            byte[] header = new byte[4 * (2 + sizes.Length)];
            stream.ReadExactly(header);
            int[] numbers = [.. Enumerable.Range(0, header.Length / 4).Select(i => BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4 * i)))];
            if (numbers[0] != magic || numbers[1] is < 1 or > Most || !numbers.AsSpan(2).SequenceEqual(sizes))
            {
                throw new InvalidDataException($"{path}: begins with {string.Join(", ", numbers)}, expected {magic}, 1 to {Most} images"
                    + $"{string.Concat(sizes.Select(size => $", {size}"))}; get the file again.");
            }

            byte[] content = new byte[sizes.Aggregate(numbers[1], (product, size) => product * size)];
            stream.ReadExactly(content);
            return content;
        }
        catch (Exception damage) when (damage is EndOfStreamException or InvalidDataException { InnerException: null } and not { Message: [.., '.'] })
        {
            throw new InvalidDataException($"{path}: damaged ({damage.Message}); get the file again.", damage);
        }
    }
}
