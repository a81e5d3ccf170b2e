using System.Runtime.InteropServices;
using Unroll.Formats;
using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Training;

/// <summary>
/// Adam on a table of which each batch uses few rows. A row without a gradient still moves at every step of Adam; here
/// these moves are put off until the row is read, and then done exactly as they would have been.
/// </summary>
sealed class AdamRows : DeferredUpdates
{
    // A run that never reads the whole table must not remember its steps forever.
    const int LongestHistory = 1 << 16;

    readonly OptimizerState state;
    readonly Parameter parameter;
    readonly string firstMoment, secondMoment;
    readonly Func<long, double, AdamStep> constantsOf;
    readonly bool movesUnusedRows;

    // The step up to which a row is done; 0 for a row that has never been used.
    readonly int[] lastSteps;

    // The steps that some row may still have to do: numbers firstStep, firstStep + 1, ...
    readonly List<AdamStep> steps = [];
    readonly List<double> learningRates = [];
    long firstStep;
    double largestRate;

    /// <param name="state">The parameter, and where its moments are kept.</param>
    /// <param name="firstMoment">The buffer of m.</param>
    /// <param name="secondMoment">The buffer of v.</param>
    /// <param name="constantsOf">A step's constants by its number and learning rate.</param>
    /// <param name="movesUnusedRows">Whether a row that has never been used moves too, by decoupled weight decay.</param>
    /// <param name="stepsDone">How many steps every row has done.</param>
    internal AdamRows(
        OptimizerState state, string firstMoment, string secondMoment, Func<long, double, AdamStep> constantsOf, bool movesUnusedRows, long stepsDone)
    {
        (this.state, parameter, this.firstMoment, this.secondMoment) = (state, state.Parameter, firstMoment, secondMoment);
        (this.constantsOf, this.movesUnusedRows) = (constantsOf, movesUnusedRows);
        lastSteps = new int[parameter.Shape[0]];
        AllWereUpdated(stepsDone);
    }

    long LastStep => firstStep + steps.Count - 1;

    /// <summary>The next step, which has a gradient for these rows only.</summary>
    internal void Update(ReadOnlySpan<int> rows, double learningRate, ThreadTeam team)
    {
        Apply(rows);
        Remember(learningRate);
        Table().Update(rows, parameter.Gradient, team);
        parameter.Defer(this);
        if (steps.Count >= LongestHistory)
        {
            ApplyAll();
        }
    }

    /// <summary>A step that had a gradient for every row has been done.</summary>
    internal void AllWereUpdated(long step)
    {
        lastSteps.AsSpan().Fill((int)step);
        Forget(step);
    }

    internal override void Apply(ReadOnlySpan<int> rows)
    {
        if (steps.Count == 0)
        {
            return;
        }

        Table().CatchUp(rows, Team);
    }

    internal override void ApplyAll()
    {
        if (steps.Count == 0)
        {
            return;
        }

        Table().CatchUpAll(Team);
        Forget(LastStep);
    }

    internal void Save(SafetensorsWriter writer, string prefix)
    {
        writer.Add($"{prefix}rows.last_steps", Array.ConvertAll(lastSteps, step => (long)step));
        writer.Add($"{prefix}rows.learning_rates", learningRates.ConvertAll(BitConverter.DoubleToInt64Bits).ToArray());
    }

    /// <summary>Takes over what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The numbers contradict each other.</exception>
    internal void Load(SafetensorsReader reader, string prefix)
    {
        long[] last = reader.ReadIntegers($"{prefix}rows.last_steps"), rates = reader.ReadIntegers($"{prefix}rows.learning_rates");
        long stepsDone = state.Step - rates.Length;
        bool isPossible = last.Length == lastSteps.Length && stepsDone >= 0 && state.Step <= int.MaxValue;
        for (int row = 0; row < last.Length && isPossible; row++)
        {
            isPossible = last[row] <= state.Step && (last[row] >= stepsDone || (last[row] == 0 && !movesUnusedRows));
            lastSteps[row] = (int)last[row];
        }

        if (!isPossible)
        {
            throw new InvalidDataException($"{reader.Path}: {prefix}rows: the steps of the rows do not fit {parameter} after {state.Step} steps.");
        }

        Forget(stepsDone);
        foreach (long rate in rates)
        {
            Remember(BitConverter.Int64BitsToDouble(rate));
        }

        parameter.Defer(this);
    }

    void Remember(double learningRate)
    {
        steps.Add(constantsOf(LastStep + 1, learningRate));
        learningRates.Add(learningRate);
        largestRate = Math.Max(largestRate, learningRate);
    }

    void Forget(long stepsDone)
    {
        steps.Clear();
        learningRates.Clear();
        (firstStep, largestRate) = (stepsDone + 1, 0);
    }

    // Rows are caught up with wherever they are read: by the threads of the step under way, or by the reader alone.
    static ThreadTeam Team => StepBuffers.Current?.Team ?? ThreadTeam.Single;

    AdamTable Table() => new()
    {
        P = parameter.ValuesAsTheyStand.Span,
        M = state.Buffer(firstMoment),
        V = state.Buffer(secondMoment),
        Width = parameter.Shape.Count / lastSteps.Length,
        LastSteps = lastSteps,
        Steps = CollectionsMarshal.AsSpan(steps),
        FirstStep = firstStep,
        LargestLearningRate = (float)largestRate,
        MovesUnusedRows = movesUnusedRows,
    };
}
