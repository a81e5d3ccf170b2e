using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tasks.Decoding;
using Unroll.Tensors;
using Unroll.Text;

namespace Unroll.Tasks.Captioning;

/// <summary>A captioner's decoder over encoded pictures, for a search to step through.</summary>
sealed class CaptionModel : IStepModel<CaptionState>
{
    readonly CaptionerNetwork network;
    readonly AttentionMemory memory;
    readonly LocationChoice? choose;
    readonly Arena arena;

    /// <summary>Encodes the pictures.</summary>
    internal CaptionModel(CaptionerNetwork network, CaptionerOptions options, IReadOnlyList<CaptionSubject> pictures, Arena arena)
    {
        (this.network, this.arena, choose) = (network, arena, Likeliest(options.Attention));
        using StepMemory step = arena.BeginEvaluation();
        EncodedPictures encoded = network.Encode(SubjectTensor.Of(pictures));
        memory = new(encoded.Memory.Keys.Copy(), encoded.Memory.Values.Copy(), encoded.Memory.Layout);
        Initial = new(encoded.State.Map(part => part.Copy()), [.. Enumerable.Range(0, pictures.Count)]);
    }

    /// <summary>The state before the first word, a row a picture.</summary>
    internal CaptionState Initial { get; }

    /// <inheritdoc/>
    public int VocabularySize => network.VocabularySize;

    /// <summary>Where a trained captioner looks: everywhere, or at the likeliest place.</summary>
    internal static LocationChoice? Likeliest(CaptionAttention attention) => attention == CaptionAttention.Soft ? null : (weights, _, _) =>
    {
        int locations = weights.Shape[1];
        int[] chosen = new int[weights.Shape[0]];
        for (int row = 0; row < chosen.Length; row++)
        {
            chosen[row] = Reductions.IndexOfLargest(weights.Values.Slice(row * locations, locations));
        }

        return chosen;
    };

    /// <inheritdoc/>
    public (float[] LogProbabilities, CaptionState State) Step(ReadOnlySpan<int> tokens, CaptionState state)
    {
        using StepMemory step = arena.BeginEvaluation();
        AttentionLayout layout = new(memory.Layout, state.Pictures);
        TokenBatch batch = TokenBatch.From([.. tokens.ToArray().Select(token => new[] { token })]);
        CaptionStep made = network.Step(batch, state.Decoder, memory, layout, choose);
        float[] logarithms = network.Scores(made.Output).LogProbabilities();
        // Words that were too rare to be learned are read as one, and nothing is said by writing it.
        for (int row = 0; row < tokens.Length; row++)
        {
            logarithms[row * VocabularySize + Vocabulary.UnknownIndex] = float.NegativeInfinity;
        }

        return (logarithms, new(made.State.Map(part => part.Copy()), state.Pictures));
    }

    /// <inheritdoc/>
    public CaptionState Select(CaptionState state, ReadOnlySpan<int> rows)
    {
        int[] selected = rows.ToArray();
        return new(state.Decoder.Map(part => part.SelectRows(selected)), [.. selected.Select(row => state.Pictures[row])]);
    }
}

/// <summary>What a decoder remembers, a row a hypothesis; it lives outside of steps.</summary>
/// <param name="Decoder">The decoder's state.</param>
/// <param name="Pictures">Which picture each row writes about.</param>
sealed record CaptionState(RecurrentState Decoder, int[] Pictures);
