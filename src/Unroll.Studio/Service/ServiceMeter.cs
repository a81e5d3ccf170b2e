using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Unroll.Studio.Service;

/// <summary>What the service counts and traces beyond what ASP.NET does by itself.</summary>
static class ServiceMeter
{
    /// <summary>The name of both, for whoever collects.</summary>
    internal const string Name = "Unroll.Service";

    /// <summary>Traces: one span for what a request waits for, in the queue and while it is computed.</summary>
    internal static readonly ActivitySource Activities = new(Name);

    static readonly Meter Meter = new(Name);

    /// <summary>How many texts were computed together.</summary>
    internal static readonly Histogram<int> BatchSizes = Meter.CreateHistogram<int>("unroll.service.batch.size", "{text}", "Texts computed together.");

    /// <summary>How long that took.</summary>
    internal static readonly Histogram<double> BatchTimes = Meter.CreateHistogram<double>("unroll.service.batch.duration", "s", "Time a batch took.");

    /// <summary>Pieces of text written by generators.</summary>
    internal static readonly Counter<long> Pieces = Meter.CreateCounter<long>("unroll.service.pieces", "{piece}", "Pieces of text written by generators.");

    /// <summary>Models loaded, and model folders that could not be.</summary>
    internal static readonly Counter<long> Reloads = Meter.CreateCounter<long>("unroll.service.loads", "{model}", "Model folders loaded, or found damaged.");

    /// <summary>For the queue of a model: where its measurements go.</summary>
    /// <param name="model">Its name.</param>
    internal static Action<int, TimeSpan> BatchesOf(string model)
    {
        KeyValuePair<string, object?> tag = new("model", model);
        return (size, time) =>
        {
            BatchSizes.Record(size, tag);
            BatchTimes.Record(time.TotalSeconds, tag);
        };
    }
}
