namespace Unroll.Benchmarks;

/// <summary>A wrong answer is not timed: both sides must agree first.</summary>
static class Agreement
{
    // Float32 has seven digits; sums of thousands of terms in another order lose two of them.
    const double Tolerance = 2e-4;

    /// <summary>Requires that both sides compute the same in a pass.</summary>
    /// <exception cref="InvalidDataException">They differ; says where and by how much.</exception>
    public static void Require(Pass pass, Side ours, Side peer)
    {
        if (pass == Pass.Train)
            RequireTraining(ours, peer);
        else
            RequireInference(ours, peer);
    }

    /// <summary>Requires equal loss and gradients of the first batch.</summary>
    /// <exception cref="InvalidDataException">They differ; says where and by how much.</exception>
    static void RequireTraining(Side ours, Side peer)
    {
        (double loss, IReadOnlyDictionary<string, float[]> gradients) = ours.Differentiate(0);
        (double peerLoss, IReadOnlyDictionary<string, float[]> peerGradients) = peer.Differentiate(0);
        Require("loss", [(float)loss], [(float)peerLoss], peer.Name, Math.Abs(peerLoss));
        foreach ((string name, float[] gradient) in gradients)
            Require($"gradient of {name}", gradient, peerGradients[name], peer.Name, Largest(peerGradients[name]));
    }

    /// <summary>Requires equal outputs for the first batch.</summary>
    /// <exception cref="InvalidDataException">They differ; says where and by how much.</exception>
    static void RequireInference(Side ours, Side peer)
    {
        float[] expected = peer.Outputs(0);
        Require("outputs", ours.Outputs(0), expected, peer.Name, Largest(expected));
    }

    static double Largest(float[] values) => values.Max(MathF.Abs);

    static void Require(string what, float[] actual, float[] expected, string peer, double scale)
    {
        if (actual.Length != expected.Length)
            throw new InvalidDataException($"{what}: Unroll has {actual.Length} numbers, {peer} {expected.Length}.");
        for (int i = 0; i < actual.Length; i++)
        {
            double difference = Math.Abs(actual[i] - expected[i]) / Math.Max(scale, 1e-30);
            if (!(difference <= Tolerance))
                throw new InvalidDataException($"{what}[{i}]: Unroll {actual[i]}, {peer} {expected[i]}: {difference:E1} of the largest, allowed {Tolerance:E1}.");
        }
    }
}
