using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>First values of parameters.</summary>
public static class Initialisation
{
    /// <param name="parameter">What is filled.</param>
    extension(Parameter parameter)
    {
        /// <summary>Fills the parameter with numbers that are uniform in [−bound, bound).</summary>
        /// <param name="bound">Above 0.</param>
        /// <param name="random">Where they come from.</param>
        /// <returns>The parameter.</returns>
        public Parameter FillUniform(float bound, RandomSource random) => parameter.FillUniform(-bound, bound, random);

        /// <summary>Uniform in [low, high).</summary>
        internal Parameter FillUniform(float low, float high, RandomSource random)
        {
            foreach (ref float value in ToFill(parameter, random))
            {
                value = random.NextUniform(low, high);
            }

            return parameter;
        }

        /// <summary>Normal with mean 0.</summary>
        internal Parameter FillNormal(float standardDeviation, RandomSource random)
        {
            foreach (ref float value in ToFill(parameter, random))
            {
                value = standardDeviation * random.NextNormal();
            }

            return parameter;
        }

        /// <summary>The same number everywhere.</summary>
        internal Parameter Fill(float value)
        {
            parameter.BeginChange().Fill(value);
            return parameter;
        }
    }

    static Span<float> ToFill(Parameter parameter, RandomSource random) => random.IsUnneeded ? [] : parameter.BeginChange();
}
