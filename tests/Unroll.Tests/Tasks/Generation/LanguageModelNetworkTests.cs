using Unroll.Layers;
using Unroll.Operations;
using Unroll.Tasks;
using Unroll.Tasks.Generation;
using Unroll.Tensors;

namespace Unroll.Tests.Tasks.Generation;

public sealed class LanguageModelNetworkTests
{
    const int Tokens = 11;

    // AWD-LSTM with everything on.
    static readonly TextGeneratorOptions Everything = new(
        HiddenSize: 6, Layers: 3, EmbeddingSize: 5, TiesWeights: true, EmbeddingDropout: 0.2f, InputDropout: 0.3f, LayerDropout: 0.25f, OutputDropout: 0.3f,
        HiddenWeightDropout: 0.4f, LocksDropout: true, ActivationPenalty: 2, ChangePenalty: 1);

    public static TheoryData<CellKind> Cells => [CellKind.Lstm, CellKind.Gru, CellKind.Rnn, CellKind.RnnRelu];

    [Theory, MemberData(nameof(Cells))]
    public void The_loss_with_every_dropout_and_penalty_has_the_gradient_of_its_reference(CellKind cell)
    {
        LanguageModelNetwork network = new(Everything with { Cell = cell }, Tokens);
        using StepMemory step = new Arena(threads: 1).BeginStep();
        TokenBatch batch = TokenBatch.From([[1, 5, 10, 5], [7, 7, 2, 0]]);
        RecurrentState initial = network.NewState(rows: 2).Map(part => Samples.Leaf(part.Shape));

        GradientCheck.Run(() => network.Loss(batch, [5, 7, 10, 2, 5, 0, 1, 3], initial).Loss,
            [.. network.Parameters, .. initial.Cells.SelectMany(parts => parts)], tolerance: 5e-5).Require();
    }

    [Fact]
    public void Penalties_are_the_mean_squares_of_the_outputs_and_of_their_change()
    {
        TextGeneratorOptions plain = new(HiddenSize: 3, Layers: 1, EmbeddingSize: 4, LayerDropout: 0, OutputDropout: 0);
        double without = Loss(plain), large = 0, changing = 0;
        Sequences outputs = new LanguageModelNetwork(plain, Tokens).Read(Batch(), new LanguageModelNetwork(plain, Tokens).NewState(rows: 2)).Outputs;
        int changes = 0;
        for (int sequence = 0; sequence < 2; sequence++)
        {
            for (int i = 0; i < outputs.Layout.Lengths[sequence] * 3; i++)
            {
                float now = Value(sequence, i);
                large += now * (double)now / outputs.Data.Shape.Count;
                if (i >= 3)
                {
                    changing += Math.Pow(now - (double)Value(sequence, i - 3), 2);
                    changes++;
                }
            }
        }

        Assert.Equal(without + 2 * large, Loss(plain with { ActivationPenalty = 2 }), 1e-6);
        Assert.Equal(without + 3 * changing / changes, Loss(plain with { ChangePenalty = 3 }), 1e-6);

        TokenBatch Batch() => TokenBatch.From([[1, 5, 10, 5], [7, 7]]);
        double Loss(TextGeneratorOptions options)
        {
            LanguageModelNetwork network = new(options, Tokens);
            return network.Loss(Batch(), [5, 7, 10, 2, 5, 0], network.NewState(rows: 2)).Loss.Item;
        }

        float Value(int sequence, int i) => outputs.Data.Values[outputs.Layout.Row(sequence, i / 3) * 3 + i % 3];
    }

    [Fact]
    public void Tied_weights_are_one_parameter_and_the_last_layer_has_the_size_of_the_vectors()
    {
        LanguageModelNetwork tied = new(Everything, Tokens), separate = new(Everything with { TiesWeights = false }, Tokens);
        Assert.Contains(tied.NamedParameters, named => named.Name == "embedding.weight");
        Assert.DoesNotContain(tied.NamedParameters, named => named.Name.StartsWith("output.", StringComparison.Ordinal));
        Assert.Equal([Tokens], tied.NamedParameters.Single(named => named.Name == "output_bias").Parameter.Shape);
        Assert.Equal([20, 5], tied.NamedParameters.Single(named => named.Name == "recurrent.weight_hh_l2").Parameter.Shape);
        Assert.Equal([Tokens, 6], separate.NamedParameters.Single(named => named.Name == "output.weight").Parameter.Shape);
    }

    [Fact]
    public void What_comes_later_changes_no_score_of_what_came_before()
    {
        LanguageModelNetwork network = new(Everything, Tokens);
        float[] before = Logits(network, [3, 1, 4, 1, 5, 9]), changed = Logits(network, [3, 1, 4, 2, 0, 7]);
        Assert.Equal(before[..(3 * Tokens)], changed[..(3 * Tokens)]);
        Assert.NotEqual(before[(3 * Tokens)..], changed[(3 * Tokens)..]);
    }

    [Theory, MemberData(nameof(Cells))]
    public void Read_in_chunks_token_by_token_or_whole_the_scores_are_the_same(CellKind cell)
    {
        LanguageModelNetwork network = new(Everything with { Cell = cell }, Tokens);
        int[] text = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7];
        float[] whole = Logits(network, text);

        List<float> pieces = [];
        Arena arena = new(threads: 1);
        RecurrentState state = network.NewState(rows: 1);
        foreach (int[] chunk in new[] { text[..5], text[5..6], text[6..] })
        {
            using StepMemory step = arena.BeginEvaluation();
            (Tensor logits, RecurrentState final) = network.Forward(TokenBatch.From([chunk]), state);
            pieces.AddRange(logits.Values);
            state = final.Map(part => part.Copy());
        }

        Assert.Equal(whole, pieces);

        LanguageModelStep model = new(network, new ArenaPool(threads: 1));
        RecurrentState steps = network.NewState(rows: 1);
        for (int i = 0; i < text.Length; i++)
        {
            (float[] logProbabilities, steps) = model.Step([text[i]], steps);
            double logSum = Math.Log(whole.Skip(i * Tokens).Take(Tokens).Sum(score => Math.Exp(score)));
            Assert.All(Enumerable.Range(0, Tokens), token => Assert.Equal(whole[i * Tokens + token] - logSum, logProbabilities[token], 1e-5));
        }

        Assert.Equal(state.Cells.SelectMany(parts => parts).SelectMany(part => part.Values.ToArray()), steps.Cells.SelectMany(parts => parts).SelectMany(part => part.Values.ToArray()));
    }

    [Fact]
    public void Chosen_rows_of_a_state_go_on_as_their_originals()
    {
        LanguageModelStep model = new(new(Everything, Tokens), new ArenaPool(threads: 1));
        (float[] scores, RecurrentState state) = model.Step([1, 2, 3], new LanguageModelNetwork(Everything, Tokens).NewState(rows: 3));
        Assert.Equal(3 * Tokens, scores.Length);
        (float[] three, _) = model.Step([4, 5, 6], state);
        (float[] chosen, _) = model.Step([6, 4, 6], model.Select(state, [2, 0, 2]));
        Assert.Equal([.. three[(2 * Tokens)..], .. three[..Tokens], .. three[(2 * Tokens)..]], chosen);
    }

    [Fact]
    public void Outside_of_training_nothing_is_dropped()
    {
        LanguageModelNetwork dropping = new(Everything, Tokens);
        LanguageModelNetwork plain = new(Everything with { EmbeddingDropout = 0, InputDropout = 0, LayerDropout = 0, OutputDropout = 0, HiddenWeightDropout = 0 }, Tokens);
        Assert.Equal(Logits(plain, [3, 1, 4]), Logits(dropping, [3, 1, 4]));
    }

    static float[] Logits(LanguageModelNetwork network, int[] text)
    {
        using StepMemory step = new Arena(threads: 1).BeginEvaluation();
        return network.Forward(TokenBatch.From([text]), network.NewState(rows: 1)).Logits.Values.ToArray();
    }
}
