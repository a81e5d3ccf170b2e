namespace Unroll.Studio.Pages;

/// <summary>What the studio shows and where.</summary>
/// <param name="Folder">The folder whose model folders it shows, and where it puts what it trains.</param>
/// <param name="Port">The port on the loopback address; 0 for any that is free.</param>
public sealed record StudioOptions(string Folder = ".", int Port = StudioOptions.DefaultPort)
{
    /// <summary>The port where none is given.</summary>
    public const int DefaultPort = 5190;
}
