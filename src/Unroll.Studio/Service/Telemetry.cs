using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Unroll.Studio.Service;

/// <summary>Metrics and traces for a collector, where the environment names one as OpenTelemetry's specification says.</summary>
static class Telemetry
{
    const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT", ServiceName = "OTEL_SERVICE_NAME";

    /// <summary>Sends metrics and traces where there is somebody to take them.</summary>
    internal static void Add(WebApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Endpoint)))
        {
            return;
        }

        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(Environment.GetEnvironmentVariable(ServiceName) ?? "unroll"))
            .WithMetrics(metrics => metrics.AddAspNetCoreInstrumentation().AddMeter(ServiceMeter.Name, "System.Runtime"))
            .WithTracing(traces => traces.AddAspNetCoreInstrumentation().AddSource(ServiceMeter.Name))
            .UseOtlpExporter();
    }
}
