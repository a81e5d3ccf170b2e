namespace Unroll.Studio.Service;

/// <summary>All that the service logs by itself.</summary>
static partial class Log
{
    [LoggerMessage(LogLevel.Information, "{Model}: loaded from {Folder}")]
    internal static partial void Loaded(ILogger log, string model, string folder);

    [LoggerMessage(LogLevel.Warning, "{Model}: its folder has changed, but cannot be loaded; the model from before answers on. {Fault}")]
    internal static partial void Kept(ILogger log, string model, string fault);

    [LoggerMessage(LogLevel.Error, "A request could not be answered")]
    internal static partial void Failed(ILogger log, Exception failure);

    [LoggerMessage(LogLevel.Warning, "Everybody who reaches {Address} may use this service: it has no key")]
    internal static partial void Open(ILogger log, string address);
}
