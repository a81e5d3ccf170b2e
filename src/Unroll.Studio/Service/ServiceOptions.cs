using System.Net;

namespace Unroll.Studio.Service;

/// <summary>What a service serves, where, and how much it takes on.</summary>
/// <param name="Models">The models, with their names and versions; one or more.</param>
/// <param name="Address">Where it listens; null for this machine alone.</param>
/// <param name="Port">0 for any that is free.</param>
/// <param name="ApiKey">What every request has to bring along; null for nothing.</param>
/// <param name="Limits">How much it takes on; null for the defaults.</param>
sealed record ServiceOptions(
    IReadOnlyList<ModelAddress> Models, IPAddress? Address = null, int Port = 8080, string? ApiKey = null, ServiceLimits? Limits = null)
{
    /// <summary>Where it listens.</summary>
    internal IPAddress Address { get; init; } = Address ?? IPAddress.Loopback;

    /// <summary>How much it takes on.</summary>
    internal ServiceLimits Limits { get; init; } = Limits ?? new();
}

/// <summary>How much a service takes on, so that no request and no crowd of them takes it from the others.</summary>
/// <param name="BodyBytes">Bytes of a request's body.</param>
/// <param name="Texts">Texts or pictures of a request.</param>
/// <param name="Tokens">Tokens of a text, and tokens that a request may have written.</param>
/// <param name="Beam">Widest beam that a translation or caption may be searched with.</param>
/// <param name="Requests">Requests at a time; more are answered with 503.</param>
/// <param name="Connections">Connections at a time; more are closed at once.</param>
/// <param name="Queue">Texts that wait for a model; more are answered with 503.</param>
/// <param name="Batch">Texts that a model computes together.</param>
/// <param name="Streams">Texts written at the same time; more are answered with 503.</param>
/// <param name="Sessions">Sessions kept at the same time.</param>
/// <param name="Workers">Batches computed at the same time, each on one thread; null for one a core.</param>
/// <param name="Time">How long a request may take.</param>
/// <param name="SessionIdle">After how long without a request a session is forgotten.</param>
/// <param name="Drain">How long requests under way may take to finish when the service ends.</param>
/// <param name="Poll">How often the model folders are looked at.</param>
sealed record ServiceLimits(
    long BodyBytes = 1 << 20,
    int Texts = 256,
    int Tokens = 10_000,
    int Beam = 20,
    int Requests = 256,
    int Connections = 1024,
    int Queue = 1024,
    int Batch = 32,
    int Streams = 16,
    int Sessions = 1000,
    int? Workers = null,
    TimeSpan? Time = null,
    TimeSpan? SessionIdle = null,
    TimeSpan? Drain = null,
    TimeSpan? Poll = null)
{
    /// <summary>Batches computed at the same time.</summary>
    internal int Workers { get; init; } = Workers ?? Environment.ProcessorCount;

    /// <summary>How long a request may take.</summary>
    internal TimeSpan Time { get; init; } = Time ?? TimeSpan.FromSeconds(30);

    /// <summary>After how long without a request a session is forgotten.</summary>
    internal TimeSpan SessionIdle { get; init; } = SessionIdle ?? TimeSpan.FromMinutes(15);

    /// <summary>How long requests under way may take to finish when the service ends.</summary>
    internal TimeSpan Drain { get; init; } = Drain ?? TimeSpan.FromSeconds(30);

    /// <summary>How often the model folders are looked at.</summary>
    internal TimeSpan Poll { get; init; } = Poll ?? TimeSpan.FromSeconds(1);
}
