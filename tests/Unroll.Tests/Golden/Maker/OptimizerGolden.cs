using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unroll.GoldenMaker;

/// <summary>A parameter after each of twenty steps of every optimizer; computed in float32, as users get it.</summary>
static class OptimizerGolden
{
    const int Steps = 20, Rows = 5, Columns = 3;

    static readonly OptimizerSetting[] Settings =
    [
        new("sgd", OptimizerKind.Sgd, LearningRate: 0.1),
        new("sgd_momentum", OptimizerKind.Sgd, LearningRate: 0.1, Momentum: 0.9),
        new("sgd_nesterov", OptimizerKind.Sgd, LearningRate: 0.1, Momentum: 0.9, Nesterov: true),
        new("sgd_dampening", OptimizerKind.Sgd, LearningRate: 0.1, Momentum: 0.9, Dampening: 0.1, WeightDecay: 0.01),
        new("adam", OptimizerKind.Adam, LearningRate: 0.01),
        new("adam_weight_decay", OptimizerKind.Adam, LearningRate: 0.01, WeightDecay: 0.01),
        new("adam_betas", OptimizerKind.Adam, LearningRate: 0.01, Beta1: 0.8, Beta2: 0.9),
        new("adam_amsgrad", OptimizerKind.Adam, LearningRate: 0.01, Beta1: 0.8, Beta2: 0.9, Amsgrad: true),
        new("adamw", OptimizerKind.AdamW, LearningRate: 0.01, WeightDecay: 0.01),
        new("rmsprop", OptimizerKind.RmsProp, LearningRate: 0.01),
        new("rmsprop_centered", OptimizerKind.RmsProp, LearningRate: 0.01, Momentum: 0.9, Centered: true),
    ];

    public static void Write(string folder)
    {
        using DisposeScope scope = NewDisposeScope();
        Samples samples = new(seed: 303);
        Tensor initial = samples.Uniform(1, Rows, Columns), gradients = Gradients(samples);

        SafetensorsFile file = new("optimizers");
        file.Add("initial", initial);
        file.Add("gradients", gradients);
        foreach (OptimizerSetting setting in Settings)
        {
            Tensor steps = Run(setting, initial, gradients);
            RequireTellsApart(setting, steps, initial, gradients);
            Agreement.Require($"{setting.Name} by formula", ByFormula(setting, initial, gradients), steps, Agreement.Float32);
            setting.Describe(file);
            file.Add($"{setting.Name}.steps", steps);
        }
        file.Save(folder);
    }

    static Tensor Gradients(Samples samples)
    {
        Tensor gradients = samples.Normal(Steps, Rows, Columns);
        // One outlier, after which the largest square and the running one part: only then does AMSGrad differ from Adam
        // with the same betas, and at 0.999 so little (4e-6 in twenty steps) that its setting has 0.9.
        gradients[3] *= 5;
        // One number whose gradients are near epsilon: where epsilon is added becomes visible.
        gradients[TensorIndex.Colon, Rows - 1, Columns - 1] *= 1e-7;
        return gradients;
    }

    static Tensor Run(OptimizerSetting setting, Tensor initial, Tensor gradients)
    {
        using Parameter parameter = new(initial.clone());
        using optim.Optimizer optimizer = setting.Create([parameter]);
        List<Tensor> steps = [];
        for (int step = 0; step < Steps; step++)
        {
            optimizer.zero_grad();
            (parameter * gradients[step]).sum().backward();
            optimizer.step();
            steps.Add(parameter.detach().clone());
        }
        return stack(steps);
    }

    // A pinned value that another setting would reach as well pins nothing.
    static void RequireTellsApart(OptimizerSetting setting, Tensor steps, Tensor initial, Tensor gradients)
    {
        const double Visible = 1e-3;
        foreach (OptimizerSetting other in Settings.Where(other => other != setting))
        {
            double difference = (ByFormula(other, initial, gradients) - steps).abs().max().item<double>();
            if (difference < Visible)
            {
                throw new InvalidOperationException($"{setting.Name} and {other.Name} differ by only {difference:g3}.");
            }
        }
    }

    static Tensor ByFormula(OptimizerSetting setting, Tensor initial, Tensor gradients)
    {
        float[] values = initial.data<float>().ToArray(), given = gradients.data<float>().ToArray();
        double[] after = new double[given.Length];
        for (int entry = 0; entry < values.Length; entry++)
        {
            OptimizerFormula formula = new(setting);
            double value = values[entry];
            for (int i = entry; i < after.Length; i += values.Length) after[i] = value = formula.Next(value, given[i]);
        }
        return tensor(after, gradients.shape);
    }
}
