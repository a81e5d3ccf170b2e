using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim.lr_scheduler;

namespace Unroll.GoldenMaker;

/// <summary>The learning rate of each of twenty steps under every schedule.</summary>
/// <remarks>Rate k is in force while the optimizer takes its step k, counted from 0, so rate 0 is that before any step of the schedule.</remarks>
static class ScheduleGolden
{
    const int Steps = 20;
    const double BaseRate = 0.1;

    // Better, then flat, then better by less than the threshold, then better, then flat to the end.
    static readonly double[] Losses =
        [1.0, 0.8, 0.8, 0.79999, 0.81, 0.8, 0.8, 0.9, 0.7, 0.7, 0.71, 0.7, 0.7, 0.7, 0.7, 0.7, 0.6, 0.65, 0.65, 0.65];

    public static void Write(string folder)
    {
        using DisposeScope scope = NewDisposeScope();
        SafetensorsFile file = new("schedules");
        file.Describe("base_lr", BaseRate);
        Add(file, "step", "step_size=6 gamma=0.5", optimizer => StepLR(optimizer, step_size: 6, gamma: 0.5), k => BaseRate * Math.Pow(0.5, k / 6));
        Add(file, "exponential", "gamma=0.9", optimizer => ExponentialLR(optimizer, gamma: 0.9), k => BaseRate * Math.Pow(0.9, k));
        Add(file, "cosine", "T_max=20 eta_min=0.01", optimizer => CosineAnnealingLR(optimizer, T_max: Steps, eta_min: 0.01),
            k => Cosine(BaseRate, 0.01, k / (double)Steps));
        Add(file, "linear_warmup", "start_factor=0.2 end_factor=1 total_iters=8",
            optimizer => LinearLR(optimizer, start_factor: 0.2, end_factor: 1, total_iters: 8),
            k => BaseRate * (0.2 + 0.8 * Math.Min(k, 8) / 8));
        Add(file, "one_cycle", "max_lr=0.5 total_steps=20 pct_start=0.3 anneal_strategy=cos div_factor=25 final_div_factor=10000",
            optimizer => OneCycleLR(optimizer, max_lr: 0.5, total_steps: Steps, cycle_momentum: false), OneCycle);
        AddPlateau(file);
        file.Save(folder);
    }

    static void Add(SafetensorsFile file, string name, string settings, Func<optim.Optimizer, LRScheduler> create, Func<int, double> formula)
    {
        Tensor rates = Run(create, (schedule, _) => schedule.step());
        Agreement.Require($"schedule {name} by formula", tensor(Enumerable.Range(0, Steps).Select(formula).ToArray()), rates, Agreement.Float64);
        file.Describe(name, settings);
        file.Add($"{name}.rates", rates);
    }

    static void AddPlateau(SafetensorsFile file)
    {
        Tensor rates = Run(
            optimizer => ReduceLROnPlateau(optimizer, factor: 0.5, patience: 2, threshold: 1e-4, cooldown: 1, min_lr: [0.02]),
            (schedule, step) => schedule.step(Losses[step]));
        Agreement.Require("schedule plateau by formula", tensor(Plateau().ToArray()), rates, Agreement.Float64);
        file.Describe("plateau", "mode=min factor=0.5 patience=2 threshold=0.0001 threshold_mode=rel cooldown=1 min_lr=0.02");
        file.Add("plateau.losses", tensor(Losses));
        file.Add("plateau.rates", rates);
    }

    static Tensor Run(Func<optim.Optimizer, LRScheduler> create, Action<LRScheduler, int> advance)
    {
        using Parameter parameter = new(zeros(1));
        using optim.Optimizer optimizer = optim.SGD([parameter], BaseRate);
        LRScheduler schedule = create(optimizer);
        double[] rates = new double[Steps];
        for (int step = 0; step < Steps; step++)
        {
            rates[step] = optimizer.ParamGroups.Single().LearningRate;
            // OneCycleLR counts its own construction as a step and refuses the one after the last.
            if (step < Steps - 1) advance(schedule, step);
        }
        return tensor(rates);
    }

    /// <summary>Half a cosine from one rate to another.</summary>
    static double Cosine(double from, double to, double share) => to + (from - to) * (1 + Math.Cos(Math.PI * share)) / 2;

    static double OneCycle(int k)
    {
        const double Top = 0.5, First = Top / 25, Last = First / 10000, Peak = 0.3 * Steps - 1;
        return k <= Peak ? Cosine(First, Top, k / Peak) : Cosine(Top, Last, (k - Peak) / (Steps - 1 - Peak));
    }

    static IEnumerable<double> Plateau()
    {
        double rate = BaseRate, best = double.PositiveInfinity;
        int withoutProgress = 0, pause = 0;
        foreach (double loss in Losses)
        {
            yield return rate;
            (best, withoutProgress) = loss < best * (1 - 1e-4) ? (loss, 0) : (best, withoutProgress + 1);
            if (pause > 0) (pause, withoutProgress) = (pause - 1, 0);
            if (withoutProgress <= 2) continue;
            (rate, pause, withoutProgress) = (Math.Max(rate * 0.5, 0.02), 1, 0);
        }
    }
}
