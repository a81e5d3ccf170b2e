using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tensors;
using Unroll.Tests.Formats;
using Unroll.Training;

namespace Unroll.Tests.Training;

/// <summary>A run that was stopped anywhere and resumed ends with the bits of one that never was.</summary>
public sealed class ResumeTests : IDisposable
{
    const int Epochs = 3, Steps = Epochs * ToyTask.BatchesInEpoch;

    readonly TemporaryFolder folder = new();

    public static TheoryData<OptimizerKind, ScheduleKind> Settings => new()
    {
        { OptimizerKind.Adam, ScheduleKind.Cosine },
        { OptimizerKind.AdamW, ScheduleKind.OneCycle },
        { OptimizerKind.Sgd, ScheduleKind.Plateau },
        { OptimizerKind.RmsProp, ScheduleKind.Step },
    };

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Settings))]
    public void Cancelled_after_any_step(OptimizerKind optimizer, ScheduleKind schedule)
    {
        TrainingOptions options = Options(optimizer, schedule);
        (int[] expected, TrainingResult whole) = Uninterrupted(options);
        for (int stop = 1; stop < Steps; stop++)
        {
            using CancellationTokenSource source = new();
            ToyNetwork first = ToyTask.NewNetwork();
            TrainingCanceledException exception = Assert.Throws<TrainingCanceledException>(() =>
                ToyTask.Trainer(first, options, folder["run"], call => Cancel(source, call == stop - 1)).Train(cancellationToken: source.Token));
            Assert.Equal(stop, exception.Step);
            Assert.Equal(folder["run/checkpoint.safetensors"], exception.CheckpointPath);

            ToyNetwork second = ToyTask.NewNetwork();
            TrainingResult resumed = ToyTask.Trainer(second, options, folder["run"]).Resume(cancellationToken: Token);

            Assert.Equal(expected, ToyTask.Bits(second));
            AssertSameRun(whole, resumed);
            Assert.Equal(resumed.History, TrainingHistory.Read(folder["run"]));
        }
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Killed_in_any_step_with_a_checkpoint_every_third(OptimizerKind optimizer, ScheduleKind schedule)
    {
        TrainingOptions options = Options(optimizer, schedule) with { CheckpointEverySteps = 3 };
        (int[] expected, TrainingResult whole) = Uninterrupted(options);
        for (int kill = 0; kill < Steps; kill++)
        {
            Assert.Throws<TimeoutException>(() =>
                ToyTask.Trainer(ToyTask.NewNetwork(), options, folder["run"], call => Kill(call == kill)).Train(cancellationToken: Token));
            Assert.Equal(kill >= 3, Checkpoint.Exists(folder["run"]));

            ToyNetwork network = ToyTask.NewNetwork();
            TrainingResult resumed = ToyTask.Trainer(network, options, folder["run"]).Resume(cancellationToken: Token);

            Assert.Equal(expected, ToyTask.Bits(network));
            AssertSameRun(whole, resumed);
            Assert.Equal(Enumerable.Range(1, Epochs), TrainingHistory.Read(folder["run"]).Select(epoch => epoch.Epoch));
        }
    }

    [Fact]
    public void What_one_batch_leaves_for_the_next_is_resumed_too()
    {
        TrainingOptions options = Options(OptimizerKind.Adam, ScheduleKind.Constant) with { Patience = null, CheckpointEverySteps = 3 };
        Linear whole = NewLayer();
        Carrying(whole, folder: null, kill: -1).Train(cancellationToken: Token);
        for (int kill = 1; kill < Steps; kill++)
        {
            Assert.Throws<TimeoutException>(() => Carrying(NewLayer(), folder["run"], kill).Train(cancellationToken: Token));
            Linear resumed = NewLayer();
            Carrying(resumed, folder["run"], kill: -1).Resume(cancellationToken: Token);
            Assert.Equal(ToyTask.Bits(whole), ToyTask.Bits(resumed));
        }

        CarriedState other = new([[2, 2]]);
        Assert.Throws<InvalidDataException>(() => Checkpoint.Load(folder["run"], NewLayer(), options.CreateOptimizer(NewLayer().Parameters), options.Seed, other));

        static Linear NewLayer() => new(inputSize: 3, outputSize: 3, new RandomSource(seed: 1));

        Trainer<Tensor> Carrying(Linear layer, string? folder, int kill)
        {
            CarriedState carried = new([[1, 3]]);
            int calls = 0;
            return new(layer, Loss, epoch => [.. Enumerable.Range(0, ToyTask.BatchesInEpoch).Select(i => Samples.Leaf([1, 3], seed: (ulong)(epoch * 10 + i)))], options)
            {
                Carried = carried,
                Folder = folder,
            };

            BatchLoss Loss(Tensor x)
            {
                Kill(calls++ == kill);
                Tensor y = layer.Forward(x + carried.Tensors[0]).Tanh();
                carried.Keep([y]);
                return (y * y).Mean();
            }
        }
    }

    [Fact]
    public void Stopped_many_times_over_with_other_numbers_of_threads()
    {
        TrainingOptions options = Options(OptimizerKind.AdamW, ScheduleKind.Linear);
        (int[] expected, _) = Uninterrupted(options with { Threads = 1 });
        ToyNetwork network = ToyTask.NewNetwork();
        for (int sitting = 0; sitting < Steps; sitting++)
        {
            using CancellationTokenSource source = new();
            network = ToyTask.NewNetwork();
            Trainer<ToyBatch> trainer = ToyTask.Trainer(network, options with { Threads = 1 + sitting % 2 }, folder["run"], _ => Cancel(source, true));
            Assert.Throws<TrainingCanceledException>(() => trainer.Resume(cancellationToken: source.Token));
        }

        ToyTask.Trainer(network = ToyTask.NewNetwork(), options, folder["run"]).Resume(cancellationToken: Token);
        Assert.Equal(expected, ToyTask.Bits(network));
    }

    [Fact]
    public void A_finished_run_gives_its_result_again()
    {
        TrainingOptions options = Options(OptimizerKind.Adam, ScheduleKind.Constant) with { CheckpointEverySteps = 1 };
        (int[] expected, TrainingResult whole) = Uninterrupted(options);
        ToyTask.Trainer(ToyTask.NewNetwork(), options, folder["run"]).Train(cancellationToken: Token);
        ToyNetwork network = ToyTask.NewNetwork();

        TrainingResult again = ToyTask.Trainer(network, options, folder["run"]).Resume(cancellationToken: Token);

        Assert.Equal(expected, ToyTask.Bits(network));
        AssertSameRun(whole, again);
    }

    [Fact]
    public void The_checkpoint_says_where_it_stands()
    {
        using CancellationTokenSource source = new();
        Assert.Throws<TrainingCanceledException>(() =>
            ToyTask.Trainer(ToyTask.NewNetwork(), Options(OptimizerKind.Adam, ScheduleKind.Constant), folder["run"], call => Cancel(source, call == 6))
                .Train(cancellationToken: source.Token));

        CheckpointInfo info = Checkpoint.Describe(folder["run"]);

        Assert.Equal((2, 7, 2, 5UL), (info.Epoch, info.Step, info.StepInEpoch, info.Seed));
        Assert.NotNull(info.BestMetric);
        Checkpoint.Delete(folder["run"]);
        Assert.False(Checkpoint.Exists(folder["run"]));
    }

    [Fact]
    public void Another_seed_optimizer_or_network_is_refused_in_one_line()
    {
        TrainingOptions options = Options(OptimizerKind.Adam, ScheduleKind.Constant) with { CheckpointEverySteps = 1 };
        ToyTask.Trainer(ToyTask.NewNetwork(), options, folder["run"]).Train(cancellationToken: Token);

        Refused(ToyTask.Trainer(ToyTask.NewNetwork(), options with { Seed = 6 }, folder["run"]), "made with seed 5 and Adam, but this run has seed 6 and Adam");
        Refused(ToyTask.Trainer(ToyTask.NewNetwork(), options with { Optimizer = OptimizerKind.AdamW }, folder["run"]), "seed 5 and AdamW");
        Unroll.Layers.Linear other = new(inputSize: 2, outputSize: 2, new RandomSource(seed: 1));
        Trainer<ToyBatch> trainer = new(other, _ => other.Forward(Tensor.Zeros([1, 2])), ToyTask.Batches, options with { Patience = null }) { Folder = folder["run"] };
        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => trainer.Resume(cancellationToken: Token));
        Assert.Contains("there is no tensor 'network.weight'", exception.Message, StringComparison.Ordinal);

        static void Refused(Trainer<ToyBatch> trainer, string reason)
        {
            InvalidDataException exception = Assert.Throws<InvalidDataException>(() => trainer.Resume(cancellationToken: Token));
            Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', exception.Message);
        }
    }

    [Fact]
    public void No_damage_to_a_checkpoint_gives_anything_but_InvalidDataException()
    {
        TrainingOptions options = Options(OptimizerKind.AdamW, ScheduleKind.Plateau) with { CheckpointEverySteps = 7, Epochs = 2 };
        ToyTask.Trainer(ToyTask.NewNetwork(), options, folder["run"]).Train(cancellationToken: Token);
        byte[] good = File.ReadAllBytes(folder["run/checkpoint.safetensors"]);
        RandomSource random = new(seed: 2);
        int refused = 0;
        for (int round = 0; round < 400; round++)
        {
            byte[] bad = (byte[])good.Clone();
            for (int i = 0; i <= round % 3; i++)
            {
                // Headers first: they hold the state and the claims.
                bad[random.NextInt(round % 4 == 0 ? bad.Length : 1400)] = (byte)"0123456789{}[]\",:-en\\"[random.NextInt(21)];
            }

            File.WriteAllBytes(folder["run/checkpoint.safetensors"], round % 10 == 9 ? bad[..random.NextInt(bad.Length)] : bad);
            try
            {
                ToyNetwork network = ToyTask.NewNetwork();
                Checkpoint.Load(folder["run"], network, options.CreateOptimizer(network.Parameters), options.Seed);
            }
            catch (InvalidDataException exception)
            {
                Assert.DoesNotContain('\n', exception.Message);
                refused++;
            }
        }

        Assert.InRange(refused, 100, 399);
    }

    static TrainingOptions Options(OptimizerKind optimizer, ScheduleKind schedule) => new(
        Epochs, LearningRate: 0.02, optimizer, Momentum: optimizer == OptimizerKind.Sgd ? 0.9 : 0, WeightDecay: null,
        new(schedule, WarmupSteps: 2), ClipNorm: 0.5, Patience: 2, CheckpointEverySeconds: null, Seed: 5);

    static (int[] Bits, TrainingResult Result) Uninterrupted(TrainingOptions options)
    {
        ToyNetwork network = ToyTask.NewNetwork();
        TrainingResult result = ToyTask.Trainer(network, options).Train(cancellationToken: Token);
        return (ToyTask.Bits(network), result);
    }

    static void AssertSameRun(TrainingResult expected, TrainingResult actual)
    {
        Assert.Equal(expected.History.Select(WithoutTime), actual.History.Select(WithoutTime));
        Assert.Equal((expected.Reason, expected.Steps, expected.BestEpoch, expected.BestMetric, expected.Tokens),
            (actual.Reason, actual.Steps, actual.BestEpoch, actual.BestMetric, actual.Tokens));
    }

    static EpochRecord WithoutTime(EpochRecord record) => record with { Seconds = 0 };

    static void Cancel(CancellationTokenSource source, bool now)
    {
        if (now)
        {
            source.Cancel();
        }
    }

    static void Kill(bool now)
    {
        if (now)
        {
            throw new TimeoutException("killed");
        }
    }
}
