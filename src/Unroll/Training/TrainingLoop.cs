using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tensors;
using Unroll.Training.Probes;

namespace Unroll.Training;

/// <summary>One sitting of a run: its state, and how a step, an epoch and a checkpoint change it.</summary>
sealed class TrainingLoop<TBatch>(
    Module network, Func<TBatch, BatchLoss> loss, Func<int, IReadOnlyList<TBatch>> batches, TrainingOptions options, Optimizer optimizer,
    ProgressMeter meter, PhaseWatch watch, RunFolder? folder)
{
    readonly Parameter[] parameters = [.. network.Parameters];
    readonly ScheduleOptions schedule = options.Schedule ?? new();
    Arena arena = new(options.Threads);
    readonly StepProbe? probe = options.InspectEverySteps is { } every ? new(network, every) : null;
    List<EpochRecord> history = [];
    List<StepInspection> inspections = [];

    // The state that checkpoints hold; epochs count from 1.
    int epoch = 1, stepInEpoch;
    int? stepsInFirstEpoch;
    EpochTotals totals;
    double rate = options.LearningRate;
    PlateauState plateau = new(Best: null, BadReports: 0, CooldownLeft: 0);
    double? bestMetric;
    int? bestEpoch;
    int epochsWithoutImprovement;
    IReadOnlyList<float[]>? best;
    Validation? lastValidation;
    long tokens;

    int stepsInThisEpoch;
    double gradientNorm;
    TimeSpan lastCheckpoint;
    string? checkpointPath;

    internal required Func<Arena, Validation>? Validate { get; init; }

    internal required MetricGoal Goal { get; init; }

    internal required CarriedState? Carried { get; init; }

    long Step => arena.StepNumber;

    bool IsPatienceOver => epochsWithoutImprovement >= options.Patience;

    bool IsTimeUp => meter.Elapsed.TotalSeconds >= options.BudgetSeconds;

    StopReason Reason => IsPatienceOver ? StopReason.StoppedEarly : epoch > options.Epochs ? StopReason.Completed : StopReason.OutOfTime;

    internal TrainingResult Run(CancellationToken cancellationToken)
    {
        while (epoch <= options.Epochs && !IsPatienceOver && !IsTimeUp)
        {
            RunEpoch(cancellationToken);
        }

        optimizer.CatchUp();
        if (best is null)
        {
            optimizer.ExchangeAverages();
        }

        RestoreBest();
        return new(
            Reason, epoch - 1, Step, bestEpoch, bestMetric, tokens, meter.Elapsed,
            meter.TokensPerSecond(tokens), watch.Time, history, inspections);
    }

    /// <summary>Takes the state of the folder's checkpoint, if there is one.</summary>
    internal void Restore()
    {
        if (!Checkpoint.Exists(folder!.Path))
        {
            folder.Clear();
            return;
        }

        (CheckpointState state, best) = Checkpoint.Load(folder.Path, network, optimizer, options.Seed, Carried);
        arena = new(options.Threads, state.Step);
        (epoch, stepInEpoch, stepsInFirstEpoch) = (state.Epoch, state.StepInEpoch, state.StepsInEpoch);
        totals = new(new(state.LossSum, state.Items), state.Correct);
        (rate, plateau, lastValidation) = (state.Rate, state.Plateau, state.LastValidation);
        (bestMetric, bestEpoch, epochsWithoutImprovement) = (state.BestMetric, state.BestEpoch, state.EpochsWithoutImprovement);
        tokens = state.Tokens;
        meter.ContinueFrom(state.Seconds, state.Step, state.Tokens);
        history = folder.History.KeepOnly(record => record.Epoch < epoch);
        inspections = folder.Inspections.KeepOnly(record => record.Step <= state.Step);
        checkpointPath = Checkpoint.PathIn(folder.Path);
    }

    void RunEpoch(CancellationToken cancellationToken)
    {
        IReadOnlyList<TBatch> epochBatches = batches(epoch);
        stepsInThisEpoch = epochBatches.Count;
        if (stepInEpoch > stepsInThisEpoch || stepsInThisEpoch == 0)
        {
            throw new InvalidOperationException(
                $"Epoch {epoch} has {stepsInThisEpoch} batches after {stepInEpoch} steps in it; an epoch has at least one batch, and always the same number.");
        }

        stepsInFirstEpoch ??= stepsInThisEpoch;
        while (stepInEpoch < stepsInThisEpoch)
        {
            StopIfAsked(cancellationToken);
            if (IsTimeUp)
            {
                return;
            }

            TBatch batch = epochBatches[stepInEpoch];
            watch.Charge(TrainingPhase.Batching);
            TakeStep(batch);
            if (IsCheckpointDue())
            {
                SaveCheckpoint();
            }

            if (meter.IsDue || stepInEpoch == stepsInThisEpoch)
            {
                meter.Report(Progress());
            }

            watch.Charge(TrainingPhase.Keeping);
        }

        StopIfAsked(cancellationToken);
        EndEpoch();
    }

    void TakeStep(TBatch batch)
    {
        network.ClearGradients();
        using StepMemory memory = arena.BeginStep();
        probe?.BeginStep(Step);
        BatchLoss result = loss(batch);
        float value = result.Loss.Item;
        if (!float.IsFinite(value))
        {
            throw NotFinite(NonFiniteFinding.InLoss(result.Loss, network), batch: stepInEpoch + 1);
        }

        if (Step == 1)
        {
            RequireKnownParameters(result.Loss);
        }

        watch.Charge(TrainingPhase.Forward);
        result.Loss.Backward();
        watch.Charge(TrainingPhase.Backward);
        gradientNorm = GradientClipping.Norm(parameters);
        if (!double.IsFinite(gradientNorm))
        {
            throw NotFinite(NonFiniteFinding.InGradients(result.Loss, network), batch: stepInEpoch + 1);
        }

        if (options.ClipNorm is { } limit)
        {
            GradientClipping.ClipNorm(parameters, limit, gradientNorm);
        }

        optimizer.LearningRate = schedule.RateAt(rate, Step - 1, stepsInFirstEpoch!.Value, AllSteps);
        Update();
        totals = totals.Plus(value, result);
        tokens += result.Tokens;
        stepInEpoch++;
    }

    void Update()
    {
        if (probe is not { IsWatching: true })
        {
            optimizer.Step();
            watch.Charge(TrainingPhase.Optimizing);
            return;
        }

        probe.BeforeUpdate();
        watch.Charge(TrainingPhase.Keeping);
        optimizer.Step();
        watch.Charge(TrainingPhase.Optimizing);
        StepInspection seen = probe.EndStep(Step, epoch, gradientNorm);
        inspections.Add(seen);
        folder?.Inspections.Append(seen);
        watch.Charge(TrainingPhase.Keeping);
    }

    void EndEpoch()
    {
        bool isBest = false;
        if (Validate is not null)
        {
            optimizer.CatchUp();
            optimizer.ExchangeAverages();
            Validation validation = Validate(arena);
            if (IsTimeUp)
            {
                // Too late to decide anything: the epoch does not count.
                optimizer.ExchangeAverages();
                watch.Charge(TrainingPhase.Validating);
                return;
            }

            lastValidation = validation;
            isBest = IsBetter(lastValidation);
            epochsWithoutImprovement = isBest ? 0 : epochsWithoutImprovement + 1;
            if (isBest)
            {
                (bestMetric, bestEpoch, best) = (lastValidation.Metric, epoch, [.. parameters.Select(parameter => parameter.Values.ToArray())]);
            }

            optimizer.ExchangeAverages();
            optimizer.Validated(epochsWithoutImprovement);

            if (schedule.Kind == ScheduleKind.Plateau)
            {
                Plateau judge = new(Goal, schedule.Factor, schedule.Epochs, lowestRate: schedule.LowestRate) { State = plateau };
                rate = judge.Report(lastValidation.Metric, rate);
                plateau = judge.State;
            }

            watch.Charge(TrainingPhase.Validating);
        }

        EpochRecord record = new(
            epoch, Step, optimizer.LearningRate, totals.Loss.Value, totals.Accuracy(),
            Validate is null ? null : lastValidation!.Metric, Validate is null ? null : lastValidation!.Loss, isBest, tokens, meter.Elapsed.TotalSeconds);
        history.Add(record);
        folder?.History.Append(record);
        meter.Report(Progress());
        watch.Charge(TrainingPhase.Keeping);
        (epoch, stepInEpoch, totals) = (epoch + 1, 0, default);
    }

    void RestoreBest()
    {
        for (int i = 0; i < parameters.Length && best is not null; i++)
        {
            parameters[i].Assign(best[i]);
        }
    }

    void StopIfAsked(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            SaveCheckpoint();
            throw new TrainingCanceledException(Step, epoch, checkpointPath, cancellationToken);
        }
    }

    bool IsCheckpointDue() =>
        Step % options.CheckpointEverySteps == 0 || (meter.Sitting - lastCheckpoint).TotalSeconds >= options.CheckpointEverySeconds;

    void SaveCheckpoint()
    {
        if (folder is null)
        {
            return;
        }

        if (NonFiniteFinding.InWeights(network) is { } finding)
        {
            throw NotFinite(finding, batch: stepInEpoch);
        }

        CheckpointState state = new(
            Version: 0, InstructionSet.Path, options.Seed, optimizer.GetType().Name, stepsInFirstEpoch ?? 1, Step, epoch, stepInEpoch,
            totals.Loss.Sum, totals.Loss.Count, totals.Correct, rate, plateau, bestMetric, bestEpoch, epochsWithoutImprovement, lastValidation,
            tokens, meter.Elapsed.TotalSeconds);
        Checkpoint.Save(folder.Path, state, network, optimizer, best, Carried);
        checkpointPath = Checkpoint.PathIn(folder.Path);
        lastCheckpoint = meter.Sitting;
    }

    // Of epochs with the same metric the one with the smaller loss is the better: a small validation part has few values to tell them apart.
    bool IsBetter(Validation validation) => bestMetric is not { } value ? !double.IsNaN(validation.Metric)
        : validation.Metric == value ? validation.Loss < history.First(record => record.Epoch == bestEpoch).ValidationLoss
        : validation.Metric > value == (Goal == MetricGoal.Maximize) && !double.IsNaN(validation.Metric);

    long AllSteps => Math.Min((long)options.Epochs * stepsInFirstEpoch!.Value, StepsInTime);

    // As many as the budget has room for at the pace so far, so that a schedule ends with the time. The cast saturates.
    long StepsInTime => options.BudgetSeconds is { } budget ? Math.Max(Step, (long)(Step * budget / meter.Elapsed.TotalSeconds)) : long.MaxValue;

    TrainingProgress Progress() => new(
        epoch, options.Epochs, Step, stepInEpoch, stepsInThisEpoch, totals.Loss.Value, totals.Accuracy(), optimizer.LearningRate, gradientNorm,
        tokens, meter.TokensPerSecond(tokens), meter.Elapsed, meter.Remaining(Step, AllSteps), lastValidation, bestMetric);

    NonFiniteLossException NotFinite(NonFiniteFinding finding, int batch)
    {
        string kept = checkpointPath is null ? "there is no checkpoint yet" : $"the last good checkpoint is {checkpointPath}";
        return new(
            FormattableString.Invariant(
                $"Step {Step} (epoch {epoch}, batch {batch} of {stepsInThisEpoch}): {finding.What}{AtFault("operation", finding.Operation)}{AtFault("parameter", finding.Parameter)}; lower the learning rate (now {optimizer.LearningRate}) or limit the gradients (ClipNorm); {kept}."),
            Step, epoch, batch, finding, checkpointPath);
    }

    static string AtFault(string what, string? name) => name is null ? "" : $"; first {what} at fault: {name}";

    // A parameter in a place where its module does not look for it would stay untrained without a word.
    void RequireKnownParameters(Tensor result)
    {
        HashSet<Tensor> known = new(parameters, ReferenceEqualityComparer.Instance);
        foreach (Operation operation in Tape.Of(result).Operations)
        {
            foreach (Tensor input in operation.Inputs)
            {
                if (input is Parameter { IsTrainable: true } parameter && !known.Contains(parameter))
                {
                    throw new InvalidOperationException(
                        $"The loss depends on {parameter}, which is not among the network's Parameters and would not be trained; hold it in a field of a Module.");
                }
            }
        }
    }
}
