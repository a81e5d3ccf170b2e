using Unroll.Layers;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Inspection.Grids;

/// <summary>A network that takes part in an experiment.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Network">What is trained.</param>
/// <param name="Loss">The loss of a step's samples, in nats.</param>
/// <param name="Score">The score on the test samples.</param>
sealed record Contestant(string Name, Module Network, Func<int, Tensor> Loss, Func<double> Score)
{
    // A deep network's gradient now and then explodes.
    const double LongestGradient = 1;

    // A network that has solved the problem is trained no further: this share right, at two points in a row.
    const double Solved = 0.999;

    /// <summary>Trains the network and measures it now and then.</summary>
    internal LearningCurve Learn(GridExperimentOptions options, ScoreScale scale, Action<double, CurvePoint> progress, CancellationToken cancellationToken)
    {
        Arena arena = new(options.Threads);
        Adam adam = new(Network.Parameters, options.LearningRate);
        Parameter[] parameters = [.. Network.Parameters];
        List<CurvePoint> points = [];
        double loss = 0;
        for (int step = 1, since = 1; step <= options.Steps; step++, since++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            loss += Train(arena, adam, parameters, step);
            if (step % options.StepsPerPoint == 0 || step == options.Steps)
            {
                points.Add(new((long)step * options.BatchSize, loss / since, Measure(arena)));
                progress((double)step / options.Steps, points[^1]);
                (loss, since) = (0, 0);
                if (scale == ScoreScale.Share && points is [.., { Score: >= Solved }, { Score: >= Solved }])
                {
                    break;
                }
            }
        }

        return new(Name, Network.ParameterCount, points);
    }

    double Train(Arena arena, Adam adam, Parameter[] parameters, int step)
    {
        using StepMemory memory = arena.BeginStep();
        Network.ClearGradients();
        Tensor loss = Loss(step);
        loss.Backward();
        double norm = GradientClipping.ClipNorm(parameters, LongestGradient);
        if (!double.IsFinite(norm))
        {
            throw new InvalidDataException($"{Name}: the gradient is {norm} at step {step}; try a smaller learning rate.");
        }

        adam.Step();
        return loss.Item;
    }

    double Measure(Arena arena)
    {
        using StepMemory memory = arena.BeginEvaluation();
        return Score();
    }
}
