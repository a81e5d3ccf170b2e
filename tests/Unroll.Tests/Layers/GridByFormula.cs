using Unroll.Layers;

namespace Unroll.Tests.Layers;

/// <summary>
/// Grid blocks as the paper's section 3 writes them, for one row, one number at a time, in double. Reads the weights by name and knows
/// nothing else of the library.
/// </summary>
sealed class GridByFormula(Module module, string path, IReadOnlyList<GridDimension> dimensions)
{
    /// <summary>The vectors that leave the block of these that come in.</summary>
    internal (double[] H, double[]? M)[] Cross((double[] H, double[]? M)[] vectors)
    {
        (double[] H, double[]? M)[] after = [.. vectors];
        foreach (int i in Where(priority: false))
        {
            after[i] = Transform(i, vectors);
        }

        (double[] H, double[]? M)[] seenByPriority = [.. after];
        foreach (int i in Where(priority: true))
        {
            after[i] = Transform(i, seenByPriority);
        }

        return after;
    }

    IEnumerable<int> Where(bool priority) => Enumerable.Range(0, dimensions.Count).Where(i => dimensions[i].HasPriority == priority);

    (double[] H, double[]? M) Transform(int i, (double[] H, double[]? M)[] seen)
    {
        int size = dimensions[i].Size;
        double[] own = seen[i].H, others = [.. seen.Where((_, j) => j != i).SelectMany(vector => vector.H)];
        if (dimensions[i].Transform != GridTransform.Lstm)
        {
            float[] v = Weights($"{i}.map.weight"), b = Weights($"{i}.map.bias");
            double[] all = [.. own, .. others];
            return ([.. Enumerable.Range(0, size).Select(unit => Plain(dimensions[i].Transform, b[unit] + Dot(v, unit, all)))], null);
        }

        float[] fromOthers = Weights($"{i}.weight_ih"), fromOwn = Weights($"{i}.weight_hh"), bias = Weights($"{i}.bias_ih"), second = Weights($"{i}.bias_hh");
        double[] h = new double[size], m = new double[size];
        for (int unit = 0; unit < size; unit++)
        {
            double u = Sigmoid(Sum(0)), f = Sigmoid(Sum(1)), candidate = Math.Tanh(Sum(2)), o = Sigmoid(Sum(3));
            m[unit] = f * seen[i].M![unit] + u * candidate;
            h[unit] = Math.Tanh(o * m[unit]);

            double Sum(int gate)
            {
                int row = gate * size + unit;
                return Dot(fromOthers, row, others) + Dot(fromOwn, row, own) + bias[row] + second[row];
            }
        }

        return (h, m);
    }

    static double Plain(GridTransform transform, double x) => transform switch
    {
        GridTransform.Identity => x,
        GridTransform.Tanh => Math.Tanh(x),
        _ => Math.Max(x, 0),
    };

    static double Dot(float[] matrix, int row, double[] x) => x.Select((value, column) => matrix[row * x.Length + column] * value).Sum();

    static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    float[] Weights(string name) => module.NamedParameters.Single(pair => pair.Name == $"{path}transformations.{name}").Parameter.Values.ToArray();
}
