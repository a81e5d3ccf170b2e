using System.Security.Cryptography;
using Unroll.Tasks.Generation;

namespace Unroll.Studio.Service;

/// <summary>
/// The states of generators that are kept between requests. A session holds its state and its last tokens, so it costs the same however
/// much was read; there are only so many, and one that nobody asks for is forgotten after a while.
/// </summary>
sealed class SessionStore(ServiceOptions options, TimeProvider time)
{
    readonly object gate = new();
    readonly Dictionary<string, Session> sessions = new(StringComparer.Ordinal);

    /// <summary>Sessions that are kept.</summary>
    internal int Count
    {
        get
        {
            lock (gate)
            {
                return sessions.Count;
            }
        }
    }

    /// <summary>Begins a session.</summary>
    /// <exception cref="RequestProblem">As many as may are kept already.</exception>
    internal Session Begin(ServedGenerator model)
    {
        ForgetIdle();
        lock (gate)
        {
            if (sessions.Count >= options.Limits.Sessions)
            {
                throw RequestProblem.Overloaded($"{sessions.Count} sessions are kept already, and no more may be; end one, or try again later.");
            }

            // Whoever knows the name of a session may read on in it, so it cannot be guessed.
            const int bytes = 16;
            Session session = new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes)), model.Address.Full, model.Current, time.GetTimestamp());
            sessions.Add(session.Id, session);
            return session;
        }
    }

    /// <summary>Takes a session for one request; disposing of what is returned gives it back.</summary>
    /// <exception cref="RequestProblem">It does not exist (any more), or another request has it.</exception>
    internal Lease Take(string id)
    {
        ForgetIdle();
        lock (gate)
        {
            if (!sessions.TryGetValue(id, out Session? session))
            {
                throw RequestProblem.Missing($"There is no such session; it was ended, or forgotten after {options.Limits.SessionIdle.TotalSeconds:F0} seconds without a request.");
            }

            if (session.IsTaken)
            {
                throw RequestProblem.Conflict("Another request is at work in this session; a session does one thing at a time.");
            }

            session.IsTaken = true;
            return new(this, session);
        }
    }

    /// <summary>Ends a session; what is under way in it goes on to its end.</summary>
    /// <exception cref="RequestProblem">It does not exist.</exception>
    internal void End(string id)
    {
        lock (gate)
        {
            if (!sessions.Remove(id))
            {
                throw RequestProblem.Missing("There is no such session.");
            }
        }
    }

    /// <summary>Forgets the sessions that nobody has asked for in a while.</summary>
    internal void ForgetIdle()
    {
        lock (gate)
        {
            foreach (Session session in sessions.Values.Where(each => !each.IsTaken && time.GetElapsedTime(each.Used) > options.Limits.SessionIdle).ToArray())
            {
                sessions.Remove(session.Id);
            }
        }
    }

    void GiveBack(Session session)
    {
        lock (gate)
        {
            (session.IsTaken, session.Used) = (false, time.GetTimestamp());
        }
    }

    /// <summary>A text in the making that is kept.</summary>
    /// <param name="id">What it is called in addresses.</param>
    /// <param name="model">The name of the model that reads and writes it.</param>
    /// <param name="generator">That model, as it was when the session began.</param>
    /// <param name="used">When a request was last done with it.</param>
    internal sealed class Session(string id, string model, TextGenerator generator, long used)
    {
        internal string Id => id;

        internal string Model => model;

        internal TextGenerator Generator => generator;

        internal GeneratorSession Text { get; } = generator.NewSession();

        internal bool IsTaken { get; set; }

        internal long Used { get; set; } = used;
    }

    /// <summary>A session in the hands of one request.</summary>
    internal sealed class Lease(SessionStore store, Session session) : IDisposable
    {
        bool isGivenBack;

        internal Session Session => session;

        /// <summary>Gives the session back, once: the next request may have it already when this one's response ends.</summary>
        public void Dispose()
        {
            if (!Interlocked.Exchange(ref isGivenBack, true))
            {
                store.GiveBack(session);
            }
        }
    }
}
