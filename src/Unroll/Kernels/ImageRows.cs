using System.Diagnostics;

namespace Unroll.Kernels;

/// <summary>Which row of a matrix a location of an image is, where the matrix has a column for each channel.</summary>
/// <param name="Images">How many there are.</param>
/// <param name="Channels">Planes of an image.</param>
/// <param name="Locations">Numbers in a plane.</param>
/// <param name="LocationMajor">Whether the first location of all images comes first, as in a packed batch; otherwise the first image comes first.</param>
readonly record struct ImageRowOrder(int Images, int Channels, int Locations, bool LocationMajor)
{
    public int Count => Images * Channels * Locations;

    public int Row(int image, int location) => LocationMajor ? location * Images + image : image * Locations + location;
}

/// <summary>Images [images, channels, locations] as rows with a column for each channel, and back.</summary>
static unsafe class ImageRows
{
    /// <summary>rows[row of (image, location), channel] = images[image, channel, location].</summary>
    public static void FromImages(ReadOnlySpan<float> images, Span<float> rows, ImageRowOrder order, Write write, ThreadTeam team)
    {
        Debug.Assert(images.Length >= order.Count && rows.Length >= order.Count);
        fixed (float* pimages = images, prows = rows)
        {
            Arguments arguments = new() { Images = pimages, Rows = prows, Order = order, Adds = write == Write.Add };
            team.Run(&ToRows, &arguments, order.Images);
        }
    }

    /// <summary>images[image, channel, location] = rows[row of (image, location), channel].</summary>
    public static void ToImages(ReadOnlySpan<float> rows, Span<float> images, ImageRowOrder order, Write write, ThreadTeam team)
    {
        Debug.Assert(images.Length >= order.Count && rows.Length >= order.Count);
        fixed (float* pimages = images, prows = rows)
        {
            Arguments arguments = new() { Images = pimages, Rows = prows, Order = order, Adds = write == Write.Add };
            team.Run(&ToPlanes, &arguments, order.Images);
        }
    }

    struct Arguments
    {
        public float* Images, Rows;
        public ImageRowOrder Order;
        public bool Adds;
    }

    static void ToRows(void* state, int image)
    {
        Arguments* arguments = (Arguments*)state;
        (int channels, int locations) = (arguments->Order.Channels, arguments->Order.Locations);
        float* planes = arguments->Images + (nint)image * channels * locations;
        for (int location = 0; location < locations; location++)
        {
            float* row = arguments->Rows + (nint)arguments->Order.Row(image, location) * channels;
            for (int channel = 0; channel < channels; channel++)
            {
                float value = planes[(nint)channel * locations + location];
                row[channel] = arguments->Adds ? row[channel] + value : value;
            }
        }
    }

    static void ToPlanes(void* state, int image)
    {
        Arguments* arguments = (Arguments*)state;
        (int channels, int locations) = (arguments->Order.Channels, arguments->Order.Locations);
        float* planes = arguments->Images + (nint)image * channels * locations;
        for (int location = 0; location < locations; location++)
        {
            float* row = arguments->Rows + (nint)arguments->Order.Row(image, location) * channels;
            for (int channel = 0; channel < channels; channel++)
            {
                ref float target = ref planes[(nint)channel * locations + location];
                target = arguments->Adds ? target + row[channel] : row[channel];
            }
        }
    }
}
