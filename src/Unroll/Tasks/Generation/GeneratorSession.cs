using System.Runtime.CompilerServices;
using Unroll.Layers;
using Unroll.Tasks.Decoding;
using Unroll.Text;

namespace Unroll.Tasks.Generation;

/// <summary>A text in the making: what a generator remembers of what was read and written so far. One thread at a time.</summary>
public sealed class GeneratorSession
{
    /// <summary>Tokens that a repetition penalty looks back on.</summary>
    internal const int Remembered = 256;

    readonly TextGenerator generator;
    readonly LanguageModelStep model;
    readonly Queue<int> recent;
    RecurrentState state;
    int? last;
    long written;
    (float[] LogProbabilities, RecurrentState State)? ahead;

    internal GeneratorSession(TextGenerator generator)
        : this(generator, generator.Network.NewState(rows: 1), [], read: 0, written: 0)
    {
    }

    internal GeneratorSession(TextGenerator generator, RecurrentState state, IReadOnlyList<int> recent, long read, long written)
    {
        (this.generator, this.state, this.recent, TokensRead, this.written) = (generator, state, new(recent), read, written);
        model = new(generator.Network, generator.Arenas);
        last = recent.Count > 0 ? recent[^1] : null;
    }

    /// <summary>Tokens read so far.</summary>
    public long TokensRead { get; private set; }

    /// <summary>Tokens written so far, chosen by the generator or by <see cref="Write"/>.</summary>
    public long TokensWritten => written;

    /// <summary>The state before the last token, which has not been read yet.</summary>
    internal RecurrentState State => state;

    /// <summary>The last tokens, the very last one included.</summary>
    internal IReadOnlyCollection<int> Recent => recent;

    /// <summary>Reads a text that is to be continued.</summary>
    /// <param name="text">Any text whose tokens the generator knows.</param>
    /// <exception cref="InvalidDataException">The generator does not know a token; the message says which and where.</exception>
    public void Read(string text)
    {
        int[] ids = generator.Coder.EncodePrompt(text);
        if (ids.Length == 0)
        {
            return;
        }

        int[] unread = last is { } before ? [before, .. ids[..^1]] : ids[..^1];
        state = model.Read(unread, state);
        foreach (int id in ids)
        {
            Remember(id);
        }

        TokensRead += ids.Length;
    }

    /// <summary>What may come next, likeliest first; the text stays as it is.</summary>
    /// <param name="count">Tokens wanted; 1 or more. Fewer come when the generator knows fewer.</param>
    /// <returns>Tokens with the probabilities the network gives them, before any temperature. The unknown token is not among them.</returns>
    /// <exception cref="ArgumentOutOfRangeException">count is less than 1.</exception>
    /// <exception cref="InvalidDataException">Nothing was read yet: a text needs a beginning.</exception>
    public IReadOnlyList<NextToken> Next(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        float[] logProbabilities = Ahead().LogProbabilities;
        return [.. Enumerable.Range(0, logProbabilities.Length)
            .Where(token => token != Vocabulary.UnknownIndex)
            .OrderByDescending(token => logProbabilities[token])
            .Take(count)
            .Select(token => new NextToken(token, TextOf(token), Math.Exp(logProbabilities[token])))];
    }

    /// <summary>Goes on with a token of one's own choice, for instance one that <see cref="Next"/> named.</summary>
    /// <param name="token">Its number; 1 or more, below <see cref="TextGenerator.VocabularySize"/>.</param>
    /// <returns>The text it adds; empty while a character lacks bytes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The generator has no such token, or it is the unknown one.</exception>
    /// <exception cref="InvalidDataException">Nothing was read yet: a text needs a beginning.</exception>
    public string Write(int token)
    {
        if (token < 0 || token >= generator.VocabularySize || token == Vocabulary.UnknownIndex)
        {
            throw new ArgumentOutOfRangeException(nameof(token), token, $"The generator's tokens are 1 to {generator.VocabularySize - 1}.");
        }

        state = Ahead().State;
        string text = TextOf(token);
        written++;
        Remember(token);
        return text;
    }

    /// <summary>Continues the text, piece by piece as it is written.</summary>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Stops after the token under way; what was written stays part of the session.</param>
    /// <exception cref="InvalidDataException">Nothing was read yet: a text needs a beginning.</exception>
    /// <exception cref="OperationCanceledException">Writing was stopped.</exception>
    public async IAsyncEnumerable<string> WriteAsync(
        GenerationOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        options ??= new();
        RequireBeginning();
        Sampler sampler = new(options);
        TextAssembler assembler = generator.Coder.AssemblerAfter(recent);
        for (int i = 0; i < options.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Computing is work for a thread of its own: whoever awaits the next piece stays free meanwhile.
            int token = await Task.Run(() => Step(sampler), CancellationToken.None).ConfigureAwait(false);
            string piece = generator.Coder.Text(token, assembler);
            if (piece.Length > 0)
            {
                yield return piece;
            }
        }
    }

    /// <summary>Keeps the session as a small safetensors file.</summary>
    /// <param name="path">The file; replaced as a whole or not at all.</param>
    /// <exception cref="IOException">The file cannot be written; one line that names it.</exception>
    public void Save(string path) => SessionFile.Save(this, generator, path);

    int Step(Sampler sampler)
    {
        (float[] logProbabilities, state) = Ahead();
        // Nothing is known of what the unknown token would stand for.
        logProbabilities[Vocabulary.UnknownIndex] = float.NegativeInfinity;
        int token = sampler.Choose(logProbabilities, recent, written++);
        Remember(token);
        return token;
    }

    // Whoever has seen what may come next does not pay again for going on with it.
    (float[] LogProbabilities, RecurrentState State) Ahead()
    {
        RequireBeginning();
        return ahead ??= model.Step([last!.Value], state);
    }

    void RequireBeginning()
    {
        if (last is null)
        {
            throw new InvalidDataException("prompt: it is empty, and there is nothing to go on from; give a few characters to begin with.");
        }
    }

    string TextOf(int token) => generator.Coder.Text(token, generator.Coder.AssemblerAfter(recent));

    void Remember(int token)
    {
        (last, ahead) = (token, null);
        recent.Enqueue(token);
        if (recent.Count > Remembered)
        {
            recent.Dequeue();
        }
    }
}
