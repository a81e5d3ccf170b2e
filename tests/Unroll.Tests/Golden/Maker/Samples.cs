using static TorchSharp.torch;

namespace Unroll.GoldenMaker;

/// <summary>Random tensors that are the same on every machine and with every version of libtorch.</summary>
/// <remarks>SplitMix64 (Steele, Lea and Flood, 2014).</remarks>
sealed class Samples(ulong seed)
{
    ulong state = seed;

    /// <summary>Values spread evenly over [-scale, scale), each one exactly a float32.</summary>
    public Tensor Uniform(double scale, params long[] shape) => Fill(shape, () => scale * (2 * Unit() - 1));

    /// <summary>Values of mean 0 and standard deviation 1, each one exactly a float32.</summary>
    public Tensor Normal(params long[] shape) => Fill(shape, StandardNormal);

    /// <summary>Whole numbers from 0 to below the limit, spread evenly.</summary>
    public long Below(long limit) => (long)(Unit() * limit);

    // Twelve uniform numbers less their mean: close enough to a normal one, and unlike Box and Muller's formula
    // without a logarithm or a cosine, whose last bit may differ between systems.
    double StandardNormal()
    {
        double total = -6;
        for (int i = 0; i < 12; i++) total += Unit();
        return total;
    }

    static Tensor Fill(long[] shape, Func<double> next)
    {
        float[] values = new float[shape.Aggregate(1L, (size, length) => size * length)];
        for (int i = 0; i < values.Length; i++) values[i] = (float)next();
        return tensor(values, shape);
    }

    double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        ulong mixed = state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
