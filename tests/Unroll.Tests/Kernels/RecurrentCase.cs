using Unroll.Kernels;

namespace Unroll.Tests.Kernels;

/// <summary>A recurrent layer with every operand, computed by the fast kernels or in double by the reference.</summary>
sealed class RecurrentCase
{
    public required int Gates, Inputs, Hidden;
    public required int[] Lengths;
    public ReadingDirection Direction;
    public bool HasStates = true, HasBias = true, HasOutputGradient = true;

    /// <summary>Outputs and gradients of outputs are the middle of wider rows, as in a layer of two directions.</summary>
    public int OutputMargin = 3;

    public int[] Live => [.. Enumerable.Range(0, Lengths[0]).Select(step => Lengths.Count(length => length > step))];
    public int[] Offsets => [.. Enumerable.Range(0, Lengths[0] + 1).Select(step => Live.Take(step).Sum())];
    public int Batch => Lengths.Length;
    public int Tokens => Lengths.Sum();
    public int YStride => Hidden + 2 * OutputMargin;

    float[]? x, dy, dh, dc;

    float Scale => 1 / MathF.Sqrt(Hidden);
    public float[] X => x ?? KernelCases.Normal(Tokens * Inputs, 11);
    public float[] InputWeights => KernelCases.Normal(Gates * Hidden * Inputs, 12, Scale);
    public float[] HiddenWeights => KernelCases.Normal(Gates * Hidden * Hidden, 13, Scale);
    public float[] InputBias => HasBias ? KernelCases.Normal(Gates * Hidden, 14, 0.5f) : [];
    public float[] HiddenBias => HasBias ? KernelCases.Normal(Gates * Hidden, 15, 0.5f) : [];
    public float[] InitialHidden => HasStates ? KernelCases.Normal(Batch * Hidden, 16) : [];
    public float[] InitialCell => HasStates ? KernelCases.Normal(Batch * Hidden, 17) : [];
    public float[] Dy => HasOutputGradient ? KernelCases.Normal(Tokens * YStride, 18) : [];
    public float[] DfinalHidden => HasStates ? KernelCases.Normal(Batch * Hidden, 19) : [];
    public float[] DfinalCell => HasStates && Gates == 4 ? KernelCases.Normal(Batch * Hidden, 20) : [];

    public sealed record Results(
        float[] Y, float[] FinalHidden, float[] FinalCell, float[] Dx, float[] DinputWeights, float[] DhiddenWeights,
        float[] DinputBias, float[] DhiddenBias, float[] DinitialHidden, float[] DinitialCell)
    {
        public float[] All =>
            [.. Y, .. FinalHidden, .. FinalCell, .. Dx, .. DinputWeights, .. DhiddenWeights, .. DinputBias, .. DhiddenBias, .. DinitialHidden, .. DinitialCell];
    }

    /// <summary>Takes the inputs of another case's first sequences, which are at least as long.</summary>
    public void InputsOf(RecurrentCase other)
    {
        float[] source = other.X, target = new float[Tokens * Inputs];
        for (int step = 0; step < Live.Length; step++)
            source.AsSpan(other.Offsets[step] * Inputs, Live[step] * Inputs).CopyTo(target.AsSpan(Offsets[step] * Inputs));
        x = target;
    }

    /// <summary>Runs forward and back again and again and counts the bytes that this thread allocates in more than one stretch of ten.</summary>
    public long AllocatedBytes<TCell>(ThreadTeam team) where TCell : struct, ICellKernel
    {
        Results results = NewResults();
        float[] saved = new float[Recurrence.SavedLength<TCell>(Tokens, Hidden)];
        Packed packed = Pack<TCell>(team);
        RecurrentForward forward = Forward(packed, results, saved);
        RecurrentBackward backward = Backward(packed, results, saved);
        AllocationCount count = new();
        for (int i = 0; i < 50; i++)
        {
            // The first rounds fill the workspace and the pools of the runtime.
            if (i >= 10 && i % 10 == 0)
                count.Begin();
            Recurrence.Forward<TCell>(in forward, team);
            Recurrence.Backward<TCell>(in backward, team);
            if (i >= 10 && i % 10 == 9)
                count.End();
        }
        return count.Recurring;
    }

    /// <summary>Forward and back; every gradient starts from 1, since kernels add to what is there.</summary>
    public Results Compute<TCell>(ThreadTeam team) where TCell : struct, ICellKernel
    {
        Results results = NewResults();
        float[] saved = new float[Recurrence.SavedLength<TCell>(Tokens, Hidden)];
        // What a kernel does not write must not matter.
        Array.Fill(saved, float.NaN);
        Packed packed = Pack<TCell>(team);
        RecurrentForward forward = Forward(packed, results, saved);
        Recurrence.Forward<TCell>(in forward, team);
        RecurrentBackward backward = Backward(packed, results, saved);
        Recurrence.Backward<TCell>(in backward, team);
        return results;
    }

    /// <summary>This case and another of the same cell as the two directions of a layer.</summary>
    public (Results First, Results Second) ComputeWith<TCell>(RecurrentCase other, ThreadTeam team) where TCell : struct, ICellKernel
    {
        Results first = NewResults(), second = other.NewResults();
        float[] saved = new float[Recurrence.SavedLength<TCell>(Tokens, Hidden)], otherSaved = new float[saved.Length];
        (Packed packed, Packed otherPacked) = (Pack<TCell>(team), other.Pack<TCell>(team));
        RecurrentForward forward = Forward(packed, first, saved), otherForward = other.Forward(otherPacked, second, otherSaved);
        Recurrence.Forward<TCell>(in forward, in otherForward, team);
        RecurrentBackward backward = Backward(packed, first, saved), otherBackward = other.Backward(otherPacked, second, otherSaved);
        Recurrence.Backward<TCell>(in backward, in otherBackward, team);
        return (first, second);
    }

    /// <summary>Forward without keeping anything; outputs and final states.</summary>
    public Results Infer<TCell>(ThreadTeam team) where TCell : struct, ICellKernel
    {
        Results results = NewResults();
        RecurrentForward forward = Forward(Pack<TCell>(team), results, []);
        Recurrence.Forward<TCell>(in forward, team);
        return results;
    }

    /// <summary>Σ y·dy + Σ h·dh + Σ c·dc of the reference in double, as a function of the operands; also gives y, h and c.</summary>
    public double Cost<TReference>(Operands at, out double[] y, out double[] h, out double[] c) where TReference : struct, IReferenceCell
    {
        y = new double[Tokens * Hidden];
        h = HasStates ? [.. at.InitialHidden] : new double[Batch * Hidden];
        c = HasStates ? [.. at.InitialCell] : new double[Batch * Hidden];
        RecurrentReference.Forward<TReference, double>(
            new(Live, Offsets, Batch), Direction, at.X, at.InputWeights, at.HiddenWeights, at.InputBias, at.HiddenBias, h, c, y, Hidden);
        double cost = 0;
        for (int i = 0; i < y.Length && HasOutputGradient; i++)
            cost += y[i] * dy![i / Hidden * YStride + OutputMargin + i % Hidden];
        for (int i = 0; i < h.Length && HasStates; i++)
            cost += h[i] * dh![i] + (Gates == 4 ? c[i] * dc![i] : 0);
        return cost;
    }

    public Operands ExactOperands()
    {
        (dy, dh, dc) = (Dy, DfinalHidden, DfinalCell);
        return new(
            KernelCases.ToDouble(X), KernelCases.ToDouble(InputWeights), KernelCases.ToDouble(HiddenWeights),
            KernelCases.ToDouble(InputBias), KernelCases.ToDouble(HiddenBias),
            KernelCases.ToDouble(InitialHidden), KernelCases.ToDouble(InitialCell));
    }

    public sealed record Operands(
        double[] X, double[] InputWeights, double[] HiddenWeights, double[] InputBias, double[] HiddenBias,
        double[] InitialHidden, double[] InitialCell);

    sealed record Packed(float[] Input, float[] Hidden, float[] Biases, float[] InputBackward, float[] HiddenBackward);

    Packed Pack<TCell>(ThreadTeam team) where TCell : struct, ICellKernel
    {
        Packed packed = new(
            new float[RecurrentWeights.ForwardLength<TCell>(Hidden, Inputs)], new float[RecurrentWeights.ForwardLength<TCell>(Hidden, Hidden)],
            new float[RecurrentWeights.BiasLength<TCell>(Hidden)],
            new float[RecurrentWeights.BackwardLength<TCell>(Hidden, Inputs)], new float[RecurrentWeights.BackwardLength<TCell>(Hidden, Hidden)]);
        RecurrentWeights.PackInput<TCell>(InputWeights, packed.Input, Hidden, Inputs, team);
        RecurrentWeights.PackHidden<TCell>(HiddenWeights, packed.Hidden, Hidden, team);
        RecurrentWeights.PackBiases<TCell>(InputBias, HiddenBias, packed.Biases, Hidden);
        RecurrentWeights.PackBackward<TCell>(InputWeights, packed.InputBackward, Hidden, Inputs, team);
        RecurrentWeights.PackBackward<TCell>(HiddenWeights, packed.HiddenBackward, Hidden, Hidden, team);
        return packed;
    }

    Results NewResults() => new(
        new float[Tokens * YStride], new float[Batch * Hidden], Gates == 4 ? new float[Batch * Hidden] : [],
        Ones(Tokens * Inputs), Ones(Gates * Hidden * Inputs), Ones(Gates * Hidden * Hidden),
        HasBias ? Ones(Gates * Hidden) : [], HasBias ? Ones(Gates * Hidden) : [],
        HasStates ? Ones(Batch * Hidden) : [], HasStates && Gates == 4 ? Ones(Batch * Hidden) : []);

    static float[] Ones(int count)
    {
        float[] ones = new float[count];
        Array.Fill(ones, 1);
        return ones;
    }

    RecurrentForward Forward(Packed packed, Results results, Span<float> saved) => new()
    {
        Steps = new(Live, Offsets, Batch),
        Direction = Direction,
        Inputs = Inputs,
        Hidden = Hidden,
        X = X,
        XStride = Inputs,
        InputWeights = packed.Input,
        HiddenWeights = packed.Hidden,
        Biases = packed.Biases,
        InitialHidden = InitialHidden,
        InitialCell = Gates == 4 ? InitialCell : [],
        Y = results.Y.AsSpan(Math.Min(OutputMargin, results.Y.Length)),
        YStride = YStride,
        FinalHidden = results.FinalHidden,
        FinalCell = results.FinalCell,
        Saved = saved,
    };

    RecurrentBackward Backward(Packed packed, Results results, Span<float> saved) => new()
    {
        Steps = new(Live, Offsets, Batch),
        Direction = Direction,
        Inputs = Inputs,
        Hidden = Hidden,
        X = X,
        XStride = Inputs,
        InitialHidden = InitialHidden,
        InitialCell = Gates == 4 ? InitialCell : [],
        Y = results.Y.AsSpan(Math.Min(OutputMargin, results.Y.Length)),
        YStride = YStride,
        Saved = saved,
        InputWeights = packed.InputBackward,
        HiddenWeights = packed.HiddenBackward,
        Dy = Dy.Length == 0 ? [] : Dy.AsSpan(OutputMargin),
        DyStride = YStride,
        DfinalHidden = DfinalHidden,
        DfinalCell = DfinalCell,
        Dx = results.Dx,
        DxStride = Inputs,
        DinputWeights = results.DinputWeights,
        DhiddenWeights = results.DhiddenWeights,
        DinputBias = results.DinputBias,
        DhiddenBias = results.DhiddenBias,
        DinitialHidden = results.DinitialHidden,
        DinitialCell = results.DinitialCell,
    };
}
