using System.Diagnostics;

namespace Unroll.Kernels;

/// <summary>Images as a matrix with a row for each square that a filter looks at, and the way back: what makes a convolution a product.</summary>
static unsafe class ImagePatches
{
    /// <summary>patches[image · location, channel · y · x] = the image's number there, 0 beyond its edges.</summary>
    public static void Gather(ReadOnlySpan<float> images, Span<float> patches, PatchGrid grid, int count, ThreadTeam team)
    {
        Debug.Assert(images.Length >= (long)count * grid.ImageLength && patches.Length >= (long)count * grid.Locations * grid.PatchLength);
        fixed (float* pimages = images, ppatches = patches)
        {
            Arguments arguments = new() { Images = pimages, Patches = ppatches, Grid = grid };
            team.Run(&GatherImage, &arguments, count);
        }
    }

    /// <summary>images += what the squares over each of their numbers hold of it.</summary>
    public static void ScatterAdd(ReadOnlySpan<float> patches, Span<float> images, PatchGrid grid, int count, ThreadTeam team)
    {
        Debug.Assert(images.Length >= (long)count * grid.ImageLength && patches.Length >= (long)count * grid.Locations * grid.PatchLength);
        fixed (float* pimages = images, ppatches = patches)
        {
            Arguments arguments = new() { Images = pimages, Patches = ppatches, Grid = grid };
            team.Run(&ScatterImage, &arguments, count);
        }
    }

    struct Arguments
    {
        public float* Images, Patches;
        public PatchGrid Grid;
    }

    static void GatherImage(void* state, int number)
    {
        Arguments* arguments = (Arguments*)state;
        PatchGrid grid = arguments->Grid;
        float* image = arguments->Images + (nint)number * grid.ImageLength;
        float* patch = arguments->Patches + (nint)number * grid.Locations * grid.PatchLength;
        for (int row = 0; row < grid.Rows; row++)
        {
            for (int column = 0; column < grid.Columns; column++, patch += grid.PatchLength)
                GatherPatch(image, patch, grid, row * grid.Stride - grid.Padding, column * grid.Stride - grid.Padding);
        }
    }

    static void GatherPatch(float* image, float* patch, in PatchGrid grid, int top, int left)
    {
        (int height, int width, int size) = (grid.Height, grid.Width, grid.Size);
        bool isInside = left >= 0 && left + size <= width;
        for (int channel = 0; channel < grid.Channels; channel++)
        {
            for (int y = top; y < top + size; y++, patch += size)
            {
                float* line = image + (channel * height + y) * (nint)width + left;
                bool exists = (uint)y < (uint)height;
                for (int x = 0; x < size; x++)
                    patch[x] = exists && (isInside || (uint)(left + x) < (uint)width) ? line[x] : 0;
            }
        }
    }

    static void ScatterImage(void* state, int number)
    {
        Arguments* arguments = (Arguments*)state;
        PatchGrid grid = arguments->Grid;
        float* image = arguments->Images + (nint)number * grid.ImageLength;
        float* patch = arguments->Patches + (nint)number * grid.Locations * grid.PatchLength;
        for (int row = 0; row < grid.Rows; row++)
        {
            for (int column = 0; column < grid.Columns; column++, patch += grid.PatchLength)
                ScatterPatch(image, patch, grid, row * grid.Stride - grid.Padding, column * grid.Stride - grid.Padding);
        }
    }

    static void ScatterPatch(float* image, float* patch, in PatchGrid grid, int top, int left)
    {
        (int height, int width, int size) = (grid.Height, grid.Width, grid.Size);
        int first = Math.Max(0, -left), end = Math.Min(size, width - left);
        for (int channel = 0; channel < grid.Channels; channel++)
        {
            for (int y = top; y < top + size; y++, patch += size)
            {
                if ((uint)y >= (uint)height)
                    continue;
                float* line = image + (channel * height + y) * (nint)width + left;
                for (int x = first; x < end; x++)
                    line[x] += patch[x];
            }
        }
    }
}
