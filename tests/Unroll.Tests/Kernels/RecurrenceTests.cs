using Unroll.Kernels;

namespace Unroll.Tests.Kernels;

/// <summary>The facts that hold for every recurrent cell.</summary>
public class RecurrenceTests
{
    // Sizes on both sides of half and whole panels and of several blocks; batches of every tile height; gaps in lengths.
    static readonly (int Inputs, int Hidden, int[] Lengths, ReadingDirection Direction)[] Sizes =
    [
        (3, 5, [4], ReadingDirection.Forward),
        (4, 7, [5, 3, 3, 1], ReadingDirection.Forward),
        (1, 1, [2, 2], ReadingDirection.Forward),
        (16, 16, [3, 3, 2, 0, 0], ReadingDirection.Forward),
        (17, 33, [4, 2, 2, 1, 1, 1], ReadingDirection.Reverse),
        (33, 20, [6, 6, 5, 5, 3, 2, 1, 1], ReadingDirection.Reverse),
        (32, 64, [3, 3, 3, 3, 3, 3, 3, 3, 3], ReadingDirection.Forward),
        (9, 40, [4, 4, 4, 4, 3, 3, 3, 3, 2, 2, 2, 1, 1], ReadingDirection.Forward),
        (64, 32, [2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1], ReadingDirection.Forward),
        (5, 70, [9], ReadingDirection.Reverse),
        (6, 130, [7, 2, 0], ReadingDirection.Forward),
        (2, 3, [80, 40, 3, 3, 3], ReadingDirection.Reverse),
        (8, 6, [0, 0], ReadingDirection.Forward),
    ];

    static readonly string[] CellNames = ["LSTM", "grid LSTM", "GRU", "RNN tanh", "RNN ReLU"];

    public static TheoryData<string> Cells => new(CellNames);

    public static TheoryData<string, int> CellsAndSizes
    {
        get
        {
            TheoryData<string, int> data = [];
            foreach (string cell in CellNames)
            {
                for (int i = 0; i < Sizes.Length; i++)
                    data.Add(cell, i);
            }
            return data;
        }
    }

    [Theory, MemberData(nameof(CellsAndSizes))]
    public void Outputs_and_states_agree_with_the_reference_on_every_path(string cellName, int number)
    {
        CellUnderTest cell = CellUnderTest.Named(cellName);
        RecurrentCase layer = Case(cell, Sizes[number].Inputs, Sizes[number].Hidden, Sizes[number].Lengths, Sizes[number].Direction);
        cell.Cost(layer, layer.ExactOperands(), out double[] y, out double[] h, out double[] c);
        foreach (KernelPath path in InstructionSet.Available)
        {
            using InstructionSet.ForcedPath scope = InstructionSet.Force(path);
            RecurrentCase.Results results = cell.Compute(layer, ThreadTeam.OfSize(2));
            // Float32 states through up to 80 steps.
            KernelCases.AssertClose(y, Outputs(layer, results.Y), 3e-6);
            KernelCases.AssertClose(h, results.FinalHidden, 3e-6);
            if (layer.Gates == 4)
                KernelCases.AssertClose(c, results.FinalCell, 3e-6);
        }
    }

    [Theory, MemberData(nameof(CellsAndSizes))]
    public void Every_gradient_agrees_with_finite_differences_of_the_reference(string cellName, int number)
    {
        CellUnderTest cell = CellUnderTest.Named(cellName);
        RecurrentCase layer = Case(cell, Sizes[number].Inputs, Sizes[number].Hidden, Sizes[number].Lengths, Sizes[number].Direction);
        RecurrentCase.Operands at = layer.ExactOperands();
        foreach (KernelPath path in InstructionSet.Available)
        {
            using InstructionSet.ForcedPath scope = InstructionSet.Force(path);
            RecurrentCase.Results results = cell.Compute(layer, ThreadTeam.OfSize(3));
            AssertSlopes(cell, layer, at, at.X, results.Dx, "dx");
            AssertSlopes(cell, layer, at, at.InputWeights, results.DinputWeights, "dW_ih");
            AssertSlopes(cell, layer, at, at.HiddenWeights, results.DhiddenWeights, "dW_hh");
            AssertSlopes(cell, layer, at, at.InputBias, results.DinputBias, "db_ih");
            AssertSlopes(cell, layer, at, at.HiddenBias, results.DhiddenBias, "db_hh");
            AssertSlopes(cell, layer, at, at.InitialHidden, results.DinitialHidden, "dh0");
            if (layer.Gates == 4)
                AssertSlopes(cell, layer, at, at.InitialCell, results.DinitialCell, "dc0");
        }
    }

    [Theory, MemberData(nameof(CellsAndSizes))]
    public void Vector_paths_and_teams_give_the_same_bits(string cellName, int number)
    {
        CellUnderTest cell = CellUnderTest.Named(cellName);
        RecurrentCase layer = Case(cell, Sizes[number].Inputs, Sizes[number].Hidden, Sizes[number].Lengths, Sizes[number].Direction);
        KernelCases.AssertSameBitsOnVectorPaths(() => cell.Compute(layer, ThreadTeam.Single).All);
        float[] expected = cell.Compute(layer, ThreadTeam.Single).All;
        foreach (int size in KernelCases.TeamSizes)
            KernelCases.AssertSameBits(expected, cell.Compute(layer, ThreadTeam.OfSize(size)).All);
    }

    [Theory, MemberData(nameof(Cells))]
    public void A_single_sequence_shared_out_by_units_gives_the_same_bits(string cellName)
    {
        CellUnderTest cell = CellUnderTest.Named(cellName);
        RecurrentCase layer = Case(cell, 200, 420, [3]);
        float[] expected = cell.Infer(layer, ThreadTeam.Single).All;
        foreach (int size in KernelCases.TeamSizes)
            KernelCases.AssertSameBits(expected, cell.Infer(layer, ThreadTeam.OfSize(size)).All);
        KernelCases.AssertSameBitsOnVectorPaths(() => cell.Infer(layer, ThreadTeam.OfSize(2)).All);
    }

    [Theory, MemberData(nameof(CellsAndSizes))]
    public void Inference_gives_the_bits_of_training(string cellName, int number)
    {
        CellUnderTest cell = CellUnderTest.Named(cellName);
        RecurrentCase layer = Case(cell, Sizes[number].Inputs, Sizes[number].Hidden, Sizes[number].Lengths, Sizes[number].Direction);
        RecurrentCase.Results trained = cell.Compute(layer, ThreadTeam.Single), inferred = cell.Infer(layer, ThreadTeam.Single);
        KernelCases.AssertSameBits(trained.Y, inferred.Y);
        KernelCases.AssertSameBits(trained.FinalHidden, inferred.FinalHidden);
        KernelCases.AssertSameBits(trained.FinalCell, inferred.FinalCell);
    }

    [Theory, MemberData(nameof(Cells))]
    public void A_sequence_gives_the_same_bits_alone_as_in_any_batch(string cellName)
    {
        CellUnderTest cell = CellUnderTest.Named(cellName);
        // Rows 1 to 3 take another code than tiles do, and a batch of 13 another tile than one of 5.
        int[] lengths = [.. Enumerable.Range(0, 13).Select(i => 20 - i)];
        for (int batch = 1; batch <= lengths.Length; batch++)
        {
            RecurrentCase some = Case(cell, 10, 45, lengths[..batch]), all = Case(cell, 10, 45, lengths);
            some.HasStates = all.HasStates = false;
            some.InputsOf(all);
            float[] y = cell.Infer(some, ThreadTeam.OfSize(2)).Y, expected = cell.Infer(all, ThreadTeam.Single).Y;
            for (int step = 0; step < some.Live.Length; step++)
            {
                int count = some.Live[step] * some.YStride;
                KernelCases.AssertSameBits(
                    expected.AsSpan(all.Offsets[step] * all.YStride, count), y.AsSpan(some.Offsets[step] * some.YStride, count));
            }
        }
    }

    [Theory, MemberData(nameof(Cells))]
    public void Two_directions_together_give_the_bits_of_each_alone(string cellName)
    {
        CellUnderTest cell = CellUnderTest.Named(cellName);
        foreach (int size in KernelCases.TeamSizes)
        {
            ThreadTeam team = ThreadTeam.OfSize(size);
            RecurrentCase forward = Case(cell, 12, 40, [6, 6, 4, 3, 1, 0]), reverse = Case(cell, 12, 40, [6, 6, 4, 3, 1, 0], ReadingDirection.Reverse);
            (RecurrentCase.Results first, RecurrentCase.Results second) = cell.ComputeBoth(forward, reverse, team);
            KernelCases.AssertSameBits(cell.Compute(forward, ThreadTeam.Single).All, first.All);
            KernelCases.AssertSameBits(cell.Compute(reverse, ThreadTeam.Single).All, second.All);
        }
    }

    [Theory, MemberData(nameof(Cells))]
    public void Without_states_biases_or_output_gradient_the_rest_still_follows_the_reference(string cellName)
    {
        CellUnderTest cell = CellUnderTest.Named(cellName);
        RecurrentCase layer = Case(cell, 6, 18, [5, 4, 4, 2]);
        (layer.HasBias, layer.OutputMargin) = (false, 0);
        RecurrentCase.Operands at = layer.ExactOperands();
        RecurrentCase.Results results = cell.Compute(layer, ThreadTeam.Single);
        AssertSlopes(cell, layer, at, at.HiddenWeights, results.DhiddenWeights, "dW_hh");
        layer.HasOutputGradient = false;
        at = layer.ExactOperands();
        AssertSlopes(cell, layer, at, at.X, cell.Compute(layer, ThreadTeam.Single).Dx, "dx");
        (layer.HasOutputGradient, layer.HasStates) = (true, false);
        at = layer.ExactOperands();
        AssertSlopes(cell, layer, at, at.InputWeights, cell.Compute(layer, ThreadTeam.Single).DinputWeights, "dW_ih");
    }

    [Theory, MemberData(nameof(Cells))]
    public void A_training_step_allocates_nothing_once_it_has_run(string cellName)
    {
        CellUnderTest cell = CellUnderTest.Named(cellName);
        Assert.Equal(0, cell.AllocatedBytes(Case(cell, 20, 40, [6, 6, 4, 3]), ThreadTeam.OfSize(2)));
    }

    static RecurrentCase Case(CellUnderTest cell, int inputs, int hidden, int[] lengths, ReadingDirection direction = ReadingDirection.Forward) => new()
    {
        Gates = cell.Gates,
        Inputs = inputs,
        Hidden = hidden,
        Lengths = lengths,
        Direction = direction,
    };

    static float[] Outputs(RecurrentCase layer, float[] y)
    {
        float[] outputs = new float[layer.Tokens * layer.Hidden];
        for (int i = 0; i < y.Length; i++)
        {
            int column = i % layer.YStride - layer.OutputMargin;
            if (column >= 0 && column < layer.Hidden)
                outputs[i / layer.YStride * layer.Hidden + column] = y[i];
            else
                Assert.Equal(0, y[i]);
        }
        return outputs;
    }

    // A sample of the elements, spread over the whole: a finite difference costs two forward passes.
    static void AssertSlopes(CellUnderTest cell, RecurrentCase layer, RecurrentCase.Operands at, double[] operand, float[] gradient, string name)
    {
        const double h = 1e-5;
        const int samples = 25;
        Assert.Equal(operand.Length, gradient.Length);
        double largest = gradient.Length == 0 ? 0 : gradient.Max(value => Math.Abs(value - 1));
        int stride = Math.Max(1, operand.Length / samples);
        if (stride % 2 == 0)
            stride++;
        for (int i = 0; i < operand.Length; i += stride)
        {
            double middle = operand[i];
            operand[i] = middle + h;
            double up = cell.Cost(layer, at, out _, out _, out _);
            operand[i] = middle - h;
            double down = cell.Cost(layer, at, out _, out _, out _);
            operand[i] = middle;
            double slope = (up - down) / (2 * h), tolerance = 1e-5 * Math.Max(1, largest);
            if (!(Math.Abs(slope + 1 - gradient[i]) <= tolerance))
                Assert.Fail($"{name}[{i}]: expected {slope}, got {gradient[i] - 1}; the largest is {largest}");
        }
    }
}
