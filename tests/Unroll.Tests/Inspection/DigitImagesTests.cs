using System.Buffers.Binary;
using System.IO.Compression;
using Unroll.Inspection.Grids;
using Unroll.Tests.Formats;

namespace Unroll.Tests.Inspection;

/// <summary>The MNIST files, whole and damaged.</summary>
public sealed class DigitImagesTests
{
    const int Pixels = DigitImages.Side * DigitImages.Side;

    [Fact]
    public void Images_and_labels_are_read_as_the_files_hold_them()
    {
        using TemporaryFolder folder = new();
        byte[] pixels = [.. Enumerable.Range(0, 3 * Pixels).Select(i => (byte)(i % 251))];
        Write(folder.Path, [2051, 3, 28, 28], pixels, [2049, 3], [7, 0, 9]);

        DigitImages images = DigitImages.Read(folder.Path, "train");

        Assert.Equal(pixels, images.Pixels);
        Assert.Equal([7, 0, 9], images.Labels);
    }

    [Theory]
    [InlineData(2052, 3, 3, 3, "begins with 2052, 3, 28, 28, expected 2051, 1 to 1000000 images, 28, 28; get the file again.")]
    [InlineData(2051, int.MaxValue, 3, 3, "begins with 2051, 2147483647, 28, 28, expected 2051, 1 to 1000000 images, 28, 28; get the file again.")]
    [InlineData(2051, 4, 3, 3, "damaged (")]
    [InlineData(2051, 3, 3, 2, "2 labels for 3 images; get both files again.")]
    public void Damage_is_named(int magic, int claimed, int images, int labels, string message)
    {
        using TemporaryFolder folder = new();
        Write(folder.Path, [magic, claimed, 28, 28], new byte[images * Pixels], [2049, labels], new byte[labels]);
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => DigitImages.Read(folder.Path, "train")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_that_is_no_digit_is_named()
    {
        using TemporaryFolder folder = new();
        Write(folder.Path, [2051, 2, 28, 28], new byte[2 * Pixels], [2049, 2], [3, 10]);
        Assert.Contains("label 1 is 10, expected 0 to 9", Assert.Throws<InvalidDataException>(() => DigitImages.Read(folder.Path, "train")).Message, StringComparison.Ordinal);
    }

    static void Write(string folder, int[] imageHeader, byte[] pixels, int[] labelHeader, byte[] labels)
    {
        Compress("train-images-idx3-ubyte.gz", imageHeader, pixels);
        Compress("train-labels-idx1-ubyte.gz", labelHeader, labels);

        void Compress(string name, int[] header, byte[] content)
        {
            using GZipStream stream = new(File.Create(Path.Combine(folder, name)), CompressionLevel.Fastest);
            byte[] number = new byte[4];
            foreach (int value in header)
            {
                BinaryPrimitives.WriteInt32BigEndian(number, value);
                stream.Write(number);
            }

            stream.Write(content);
        }
    }
}
