using System.Numerics;
using Unroll.Layers;

namespace Unroll.Training.Probes;

/// <summary>Looks into some steps of a run. What a step computes does not depend on whether it is looked into.</summary>
/// <param name="network">What is trained.</param>
/// <param name="every">Steps between two looks; the first steps are looked into more often, at 1, 2, 4, 8 and so on, since there most changes.</param>
sealed class StepProbe(Module network, int every)
{
    readonly IReadOnlyList<(string Name, RecurrentLayer Layer)> stacks =
        [.. network.NamedModules.Where(named => named.Module is RecurrentLayer).Select(named => (named.Name, (RecurrentLayer)named.Module))];

    UpdateMeter? updates;

    /// <summary>Called before the forward pass: notes what is needed if this step is to be looked into.</summary>
    internal void BeginStep(long step)
    {
        bool isDue = step % every == 0 || (step < every && BitOperations.IsPow2(step));
        foreach ((_, RecurrentLayer layer) in stacks)
        {
            layer.Passes = isDue ? [] : null;
        }

        IsWatching = isDue;
    }

    /// <summary>Whether the step under way is looked into.</summary>
    internal bool IsWatching { get; private set; }

    /// <summary>Called when the gradients are there and the parameters are about to change.</summary>
    internal void BeforeUpdate() => updates = new(network);

    /// <summary>Called when the parameters have changed, before the step's memory ends: the replay adds to gradients that nobody needs any more.</summary>
    internal StepInspection EndStep(long step, int epoch, double gradientNorm)
    {
        IReadOnlyList<ParameterUpdate> moved = updates!.Measure();
        List<LevelInspection> levels = [];
        foreach ((string name, RecurrentLayer layer) in stacks)
        {
            IReadOnlyList<LevelPass> passes = layer.Passes!;
            layer.Passes = null;
            foreach (IGrouping<int, LevelPass> ofLayer in passes.GroupBy(pass => pass.Layer))
            {
                // A decoder that runs step by step passes its layer once a token: only passes over sequences say how far a gradient reaches.
                LevelPass longest = ofLayer.MaxBy(pass => pass.Input.Layout.StepCount)!;
                levels.AddRange(Enumerable.Range(0, longest.Final.Length).Select(direction => LevelReplay.Inspect(name, longest, direction)).OfType<LevelInspection>());
            }
        }

        (updates, IsWatching) = (null, false);
        return new(step, epoch, ShortNumber.Of(gradientNorm), levels, moved);
    }
}
