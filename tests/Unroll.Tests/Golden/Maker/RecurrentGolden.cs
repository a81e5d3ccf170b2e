using TorchSharp;
using static TorchSharp.torch;

namespace Unroll.GoldenMaker;

/// <summary>Recurrent layers over a batch of sequences: results, final states and every gradient.</summary>
static class RecurrentGolden
{
    /// <param name="Name">What sets this case apart; part of the file's name.</param>
    /// <param name="Sizes">The layer.</param>
    /// <param name="Lengths">Steps of each sequence, in the caller's order.</param>
    /// <param name="WeightScale">Weights and biases are spread over [-WeightScale, WeightScale).</param>
    sealed record Case(string Name, RecurrentSizes Sizes, long[] Lengths, double WeightScale)
    {
        public bool HasCellState => Sizes.Cell == CellKind.Lstm;
    }

    public static void Write(string folder)
    {
        foreach (CellKind cell in Enum.GetValues<CellKind>())
        {
            // Every size is another, so that no swapped axis fits; lengths are unsorted, so that order must be restored.
            Write(folder, new("small", new(cell, Inputs: 4, Hidden: 7, Layers: 2, Directions: 2), [3, 5, 2], WeightScale: 0.5));
            // Wider than one AVX-512 vector and no multiple of one, in sequences, inputs and hidden units.
            Write(folder, new("block", new(cell, Inputs: 19, Hidden: 45), [4, 6, 1, 6, 3, 5, 2], WeightScale: 0.3));
            // The simplest there is, to look at first when everything fails.
            Write(folder, new("plain", new(cell, Inputs: 3, Hidden: 6), [4, 4, 4, 4, 4], WeightScale: 0.5));
        }
        Write(folder, new("deep", new(CellKind.Lstm, Inputs: 5, Hidden: 8, Layers: 3), [3, 4], WeightScale: 0.5));
    }

    static void Write(string folder, Case golden)
    {
        using DisposeScope scope = NewDisposeScope();
        string name = $"{RecurrentModules.FileName(golden.Sizes.Cell)}_{golden.Name}";
        Dictionary<string, Tensor> given = Draw(golden, new Samples(seed: Seed(name)));
        Dictionary<string, Tensor> results = Run(golden, given, ScalarType.Float64).Results;

        Agreement.RequireAll($"{name} in float32", results, Run(golden, given, ScalarType.Float32).Results, Agreement.Float32);
        RequireGradients(name, golden, given, results);
        RequireSameAlone(name, golden, given, results);

        SafetensorsFile file = new(name);
        Describe(file, golden.Sizes);
        file.AddAll(given);
        file.AddAll(results);
        file.Save(folder);
    }

    static void Describe(SafetensorsFile file, RecurrentSizes sizes)
    {
        file.Describe("cell", RecurrentModules.FileName(sizes.Cell));
        file.Describe("inputs", sizes.Inputs);
        file.Describe("hidden", sizes.Hidden);
        file.Describe("layers", sizes.Layers);
        file.Describe("directions", sizes.Directions);
    }

    // The name's characters, so that a new case does not change the numbers of those that exist.
    static ulong Seed(string name) => name.Aggregate(17UL, (seed, letter) => seed * 31 + letter);

    /// <summary>Everything a run starts from: weights, inputs, initial states and the gradients that arrive at its results.</summary>
    static Dictionary<string, Tensor> Draw(Case golden, Samples samples)
    {
        RecurrentSizes sizes = golden.Sizes;
        long batch = golden.Lengths.Length, steps = golden.Lengths.Max(), stacked = sizes.Layers * sizes.Directions;
        Tensor padding = Padding(golden.Lengths);

        using nn.Module module = RecurrentModules.Create(sizes, ScalarType.Float32);
        Dictionary<string, Tensor> given = Parameters.Draw(module, golden.WeightScale, samples);
        given["lengths"] = tensor(golden.Lengths);
        given["x"] = samples.Normal(batch, steps, sizes.Inputs).masked_fill(padding, 0);
        given["h0"] = samples.Normal(stacked, batch, sizes.Hidden);
        given["grad_y"] = samples.Normal(batch, steps, sizes.Hidden * sizes.Directions).masked_fill(padding, 0);
        given["grad_h_n"] = samples.Normal(stacked, batch, sizes.Hidden);
        if (golden.HasCellState)
        {
            given["c0"] = samples.Normal(stacked, batch, sizes.Hidden);
            given["grad_c_n"] = samples.Normal(stacked, batch, sizes.Hidden);
        }
        return given;
    }

    /// <summary>True where a sequence has ended, [batch, steps, 1].</summary>
    static Tensor Padding(long[] lengths)
    {
        Tensor steps = arange(lengths.Max()).unsqueeze(0);
        return (steps >= tensor(lengths).unsqueeze(1)).unsqueeze(-1);
    }

    /// <summary>Forward and backward; the loss is the sum of every result times the gradient given for it.</summary>
    static (double Loss, Dictionary<string, Tensor> Results) Run(Case golden, Dictionary<string, Tensor> given, ScalarType precision)
    {
        using nn.Module module = RecurrentModules.Create(golden.Sizes, precision);
        Parameters.Set(module, given);
        Tensor x = Parameters.Leaf(given["x"], precision), h0 = Parameters.Leaf(given["h0"], precision);
        Tensor? c0 = golden.HasCellState ? Parameters.Leaf(given["c0"], precision) : null;

        (Tensor y, Tensor hidden, Tensor? cell) = RecurrentModules.Forward(module, x, given["lengths"], h0, c0);
        Tensor loss = (y * given["grad_y"]).sum() + (hidden * given["grad_h_n"]).sum();
        if (cell is not null) loss += (cell * given["grad_c_n"]).sum();
        loss.backward();

        Dictionary<string, Tensor> results = new() { ["y"] = y.detach(), ["h_n"] = hidden.detach() };
        if (cell is not null) results["c_n"] = cell.detach();
        results["grad_x"] = Parameters.Gradient(x);
        results["grad_h0"] = Parameters.Gradient(h0);
        if (c0 is not null) results["grad_c0"] = Parameters.Gradient(c0);
        foreach ((string weight, Tensor gradient) in Parameters.Gradients(module)) results[$"grad.{weight}"] = gradient;
        return (loss.to(ScalarType.Float64).item<double>(), results);
    }

    static void RequireGradients(string name, Case golden, Dictionary<string, Tensor> given, Dictionary<string, Tensor> results)
    {
        foreach ((string result, Tensor gradient) in results.Where(result => result.Key.StartsWith("grad", StringComparison.Ordinal)))
        {
            string input = result["grad.".Length..];
            Agreement.RequireGradient($"{name}, {result}", given[input], gradient, moved =>
                Run(golden, new(given) { [input] = moved }, ScalarType.Float64).Loss);
        }
    }

    // Packing must not show: each sequence in a batch of its own, without padding, gives what it gave among the others.
    static void RequireSameAlone(string name, Case golden, Dictionary<string, Tensor> given, Dictionary<string, Tensor> results)
    {
        for (int i = 0; i < golden.Lengths.Length; i++)
        {
            Dictionary<string, Tensor> alone =
                Run(golden with { Lengths = [golden.Lengths[i]] }, Only(i, golden.Lengths[i], given), ScalarType.Float64).Results;
            Dictionary<string, Tensor> among = Only(i, golden.Lengths[i], results);
            foreach (string result in among.Keys.Where(PerSequence))
            {
                Agreement.Require($"{name}, sequence {i} alone, {result}", among[result], alone[result], Agreement.Float64);
            }
        }
    }

    /// <summary>The tensors with everything but one sequence cut away; weights stay whole.</summary>
    static Dictionary<string, Tensor> Only(int sequence, long length, Dictionary<string, Tensor> values) =>
        values.ToDictionary(entry => entry.Key, entry => entry.Key switch
        {
            "lengths" => entry.Value.narrow(0, sequence, 1),
            "x" or "y" or "grad_x" or "grad_y" => entry.Value.narrow(0, sequence, 1).narrow(1, 0, length),
            _ when PerSequence(entry.Key) => entry.Value.narrow(1, sequence, 1).contiguous(),
            _ => entry.Value,
        });

    static bool PerSequence(string name) =>
        name is "x" or "y" or "h0" or "c0" or "h_n" or "c_n"
            or "grad_x" or "grad_y" or "grad_h0" or "grad_c0" or "grad_h_n" or "grad_c_n";
}
