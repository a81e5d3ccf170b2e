namespace Unroll.Inspection.Grids;

/// <summary>Adding two numbers, digit by digit as they are read.</summary>
sealed class AdditionExperiment : GridExperiment
{
    public override string Name => "addition";

    public override string Summary => "Sum of two numbers read digit by digit, with the tied grid and with stacked LSTMs.";

    public override string SizeName => "digits";

    public override string ScoreName => $"share of {SymbolContest.TestSamples} test sums wholly right";

    public override string Published =>
        "The paper adds 15 digits where stacked LSTMs do not (its abstract); from memory: 18 tied levels of 400 units, over 99 % after 550,000 samples.";

    public override GridExperimentOptions Defaults => new(ProblemSize: 2, Depth: 4, HiddenSize: 64, BatchSize: 50, Steps: 6000, StepsPerPoint: 100, LearningRate: 3e-3f);

    private protected override string TitleOf(GridExperimentOptions options) => $"Addition of {options.ProblemSize} digits, width {options.HiddenSize}";

    private protected override IReadOnlyList<Contestant> Contestants(GridExperimentOptions options) => SymbolContest.Of(new AdditionProblem(options.ProblemSize), options);
}
