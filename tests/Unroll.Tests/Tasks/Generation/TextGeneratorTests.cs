using Unroll.Layers;
using Unroll.Tasks;
using Unroll.Tasks.Generation;
using Unroll.Tensors;
using Unroll.Tests.Formats;
using Unroll.Text;
using Unroll.Training;

namespace Unroll.Tests.Tasks.Generation;

public sealed class TextGeneratorTests : IDisposable
{
    static readonly TextGeneratorOptions Small = new(
        HiddenSize: 12, Layers: 1, EmbeddingSize: 8, LayerDropout: 0, Merges: 20, OutputDropout: 0, BatchSize: 4, ChunkLength: 10, LearningRate: 2e-2f, Epochs: 2, Patience: 20, Threads: 1);

    // Everything that a resumed run could forget.
    static readonly TextGeneratorOptions Everything = Small with
    {
        Layers = 2,
        TiesWeights = true,
        EmbeddingDropout = 0.1f,
        InputDropout = 0.1f,
        LayerDropout = 0.1f,
        OutputDropout = 0.1f,
        HiddenWeightDropout = 0.2f,
        LocksDropout = true,
        ActivationPenalty = 1,
        ChangePenalty = 1,
        Epochs = 4,
        BatchSize = 3,
    };

    readonly TemporaryFolder folder = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_text_that_repeats_itself_is_learned_and_goes_on()
    {
        TextCorpus corpus = Repeated("the cat sat on the mat, the dog did not.\n", 60);
        TextGenerator generator = TextGenerator.Train(corpus, Small with { HiddenSize = 32, Epochs = 15 }, cancellationToken: Token);
        Assert.InRange(generator.Evaluate(corpus).Perplexity, 1, 1.1);
        Assert.Equal("sat on the mat, the dog did not.\nthe cat sat", await Text(generator, "the cat ", new(Length: 44, Temperature: 0)));
    }

    // What a state that is forgotten between chunks of two tokens cannot know: which of two letters comes after a dot.
    [Fact]
    public void The_state_is_carried_from_chunk_to_chunk()
    {
        RandomSource random = new(seed: 1);
        TextCorpus corpus = new("dots", string.Concat(Enumerable.Range(0, 400).Select(_ => random.NextInt(2) == 0 ? "a.A." : "b.B.")));
        TextGeneratorOptions options = Small with { HiddenSize = 16, ChunkLength = 2, BatchSize = 2, Epochs = 5, LearningRate = 2e-2f };
        // A token in four is a toss: ln 2 / 4. Without a state, so would be its capital, and more.
        Assert.InRange(TextGenerator.Train(corpus, options, cancellationToken: Token).Training!.BestMetric!.Value, Math.Log(2) / 4 * 0.9, Math.Log(2) / 4 * 1.4);
    }

    [Theory]
    [InlineData(CellKind.Lstm, TokenizerKind.Character)]
    [InlineData(CellKind.Gru, TokenizerKind.Byte)]
    [InlineData(CellKind.Rnn, TokenizerKind.Word)]
    [InlineData(CellKind.Lstm, TokenizerKind.Whitespace)]
    [InlineData(CellKind.Lstm, TokenizerKind.Bpe)]
    public async Task A_saved_generator_writes_and_measures_the_same(CellKind cell, TokenizerKind tokenizer)
    {
        TextCorpus corpus = Repeated("Grüße, the cat sat.\nno dog\n", 30);
        TextGenerator generator = TextGenerator.Train(corpus, Small with { Cell = cell, Tokenizer = new(tokenizer), TiesWeights = cell == CellKind.Lstm }, cancellationToken: Token);
        generator.Save(folder["model"], generator.Evaluate(corpus));
        TextGenerator loaded = TextGenerator.Load(folder["model"]);

        Assert.Equal(generator.Evaluate(corpus), loaded.Evaluate(corpus));
        Assert.Equal(generator.Options with { Threads = null }, loaded.Options);
        GenerationOptions options = new(Length: 60, Seed: 9);
        string text = await Text(generator, "the cat", options);
        Assert.Equal(text, await Text(loaded, "the cat", options));
        Assert.NotEqual(text, await Text(loaded, "the cat", options with { Seed = 10 }));
        Assert.Equal("generate", ModelFolder.TaskOf(folder["model"]));
        string[] tokenizerFiles = tokenizer == TokenizerKind.Bpe ? ["merges.txt", "vocab.json"] : [];
        Assert.Equal(new[] { "config.json", "history.jsonl", "metrics.json", "model.safetensors", "vocabulary.txt" }.Concat(tokenizerFiles).Order(StringComparer.Ordinal),
            Directory.GetFiles(folder["model"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        TextCorpus corpus = Repeated("a stitch in time saves nine\n", 40);
        TextGeneratorOptions options = Everything with { Epochs = 1, HiddenSize = 40 };
        TextGenerator.Train(corpus, options, cancellationToken: Token).Save(folder["one"]);
        TextGenerator.Train(corpus, options with { Threads = 3 }, cancellationToken: Token).Save(folder["many"]);
        Assert.Equal(File.ReadAllBytes(folder["one/model.safetensors"]), File.ReadAllBytes(folder["many/model.safetensors"]));
    }

    [Theory]
    [InlineData(OptimizerKind.Adam, 0.02f)]
    [InlineData(OptimizerKind.AveragedSgd, 2f)]
    public void A_run_that_is_stopped_and_resumed_again_and_again_ends_with_the_bits_of_one_that_was_not(OptimizerKind optimizer, float rate)
    {
        TextCorpus corpus = Repeated("a stitch in time saves nine\n", 20);
        TextGeneratorOptions options = Everything with { Optimizer = optimizer, LearningRate = rate };
        TextGenerator.Train(corpus, options, cancellationToken: Token).Save(folder["whole"]);

        TextGenerator? resumed = null;
        for (int sitting = 0; resumed is null; sitting++)
        {
            Assert.True(sitting < 1000, "The run never ended.");
            using CancellationTokenSource stop = new();
            try
            {
                resumed = TextGenerator.Train(corpus, options, runFolder: folder["run"], progress: new StopAfter(steps: 1 + sitting % 5, stop), cancellationToken: stop.Token);
            }
            catch (OperationCanceledException)
            {
                // The next sitting goes on.
            }
        }

        resumed.Save(folder["pieces"]);
        Assert.Equal(File.ReadAllBytes(folder["whole/model.safetensors"]), File.ReadAllBytes(folder["pieces/model.safetensors"]));
    }

    [Fact]
    public async Task A_session_that_is_saved_and_restored_goes_on_as_if_nothing_had_been()
    {
        TextGenerator generator = Trained();
        GenerationOptions options = new(Length: 15, RepetitionPenalty: 1.1f, Seed: 4);
        GeneratorSession whole = generator.NewSession(), first = generator.NewSession();
        whole.Read("a stitch");
        first.Read("a stitch");
        string expected = await Text(whole.WriteAsync(options, Token));
        Assert.Equal(expected, await Text(first.WriteAsync(options, Token)));
        first.Save(folder["session"]);
        GeneratorSession second = generator.LoadSession(folder["session"]);
        Assert.Equal((8, 15), (second.TokensRead, second.TokensWritten));
        whole.Read(" in");
        second.Read(" in");
        expected = await Text(whole.WriteAsync(options, Token));
        Assert.Equal(expected, await Text(second.WriteAsync(options, Token)));
        Assert.InRange(new FileInfo(folder["session"]).Length, 1, 4096);
    }

    [Fact]
    public async Task What_may_come_next_sums_to_one_and_the_likeliest_is_what_the_generator_writes()
    {
        TextGenerator generator = Trained();
        GeneratorSession session = generator.NewSession(), unseen = generator.NewSession();
        session.Read("a stitch");
        unseen.Read("a stitch");
        Assert.Equal(8, session.TokensRead);

        IReadOnlyList<NextToken> all = session.Next(int.MaxValue);
        Assert.Equal(generator.VocabularySize - 1, all.Count);
        Assert.InRange(all.Sum(token => token.Probability), 0.9, 1.0001);
        Assert.Equal(all.OrderByDescending(token => token.Probability), all);
        Assert.Equal(all.Take(3), session.Next(3));

        string greedy = await Text(unseen.WriteAsync(new(Length: 6, Temperature: 0), Token)), chosen = "";
        for (int i = 0; i < 6; i++)
        {
            NextToken likeliest = session.Next(1)[0];
            Assert.Equal(likeliest.Text, session.Write(likeliest.Token));
            chosen += likeliest.Text;
        }
        Assert.Equal(greedy, chosen);
        Assert.Equal(6, session.TokensWritten);
    }

    [Fact]
    public async Task A_token_of_ones_own_choice_is_read_like_any_other()
    {
        TextGenerator generator = Trained();
        GeneratorSession chosen = generator.NewSession(), read = generator.NewSession();
        chosen.Read("a stitch");
        NextToken third = chosen.Next(3)[2];
        chosen.Write(third.Token);
        read.Read("a stitch");
        read.Read(third.Text);
        Assert.Equal(read.Next(5), chosen.Next(5));
        Assert.Equal(await Text(read.WriteAsync(new(Length: 5, Temperature: 0), Token)), await Text(chosen.WriteAsync(new(Length: 5, Temperature: 0), Token)));
    }

    [Fact]
    public void A_token_that_does_not_exist_or_stands_for_nothing_cannot_be_chosen()
    {
        TextGenerator generator = Trained();
        GeneratorSession session = generator.NewSession();
        Assert.Throws<InvalidDataException>(() => session.Next(1));
        session.Read("a");
        Assert.Throws<ArgumentOutOfRangeException>(() => session.Next(0));
        foreach (int token in new[] { -1, 0, generator.VocabularySize }) Assert.Throws<ArgumentOutOfRangeException>(() => session.Write(token));
        Assert.Equal(0, session.TokensWritten);
    }

    [Fact]
    public async Task A_text_written_in_pieces_is_the_text_written_at_once_even_where_a_piece_ends_inside_a_character()
    {
        TextGenerator generator = TextGenerator.Train(
            Repeated("héé wörld 😀 ", 60), Small with { Tokenizer = new(TokenizerKind.Byte) }, cancellationToken: Token);
        GenerationOptions options = new(Length: 24, Temperature: 0.5f, Seed: 3);
        string whole = await Text(generator, "h", options), pieces = "";
        GeneratorSession session = generator.NewSession();
        session.Read("h");
        for (int i = 0; i < options.Length; i++)
        {
            pieces += await Text(session.WriteAsync(options with { Length = 1 }, Token));
            session.Save(folder["pieces"]);
            session = generator.LoadSession(folder["pieces"]);
        }

        Assert.Equal(whole, pieces);
        Assert.Contains(whole, c => !char.IsAscii(c));
    }

    [Fact]
    public void A_session_of_another_model_or_a_damaged_one_is_refused_in_one_line()
    {
        TextGenerator generator = Trained();
        GeneratorSession session = generator.NewSession();
        session.Read("a stitch");
        session.Save(folder["session"]);
        byte[] good = File.ReadAllBytes(folder["session"]);
        Refused(TextGenerator.Train(Repeated("a stitch in time saves nine\n", 20), Small with { Seed = 2, Epochs = 1 }, cancellationToken: Token));
        RandomSource random = new(seed: 5);
        for (int round = 0; round < 200; round++)
        {
            byte[] bad = (byte[])good.Clone();
            bad[random.NextInt(Math.Min(bad.Length, 900))] = (byte)"0123456789{}[]\",:-en\\"[random.NextInt(21)];
            File.WriteAllBytes(folder["session"], round % 10 == 9 ? bad[..random.NextInt(bad.Length)] : bad);
            try
            {
                generator.LoadSession(folder["session"]).Read("time");
            }
            catch (InvalidDataException exception)
            {
                Assert.DoesNotContain('\n', exception.Message);
            }
        }

        void Refused(TextGenerator other)
        {
            InvalidDataException exception = Assert.Throws<InvalidDataException>(() => other.LoadSession(folder["session"]));
            Assert.Contains("another model", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_a_prompt_lacks_is_said_in_one_line()
    {
        TextGenerator generator = Trained();
        InvalidDataException unknown = Assert.Throws<InvalidDataException>(() => generator.NewSession().Read("a stiXch"));
        Assert.StartsWith("prompt: 'X', token 6 of 8, did not occur in the text this model has learned from; it knows ", unknown.Message, StringComparison.Ordinal);
        Assert.Contains(" a ", unknown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', unknown.Message);
        InvalidDataException empty = await Assert.ThrowsAsync<InvalidDataException>(() => Text(generator, "", new()));
        Assert.Equal("prompt: it is empty, and there is nothing to go on from; give a few characters to begin with.", empty.Message);
    }

    [Fact]
    public void A_text_too_short_for_its_batches_is_named_with_what_would_do()
    {
        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => TextGenerator.Train(new("short.txt", "abcdefg\nxyz\n"), Small with { BatchSize = 32 }, cancellationToken: Token));
        Assert.Matches("^short.txt: \\d+ tokens are left to learn from, too few to read at 32 places at once; give more text, or a batch size of \\d or less.$", exception.Message);
        Assert.Throws<InvalidDataException>(() => Trained().Evaluate(new("tiny.txt", "a")));
    }

    [Fact]
    public async Task Writing_stops_when_asked()
    {
        TextGenerator generator = Trained();
        using CancellationTokenSource stop = new();
        int pieces = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (string piece in generator.GenerateAsync("a ", new(Length: 1000), stop.Token))
            {
                if (++pieces == 5)
                {
                    await stop.CancelAsync();
                }
            }
        });
        Assert.Equal(5, pieces);
    }

    [Fact]
    public void Damaged_folders_are_named_in_one_line()
    {
        Trained().Save(folder["model"]);
        string configuration = folder["model/config.json"], text = File.ReadAllText(configuration);
        foreach ((string good, string forged) in new[]
        {
            ("\"hiddenSize\": 12", "\"hiddenSize\": 2000000000"), ("\"embeddingSize\": 8", "\"embeddingSize\": 2000000000"), ("\"layers\": 1", "\"layers\": 2000000000"),
            ("\"hiddenSize\": 12", "\"hiddenSize\": -8"), ("\"version\": 1", "\"version\": 99"), ("\"task\": \"generate\"", "\"task\": \"classify\""), ("\"cell\": \"Lstm\"", "\"cell\": \"Magic\""),
            ("\"tiesWeights\": false", "\"tiesWeights\": true"), ("\"kind\": \"Character\"", "\"kind\": \"Bpe\""),
        })
        {
            Assert.Contains(good, text, StringComparison.Ordinal);
            File.WriteAllText(configuration, text.Replace(good, forged, StringComparison.Ordinal));
            InvalidDataException exception = Assert.Throws<InvalidDataException>(() => TextGenerator.Load(folder["model"]));
            Assert.DoesNotContain('\n', exception.Message);
            Assert.Contains(folder["model"], exception.Message, StringComparison.Ordinal);
        }

        File.WriteAllText(configuration, text);
        TextGenerator.Load(folder["model"]);
    }

    [Fact]
    public void Impossible_options_cannot_be_made()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TextGeneratorOptions(HiddenSize: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TextGeneratorOptions(HiddenWeightDropout: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TextGeneratorOptions(ChangePenalty: float.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Small with { ChunkLength = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GenerationOptions(Length: 0));
    }

    [Theory]
    [InlineData(1, 12)]
    [InlineData(2, 8)]
    public void A_texts_vector_is_the_state_after_it_whatever_is_read_beside_it(int layers, int size)
    {
        TextGenerator generator = TextGenerator.Train(Repeated("a stitch in time saves nine\n", 20),
            Small with { Layers = layers, TiesWeights = layers == 2, Epochs = 1 }, cancellationToken: Token);
        string[] texts = ["time", string.Concat(Enumerable.Repeat("nine stitches ", 11)), "", "a", "Ω is unknown"];

        IReadOnlyList<float[]> vectors = generator.Embed(texts);

        Assert.Equal(size, generator.VectorSize);
        LanguageModelStep oneByOne = new(generator.Network, new ArenaPool(threads: 1));
        foreach ((string text, float[] vector) in texts.Zip(vectors))
        {
            RecurrentState state = generator.Network.NewState(rows: 1);
            foreach (int token in generator.Coder.Encode(text))
            {
                state = oneByOne.Step([token], state).State;
            }

            Assert.Equal(state.Hidden.Values.ToArray(), vector);
        }

        Assert.All(vectors[2], value => Assert.Equal(0, value));
        Assert.NotEqual(vectors[0], vectors[3]);
        Assert.Empty(generator.Embed([]));
    }

    static TextGenerator Trained() => TextGenerator.Train(Repeated("a stitch in time saves nine\n", 20), Small, cancellationToken: Token);

    static TextCorpus Repeated(string text, int times) => new("repeated", string.Concat(Enumerable.Repeat(text, times)));

    static Task<string> Text(TextGenerator generator, string prompt, GenerationOptions options) => Text(generator.GenerateAsync(prompt, options, Token));

    static async Task<string> Text(IAsyncEnumerable<string> pieces)
    {
        System.Text.StringBuilder text = new();
        await foreach (string piece in pieces)
        {
            text.Append(piece);
        }

        return text.ToString();
    }

    sealed class StopAfter(int steps, CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        long? first;

        public void Report(TrainingProgress value)
        {
            first ??= value.Step;
            if (value.Step >= first + steps)
            {
                stop.Cancel();
            }
        }
    }
}
