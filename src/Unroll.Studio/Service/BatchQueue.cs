using System.Diagnostics;

namespace Unroll.Studio.Service;

/// <summary>
/// Questions that arrive while others are computed wait here and are then computed together: a batch of thirty costs little more than
/// a few single ones. A lone question is computed at once. Threads of its own compute, so that those of the server stay free.
/// </summary>
/// <typeparam name="TQuestion">What is asked: a text.</typeparam>
/// <typeparam name="TAnswer">What is answered.</typeparam>
sealed class BatchQueue<TQuestion, TAnswer> : IDisposable
{
    readonly object gate = new();
    readonly Queue<Question> waiting = new();
    readonly Func<IReadOnlyList<TQuestion>, IReadOnlyList<TAnswer>> compute;
    readonly ServiceLimits limits;
    readonly Action<int, TimeSpan> measure;
    int idle;
    bool hasEnded;

    /// <summary>A queue with threads that wait for work.</summary>
    /// <param name="compute">Answers some questions, in order; called by several threads at once.</param>
    /// <param name="limits">Threads, questions of a batch, and questions that may wait.</param>
    /// <param name="measure">Told the size of every batch and how long it took.</param>
    internal BatchQueue(Func<IReadOnlyList<TQuestion>, IReadOnlyList<TAnswer>> compute, ServiceLimits limits, Action<int, TimeSpan> measure)
    {
        (this.compute, this.limits, this.measure) = (compute, limits, measure);
        for (int i = 0; i < limits.Workers; i++)
        {
            new Thread(Work) { IsBackground = true, Name = $"Batches {i}" }.Start();
        }
    }

    /// <summary>Questions that wait.</summary>
    internal int Length
    {
        get
        {
            lock (gate)
            {
                return waiting.Count;
            }
        }
    }

    /// <summary>Asks.</summary>
    /// <param name="questions">One or more.</param>
    /// <param name="cancellationToken">Nobody waits for the answers any more: what has not been begun is left out.</param>
    /// <returns>The answers, in order.</returns>
    /// <exception cref="RequestProblem">Too many questions wait already.</exception>
    internal async Task<IReadOnlyList<TAnswer>> Ask(IReadOnlyList<TQuestion> questions, CancellationToken cancellationToken)
    {
        using Activity? activity = ServiceMeter.Activities.StartActivity("unroll.service.answer")?.SetTag("texts", questions.Count);
        Request request = new(questions.Count);
        lock (gate)
        {
            if (waiting.Count + questions.Count > limits.Queue)
            {
                throw RequestProblem.Overloaded($"{waiting.Count} texts wait for this model already, and {limits.Queue} may; try again in a moment.");
            }

            for (int i = 0; i < questions.Count; i++)
            {
                waiting.Enqueue(new(request, i, questions[i]));
                // Whoever wakes takes at least one question, so no more threads have to wake than there are questions.
                Monitor.Pulse(gate);
            }
        }

        using CancellationTokenRegistration registration = cancellationToken.Register(() => request.Completion.TrySetCanceled(cancellationToken));
        return await request.Completion.Task.ConfigureAwait(false);
    }

    /// <summary>Lets the threads end; what waits is answered first.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            hasEnded = true;
            Monitor.PulseAll(gate);
        }
    }

    void Work()
    {
        while (Take() is { Count: > 0 } batch)
        {
            long start = Stopwatch.GetTimestamp();
            Answer(batch);
            measure(batch.Count, Stopwatch.GetElapsedTime(start));
        }
    }

    // As many as are waiting, shared with the threads that have nothing to do either; none at the end.
    List<Question> Take()
    {
        List<Question> batch = [];
        lock (gate)
        {
            idle++;
            while (batch.Count == 0 && Wait())
            {
                int share = Math.Min(limits.Batch, (waiting.Count + idle - 1) / idle);
                while (batch.Count < share && waiting.TryDequeue(out Question question))
                {
                    // What was given up meanwhile is left out.
                    if (!question.Request.Completion.Task.IsCompleted)
                    {
                        batch.Add(question);
                    }
                }
            }

            idle--;
        }

        return batch;
    }

    bool Wait()
    {
        while (waiting.Count == 0 && !hasEnded)
        {
            Monitor.Wait(gate);
        }

        return waiting.Count > 0;
    }

    void Answer(List<Question> batch)
    {
        try
        {
            IReadOnlyList<TAnswer> answers = compute([.. batch.Select(question => question.Asked)]);
            for (int i = 0; i < batch.Count; i++)
            {
                batch[i].Request.Answer(batch[i].Index, answers[i]);
            }
        }
        catch (Exception) when (batch.Count > 1)
        {
            // One question that cannot be answered must not spoil the answers of others.
            batch.ForEach(question => Answer([question]));
        }
        catch (Exception failure)
        {
            batch[0].Request.Completion.TrySetException(failure);
        }
    }

    readonly record struct Question(Request Request, int Index, TQuestion Asked);

    sealed class Request(int count)
    {
        readonly TAnswer[] answers = new TAnswer[count];
        int left = count;

        internal TaskCompletionSource<IReadOnlyList<TAnswer>> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal void Answer(int index, TAnswer answer)
        {
            answers[index] = answer;
            if (Interlocked.Decrement(ref left) == 0)
            {
                Completion.TrySetResult(answers);
            }
        }
    }
}
