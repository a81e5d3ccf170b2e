using System.Text.Json;
using Unroll.Formats;
using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Training;

/// <summary>What a checkpoint says about its run.</summary>
/// <param name="Path">The file.</param>
/// <param name="Epoch">The epoch under way, 1 for the first.</param>
/// <param name="Step">Steps taken.</param>
/// <param name="StepInEpoch">Steps taken in the epoch.</param>
/// <param name="BestMetric">The best validation metric so far; null before the first.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="KernelPath">The instructions that computed it: with or without AVX-512 the bits are the same, on Portable the last ones may differ.</param>
public sealed record CheckpointInfo(
    string Path, int Epoch, long Step, int StepInEpoch, double? BestMetric, ulong Seed, string KernelPath);

/// <summary>The file in a run's folder from which the run can go on as if it had never stopped.</summary>
/// <remarks>
/// One safetensors file, replaced as a whole: a process killed at any instant leaves the old checkpoint or the new one.
/// It holds the weights (<c>network.</c>), those of the best epoch (<c>best.</c>), the optimizer's state
/// (<c>optimizer.</c>), what one batch left for the next (<c>carried.</c>) and, as the text <c>training</c>, everything else.
/// </remarks>
public static class Checkpoint
{
    const int Version = 1;
    const string StateKey = "training", NetworkPrefix = "network.", BestPrefix = "best.", OptimizerPrefix = "optimizer.", CarriedPrefix = "carried.";

    /// <summary>The checkpoint's file in a run's folder.</summary>
    /// <param name="folder">The run's folder.</param>
    public static string PathIn(string folder) => Path.Combine(folder, "checkpoint.safetensors");

    /// <summary>Whether a run can be resumed.</summary>
    /// <param name="folder">The run's folder.</param>
    public static bool Exists(string folder) => File.Exists(PathIn(folder));

    /// <summary>What the checkpoint says about its run.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    /// <exception cref="IOException">There is none.</exception>
    public static CheckpointInfo Describe(string folder)
    {
        using SafetensorsReader reader = new(PathIn(folder));
        CheckpointState state = StateOf(reader);
        return new(reader.Path, state.Epoch, state.Step, state.StepInEpoch, state.BestMetric, state.Seed, state.KernelPath.ToString());
    }

    /// <summary>Removes the checkpoint, for instance when the finished model has been saved.</summary>
    /// <param name="folder">The run's folder.</param>
    public static void Delete(string folder) => File.Delete(PathIn(folder));

    internal static void Save(
        string folder, CheckpointState state, Module network, Optimizer optimizer, IReadOnlyList<float[]>? best, CarriedState? carried)
    {
        SafetensorsWriter writer = new();
        writer.AddMetadata(StateKey, JsonSerializer.Serialize(state with { Version = Version }, TrainingJson.Default.CheckpointState));
        IReadOnlyList<(string Name, Parameter Parameter)> parameters = network.NamedParameters;
        for (int i = 0; i < parameters.Count; i++)
        {
            (string name, Parameter parameter) = parameters[i];
            writer.Add(NetworkPrefix + name, parameter.Shape, parameter.ValuesAsTheyStand);
            if (best is not null)
            {
                writer.Add(BestPrefix + name, parameter.Shape, best[i]);
            }
        }

        optimizer.SaveState(writer, OptimizerPrefix);
        carried?.Save(writer, CarriedPrefix);
        writer.Save(PathIn(folder));
    }

    /// <summary>Puts a checkpoint's numbers into the network and the optimizer.</summary>
    /// <returns>The rest of the state, and the weights of the best epoch in the order of the network's parameters.</returns>
    /// <exception cref="InvalidDataException">The file is damaged, or it is another network's or another run's.</exception>
    internal static (CheckpointState State, IReadOnlyList<float[]>? Best) Load(
        string folder, Module network, Optimizer optimizer, ulong seed, CarriedState? carried = null)
    {
        using SafetensorsReader reader = new(PathIn(folder));
        CheckpointState state = StateOf(reader);
        if (state.Seed != seed || state.OptimizerType != optimizer.GetType().Name)
        {
            throw new InvalidDataException(
                $"{reader.Path}: made with seed {state.Seed} and {state.OptimizerType}, but this run has seed {seed} and {optimizer.GetType().Name}; resume with the settings of the first sitting.");
        }

        foreach ((string name, Parameter parameter) in network.NamedParameters)
        {
            parameter.Assign(Read(reader, NetworkPrefix + name, parameter));
        }

        // After the weights: what had been put off belongs to them.
        optimizer.LoadState(reader, OptimizerPrefix);
        carried?.Load(reader, CarriedPrefix);
        return (state, state.BestMetric is null ? null : [.. network.NamedParameters.Select(named => Read(reader, BestPrefix + named.Name, named.Parameter))]);
    }

    static float[] Read(SafetensorsReader reader, string name, Parameter parameter)
    {
        if (reader.ShapeOf(name) != parameter.Shape)
        {
            throw new InvalidDataException(
                $"{reader.Path}: {name} is {reader.ShapeOf(name)} where the network has {parameter.Shape}: another network's checkpoint.");
        }

        float[] values = new float[parameter.Shape.Count];
        reader.ReadInto(name, values);
        return values;
    }

    static CheckpointState StateOf(SafetensorsReader reader)
    {
        try
        {
            if (reader.Metadata.TryGetValue(StateKey, out string? json)
                && JsonSerializer.Deserialize(json, TrainingJson.Default.CheckpointState) is { Version: Version } state
                && IsPossible(state))
            {
                return state;
            }
        }
        catch (JsonException)
        {
        }

        throw new InvalidDataException($"{reader.Path}: not a checkpoint that this version can read; start the training anew.");
    }

    // A damaged number must not become an exception somewhere deep in the run.
    static bool IsPossible(CheckpointState state) =>
        state is { Plateau: not null, OptimizerType: not null, Step: >= 0, Epoch: >= 1, StepInEpoch: >= 0, StepsInEpoch: >= 1, Items: >= 0, Tokens: >= 0 }
        && state.Seconds is >= 0 and < 1e9 && state.Rate > 0 && double.IsFinite(state.Rate) && double.IsFinite(state.LossSum);
}
