using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;

namespace Unroll.Tests.Operations;

/// <summary>Operations on images against sums made by hand, and what batches and threads may not change.</summary>
public sealed class ImageOperationTests
{
    // The filter [1 2; 3 4] on [1 2 3; 4 5 6; 7 8 9]: at the top left 1·1 + 2·2 + 3·4 + 4·5 = 37, and so on; the bias adds 1.
    [Fact]
    public void A_filter_is_not_turned_over() => Assert.Equal(
        [38, 48, 68, 78],
        Tensor.From([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 1, 3, 3]).Convolve(Tensor.From([1, 2, 3, 4], [1, 1, 2, 2]), Tensor.From([1], [1])).Values.ToArray());

    // The same with a border of zeros, every second place: only the corners' own numbers and the middle are left.
    [Fact]
    public void Padding_is_zeros_and_a_stride_skips() => Assert.Equal(
        [4 * 1, 3 * 2 + 4 * 3, 2 * 4 + 4 * 7, 37 + 10 + 20 + 10],
        Tensor.From([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 1, 3, 3]).Convolve(Tensor.From([1, 2, 3, 4], [1, 1, 2, 2]), stride: 2, padding: 1).Values.ToArray());

    [Fact]
    public void Pooling_keeps_the_largest_and_leaves_out_what_fills_no_square() => Assert.Equal(
        [6, 8, -1, 0],
        Tensor.From([1, 5, 2, 8, 9, 6, 3, 7, 4, 9, -5, -1, -3, 0, 9, -2, -4, -6, -8, 9], [1, 2, 2, 5]).MaxPool(2).Values.ToArray());

    [Fact]
    public void Locations_stand_in_reading_order()
    {
        Sequences rows = Tensor.From([.. Enumerable.Range(0, 24).Select(i => (float)i)], [2, 3, 2, 2]).Locations();
        Assert.Equal([4, 4], rows.Layout.Lengths.ToArray());
        int row = rows.Layout.Row(sequence: 1, step: 2);
        Assert.Equal([14, 18, 22], rows.Data.Values.Slice(row * 3, 3).ToArray());
    }

    // Large enough that the images are taken in several blocks, on several threads.
    [Fact]
    public void Other_images_and_threads_change_no_bit()
    {
        ImageEncoder encoder = new(channels: 3, side: 48, filters: 8, blocks: 2, new(seed: 5));
        Tensor images = Samples.Leaf([33, 3, 48, 48]);
        float[] one = Encoded(encoder, images, threads: 1);
        Assert.Equal(one, Encoded(encoder, images, threads: 3));
        float[] alone = Encoded(encoder, Tensor.From(images.Values[^(3 * 48 * 48)..], [1, 3, 48, 48]), threads: 1);
        for (int cell = 0; cell < 144; cell++)
        {
            Assert.Equal(one.AsSpan((cell * 33 + 32) * 16, 16), alone.AsSpan(cell * 16, 16));
        }

        Assert.Equal(Gradient(encoder, images, threads: 1), Gradient(encoder, images, threads: 3));
    }

    [Fact]
    public void Its_gradients_are_those_of_its_formulas()
    {
        ImageEncoder encoder = new(channels: 2, side: 8, filters: 3, blocks: 2, new(seed: 5));
        Tensor images = Samples.Leaf([3, 2, 8, 8]);
        GradientCheck.Run(() => encoder.Forward(images).Data, [.. encoder.Parameters, images], tolerance: 1e-4, mostPerLeaf: 30).Require();
    }

    [Fact]
    public void What_does_not_fit_is_said_with_its_shape()
    {
        Tensor images = Samples.Leaf([2, 3, 4, 4]);
        Assert.Contains("[2, 3, 4, 4]", Assert.Throws<ShapeMismatchException>(() => images.Convolve(Samples.Leaf([5, 2, 3, 3]))).Message, StringComparison.Ordinal);
        Assert.Throws<ShapeMismatchException>(() => images.Convolve(Samples.Leaf([5, 3, 5, 5])));
        Assert.Throws<ShapeMismatchException>(() => images.Convolve(Samples.Leaf([5, 3, 3, 3]), Samples.Leaf([4])));
        Assert.Throws<ShapeMismatchException>(() => images.MaxPool(5));
        Assert.Throws<ArgumentException>(() => new ImageEncoder(channels: 3, side: 20, filters: 4, blocks: 3, new(1)));
        Assert.Throws<ShapeMismatchException>(() => new ImageEncoder(channels: 3, side: 8, filters: 4, blocks: 2, new(1)).Forward(Samples.Leaf([1, 3, 16, 16])));
    }

    static float[] Encoded(ImageEncoder encoder, Tensor images, int threads)
    {
        using StepMemory step = new Arena(threads).BeginEvaluation();
        return encoder.Forward(images).Data.Values.ToArray();
    }

    static float[] Gradient(ImageEncoder encoder, Tensor images, int threads)
    {
        encoder.ClearGradients();
        images.ClearGradient();
        using StepMemory step = new Arena(threads).BeginStep();
        Tensor y = encoder.Forward(images).Data;
        (y * y).Sum().Backward();
        return [.. encoder.Parameters.SelectMany(parameter => parameter.Gradient.ToArray()), .. images.Gradient];
    }
}
