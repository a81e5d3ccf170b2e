using System.Diagnostics;
using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Inspection.Memory;

/// <summary>Trains and measures one network on one problem at one distance.</summary>
sealed class MemoryRun
{
    const int BatchSize = 32, ValidationSize = 256, TestSize = 1024, StepsBetweenLooks = 50;
    const double Solved = 0.99, LongestGradient = 1;

    readonly MemoryLabOptions options;
    readonly CellKind cell;
    readonly int distance, seed;
    readonly MemoryProblem problem;
    readonly RandomSource random;
    readonly MemoryNetwork network;
    readonly Arena arena = new(threads: 1);

    internal MemoryRun(MemoryLabOptions options, CellKind cell, int distance, int seed)
    {
        (this.options, this.cell, this.distance, this.seed) = (options, cell, distance, seed);
        problem = MemoryProblem.Create(options.Problem);
        random = new((ulong)seed);
        network = new(cell, problem, distance, options.HiddenSize, random.Stream("weights"));
    }

    /// <summary>Trains until the problem is solved or the steps are used up; null where it was cancelled.</summary>
    internal MemoryOutcome? Train(CancellationToken cancellationToken)
    {
        // The same questions for every cell: they follow from seed and distance alone.
        RandomSource questions = random.Stream("questions").Stream(distance);
        MemorySample validation = problem.Draw(distance, ValidationSize, random.Stream("validation").Stream(distance));
        Adam adam = new(network.Parameters, options.LearningRate);
        Parameter[] parameters = [.. network.Parameters];
        long start = Stopwatch.GetTimestamp();
        int steps = 0;
        bool solved = false;
        while (!solved && steps < options.Steps)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return null;
            }

            Step(problem.Draw(distance, BatchSize, questions), adam, parameters);
            steps++;
            solved = steps % StepsBetweenLooks == 0 && Accuracy(validation) >= Solved;
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double accuracy = Accuracy(problem.Draw(distance, TestSize, random.Stream("test").Stream(distance)));
        return new(cell, distance, seed, accuracy, steps, seconds);
    }

    void Step(MemorySample sample, Adam adam, Parameter[] parameters)
    {
        using StepMemory step = arena.BeginStep();
        Tensor loss = problem.Loss(network.Forward(sample), sample);
        network.ClearGradients();
        loss.Backward();
        GradientClipping.ClipNorm(parameters, LongestGradient);
        adam.Step();
    }

    double Accuracy(MemorySample sample)
    {
        using StepMemory step = arena.BeginEvaluation();
        return (double)problem.Hits(network.Forward(sample), sample) / sample.Answers.Length;
    }
}

/// <summary>A recurrent layer and a linear one.</summary>
sealed class MemoryNetwork : Module
{
    readonly RecurrentLayer recurrent;
    readonly Linear output;

    internal MemoryNetwork(CellKind cell, MemoryProblem problem, int distance, int hiddenSize, RandomSource random)
    {
        recurrent = cell.CreateLayer(problem.Features, hiddenSize, random);
        output = new(recurrent.OutputSize, problem.Outputs, random);
        OpenForgetGates.Set(recurrent, cell, distance, random.Stream("forget gates"));
    }

    /// <summary>What it says where it is asked, [asked rows, outputs].</summary>
    internal Tensor Forward(MemorySample sample) => output.Forward(recurrent.Forward(sample.Inputs).Outputs.Data.SelectRows(sample.AskedRows));
}
