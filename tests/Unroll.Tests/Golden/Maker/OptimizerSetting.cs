using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unroll.GoldenMaker;

enum OptimizerKind
{
    Sgd,
    Adam,
    AdamW,
    RmsProp,
}

/// <summary>An optimizer with every number that it depends on; the defaults are PyTorch's.</summary>
sealed record OptimizerSetting(
    string Name, OptimizerKind Kind, double LearningRate,
    double Momentum = 0, double Dampening = 0, bool Nesterov = false, double WeightDecay = 0,
    double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8, bool Amsgrad = false,
    double Alpha = 0.99, bool Centered = false)
{
    public optim.Optimizer Create(IEnumerable<Parameter> parameters) => Kind switch
    {
        OptimizerKind.Sgd => optim.SGD(parameters, LearningRate, Momentum, Dampening, WeightDecay, Nesterov),
        OptimizerKind.Adam => optim.Adam(parameters, LearningRate, Beta1, Beta2, Epsilon, WeightDecay, Amsgrad),
        OptimizerKind.AdamW => optim.AdamW(parameters, LearningRate, Beta1, Beta2, Epsilon, WeightDecay, Amsgrad),
        OptimizerKind.RmsProp => optim.RMSProp(parameters, LearningRate, Alpha, Epsilon, WeightDecay, Momentum, Centered),
        _ => throw Unknown(),
    };

    /// <summary>Writes what applies to this kind, under PyTorch's names.</summary>
    public void Describe(SafetensorsFile file)
    {
        file.Describe($"{Name}.kind", Kind.ToString().ToLowerInvariant());
        foreach ((string key, IConvertible value) in Numbers()) file.Describe($"{Name}.{key}", value);
    }

    IEnumerable<(string Key, IConvertible Value)> Numbers() => Kind switch
    {
        OptimizerKind.Sgd =>
            [("lr", LearningRate), ("momentum", Momentum), ("dampening", Dampening), ("weight_decay", WeightDecay), ("nesterov", Nesterov)],
        OptimizerKind.Adam or OptimizerKind.AdamW =>
            [("lr", LearningRate), ("beta1", Beta1), ("beta2", Beta2), ("eps", Epsilon), ("weight_decay", WeightDecay), ("amsgrad", Amsgrad)],
        OptimizerKind.RmsProp =>
            [("lr", LearningRate), ("alpha", Alpha), ("eps", Epsilon), ("weight_decay", WeightDecay), ("momentum", Momentum), ("centered", Centered)],
        _ => throw Unknown(),
    };

    ArgumentOutOfRangeException Unknown() =>
        new(nameof(Kind), Kind, "Unknown optimizer; known are Sgd, Adam, AdamW and RmsProp.");
}
