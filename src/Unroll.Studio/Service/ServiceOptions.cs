using System.Net;

namespace Unroll.Studio.Service;

/// <summary>What a service serves, where, and how much it takes on.</summary>
/// <param name="Models">The models, with their names and versions; one or more.</param>
sealed record ServiceOptions(IReadOnlyList<ModelAddress> Models)
{
    /// <summary>Where it listens; this machine alone by default.</summary>
    internal IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>0 for any that is free.</summary>
    internal int Port { get; init; } = 8080;

    /// <summary>What every request has to bring along; null for nothing.</summary>
    internal string? ApiKey { get; init; }

    /// <summary>How much it takes on.</summary>
    internal ServiceLimits Limits { get; init; } = new();
}

/// <summary>How much a service takes on, so that no request and no crowd of them takes it from the others.</summary>
sealed record ServiceLimits
{
    /// <summary>Bytes of a request's body.</summary>
    internal long BodyBytes { get; init; } = 1 << 20;

    /// <summary>Texts or pictures of a request.</summary>
    internal int Texts { get; init; } = 256;

    /// <summary>Tokens of a text, and tokens that a request may have written.</summary>
    internal int Tokens { get; init; } = 10_000;

    /// <summary>Widest beam that a translation or caption may be searched with.</summary>
    internal int Beam { get; init; } = 20;

    /// <summary>Requests at a time; more are answered with 503.</summary>
    internal int Requests { get; init; } = 256;

    /// <summary>Connections at a time; more are closed at once.</summary>
    internal int Connections { get; init; } = 1024;

    /// <summary>Texts that wait for a model; more are answered with 503.</summary>
    internal int Queue { get; init; } = 1024;

    /// <summary>Texts that a model computes together.</summary>
    internal int Batch { get; init; } = 32;

    /// <summary>Texts that generators read or write at the same time; more are answered with 503.</summary>
    internal int Streams { get; init; } = 16;

    /// <summary>Sessions kept at the same time.</summary>
    internal int Sessions { get; init; } = 1000;

    /// <summary>Batches that a model computes at the same time, each on one thread.</summary>
    internal int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>How long a request may take.</summary>
    internal TimeSpan Time { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After how long without a request a session is forgotten.</summary>
    internal TimeSpan SessionIdle { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long requests under way may take to finish when the service ends.</summary>
    internal TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the model folders are looked at.</summary>
    internal TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);
}
