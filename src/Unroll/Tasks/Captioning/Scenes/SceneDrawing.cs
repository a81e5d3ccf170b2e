using Unroll.Tensors;

namespace Unroll.Tasks.Captioning.Scenes;

/// <summary>Draws scenes: flat colours with soft edges on grey, and some noise.</summary>
static class SceneDrawing
{
    const int Channels = 3;

    // Points looked at in each direction of a pixel.
    const int Samples = 3;
    const float DarkestGround = 80, BrightestGround = 140, Noise = 10;

    /// <summary>The picture of a scene.</summary>
    internal static Picture Draw(Scene scene, int side, RandomSource random)
    {
        byte[] values = new byte[Channels * side * side];
        float ground = random.NextUniform(DarkestGround, BrightestGround);
        float[] color = new float[Channels];
        for (int y = 0; y < side; y++)
        {
            for (int x = 0; x < side; x++)
            {
                Array.Fill(color, ground);
                foreach (SceneObject item in scene.Objects)
                {
                    Paint(color, item, x, y);
                }

                for (int channel = 0; channel < Channels; channel++)
                {
                    float value = color[channel] + random.NextUniform(-Noise, Noise);
                    values[(channel * side + y) * side + x] = (byte)Math.Clamp(value, 0, 255);
                }
            }
        }

        return new(Channels, side, side, values);
    }

    static void Paint(float[] color, SceneObject item, int x, int y)
    {
        PictureBox box = item.Box;
        if (x + 1 < box.Left || x > box.Right || y + 1 < box.Top || y > box.Bottom)
        {
            return;
        }

        int covered = 0;
        for (int sample = 0; sample < Samples * Samples; sample++)
        {
            covered += item.Covers(x + (sample % Samples + 0.5f) / Samples, y + (sample / Samples + 0.5f) / Samples) ? 1 : 0;
        }

        float share = covered / (float)(Samples * Samples);
        (float red, float green, float blue) = Paint(item.Color);
        color[0] += share * (red - color[0]);
        color[1] += share * (green - color[1]);
        color[2] += share * (blue - color[2]);
    }

    static (float Red, float Green, float Blue) Paint(SceneColor color) => color switch
    {
        SceneColor.Blue => (40, 70, 220),
        SceneColor.Green => (30, 160, 60),
        SceneColor.Red => (210, 40, 40),
        SceneColor.White => (240, 240, 240),
        SceneColor.Yellow => (230, 210, 40),
        _ => throw new ArgumentOutOfRangeException(nameof(color), color, "Unknown colour."),
    };
}
