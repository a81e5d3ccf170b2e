namespace Unroll.GoldenMaker;

/// <summary>What PyTorch's documentation says an optimizer does to one number, in double.</summary>
/// <remarks>
/// TorchSharp's optimizers are its own C# code over libtorch's tensors, not PyTorch's: this second way guards against its slips.
/// </remarks>
sealed class OptimizerFormula(OptimizerSetting setting)
{
    int step;
    double velocity, mean, square, largestSquare;

    /// <summary>The number after one more step.</summary>
    /// <param name="w">The number before the step.</param>
    /// <param name="g">Its gradient.</param>
    public double Next(double w, double g)
    {
        step++;
        return setting.Kind switch
        {
            OptimizerKind.Sgd => Sgd(w, g + setting.WeightDecay * w),
            OptimizerKind.Adam => Adam(w, g + setting.WeightDecay * w),
            OptimizerKind.AdamW => Adam(w - setting.LearningRate * setting.WeightDecay * w, g),
            OptimizerKind.RmsProp => RmsProp(w, g + setting.WeightDecay * w),
            _ => throw new InvalidOperationException($"No formula for {setting.Kind}."),
        };
    }

    double Sgd(double w, double g)
    {
        // The first gradient enters whole: dampening begins with the second.
        velocity = step == 1 ? g : setting.Momentum * velocity + (1 - setting.Dampening) * g;
        double direction = setting.Nesterov ? g + setting.Momentum * velocity : setting.Momentum == 0 ? g : velocity;
        return w - setting.LearningRate * direction;
    }

    double Adam(double w, double g)
    {
        mean = setting.Beta1 * mean + (1 - setting.Beta1) * g;
        square = setting.Beta2 * square + (1 - setting.Beta2) * g * g;
        largestSquare = Math.Max(largestSquare, square);
        double correctedMean = mean / (1 - Math.Pow(setting.Beta1, step));
        double correctedSquare = (setting.Amsgrad ? largestSquare : square) / (1 - Math.Pow(setting.Beta2, step));
        return w - setting.LearningRate * correctedMean / (Math.Sqrt(correctedSquare) + setting.Epsilon);
    }

    double RmsProp(double w, double g)
    {
        mean = setting.Alpha * mean + (1 - setting.Alpha) * g;
        square = setting.Alpha * square + (1 - setting.Alpha) * g * g;
        double spread = Math.Sqrt(setting.Centered ? square - mean * mean : square) + setting.Epsilon;
        velocity = setting.Momentum * velocity + g / spread;
        return w - setting.LearningRate * velocity;
    }
}
