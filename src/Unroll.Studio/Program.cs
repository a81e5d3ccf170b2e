using System.Globalization;
using Unroll.Studio.Pages;

// The studio by itself: dotnet run --project src/Unroll.Studio -- FOLDER --port N
StudioOptions options = new();
for (int i = 0; i < args.Length; i++)
{
    if (args[i] != "--port")
    {
        options = options with { Folder = args[i] };
    }
    else if (++i < args.Length && ushort.TryParse(args[i], CultureInfo.InvariantCulture, out ushort port))
    {
        options = options with { Port = port };
    }
    else
    {
        Console.Error.WriteLine("--port: expected a number from 0 to 65535.");
        return 2;
    }
}

try
{
    await using StudioApplication studio = await StudioApplication.StartAsync(options);
    Console.WriteLine(studio.Address);
    await studio.WaitAsync(CancellationToken.None);
    return 0;
}
catch (Exception exception) when (exception is InvalidDataException or IOException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
