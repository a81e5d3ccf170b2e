namespace Unroll.Studio.Service;

/// <summary>A served model whose questions wait for their turn and are then answered together.</summary>
/// <typeparam name="TModel">The library's class.</typeparam>
/// <typeparam name="TQuestion">What is asked: a text.</typeparam>
/// <typeparam name="TAnswer">What is answered.</typeparam>
abstract class ServedQueue<TModel, TQuestion, TAnswer> : ServedModel<TModel> where TModel : class
{
    readonly BatchQueue<TQuestion, TAnswer> queue;

    /// <summary>Loads a model; its threads wait for work.</summary>
    /// <param name="address">Its name, version and folder.</param>
    /// <param name="load">Loads a folder for so many threads.</param>
    /// <param name="answer">Answers some questions, in order: one model for the whole batch, whatever is loaded meanwhile.</param>
    /// <param name="limits">How much is computed at a time, and how much may wait.</param>
    /// <param name="services">Clock and log.</param>
    private protected ServedQueue(
        ModelAddress address, Func<string, int?, TModel> load, Func<TModel, IReadOnlyList<TQuestion>, IReadOnlyList<TAnswer>> answer,
        ServiceLimits limits, Surroundings services) : base(address, load, services) =>
        queue = new(questions => answer(Current, questions), limits, ServiceMeter.BatchesOf(address.Full));

    internal sealed override int Waiting => queue.Length;

    /// <summary>Asks.</summary>
    /// <param name="questions">One or more.</param>
    /// <param name="cancellationToken">Nobody waits any more.</param>
    /// <returns>The answers, in order.</returns>
    internal Task<IReadOnlyList<TAnswer>> Ask(IReadOnlyList<TQuestion> questions, CancellationToken cancellationToken) => queue.Ask(questions, cancellationToken);

    public sealed override void Dispose() => queue.Dispose();
}
