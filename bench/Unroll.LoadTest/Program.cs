// dotnet run -c Release --project bench/Unroll.LoadTest -- ADDRESS MODEL TEXTS: how much a running service answers, and how fast.
// TEXTS is a file with a text a line. Results go to standard output; exit code 1 when a request was not answered with success.
using Unroll.LoadTest;

if (args is not [string address, string model, string texts])
{
    Console.Error.WriteLine("usage: ADDRESS MODEL TEXTS, as in: http://127.0.0.1:8080 news texts.txt");
    return 2;
}

TimeSpan warmUp = TimeSpan.FromSeconds(5), closed = TimeSpan.FromSeconds(15), open = TimeSpan.FromSeconds(60);
const double shareOfPeak = 0.8;
using Client client = new(new(address), model, File.ReadAllLines(texts));
await ClosedLoop.Run(client, connections: 16, warmUp);
Measured one = await ClosedLoop.Run(client, connections: 1, closed);
Console.WriteLine($"closed loop,  1 connection:  {one}");
Measured many = await ClosedLoop.Run(client, connections: 64, closed);
Console.WriteLine($"closed loop, 64 connections: {many}");
Measured steady = await OpenLoop.Run(client, shareOfPeak * Math.Max(one.PerSecond, many.PerSecond), open);
Console.WriteLine($"open loop, {shareOfPeak:P0} of the peak: {steady}");
return one.Errors + many.Errors + steady.Errors == 0 ? 0 : 1;
