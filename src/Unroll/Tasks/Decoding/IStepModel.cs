namespace Unroll.Tasks.Decoding;

/// <summary>A network that says, one token at a time, how likely each token is to come next: a language model, a decoder over a source, a captioner.</summary>
/// <typeparam name="TState">What it remembers of the tokens read so far, one row for each hypothesis; it outlives the step that made it.</typeparam>
interface IStepModel<TState>
{
    /// <summary>Number of tokens it chooses from.</summary>
    int VocabularySize { get; }

    /// <summary>Reads one token for each row and scores what comes next.</summary>
    /// <param name="tokens">One token for each row of the state, [rows].</param>
    /// <param name="state">The state before the tokens.</param>
    /// <returns>Log-probabilities of the next token, [rows, VocabularySize] row-major, and the state after the tokens.</returns>
    (float[] LogProbabilities, TState State) Step(ReadOnlySpan<int> tokens, TState state);

    /// <summary>The state whose row i is row rows[i] of the given one: rows may repeat or be left out.</summary>
    TState Select(TState state, ReadOnlySpan<int> rows);
}
