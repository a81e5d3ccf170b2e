namespace Unroll.Inspection.Grids;

/// <summary>Saying random symbols again.</summary>
sealed class MemorizationExperiment : GridExperiment
{
    const int Alphabet = 16;

    public override string Name => "memorization";

    public override string Summary => "Random symbols said again in order, with the tied grid and with stacked LSTMs.";

    public override string SizeName => "symbols";

    public override string ScoreName => $"share of {SymbolContest.TestSamples} test sequences wholly right";

    public override string Published =>
        "From memory: the paper memorizes 20 symbols out of 64 with 43 tied levels of 100 units, over 99 % after some 150,000 samples.";

    public override GridExperimentOptions Defaults => new(ProblemSize: 4, Depth: 4, HiddenSize: 64, BatchSize: 50, Steps: 3000, StepsPerPoint: 100, LearningRate: 3e-3f);

    private protected override string TitleOf(GridExperimentOptions options) =>
        $"Memorization of {options.ProblemSize} symbols out of {Alphabet}, width {options.HiddenSize}";

    private protected override IReadOnlyList<Contestant> Contestants(GridExperimentOptions options) =>
        SymbolContest.Of(new MemorizationProblem(options.ProblemSize, Alphabet), options);
}
