using System.CommandLine;
using System.Net;

namespace Unroll.Cli.Commands;

/// <summary>Answers over HTTP.</summary>
sealed class ServeCommand : ToolCommand
{
    /// <summary>Holds the key that requests have to bring along: on a command line everybody on the machine could read it.</summary>
    internal const string KeyVariable = "UNROLL_API_KEY";

    readonly Argument<string[]> models = new("MODEL")
    {
        Description = "Folder of a trained model; NAME=FOLDER gives it another name, NAME@VERSION=FOLDER puts versions side by side, of which the last answers to the name alone.",
        Arity = ArgumentArity.OneOrMore,
    };
    readonly Option<IPAddress?> address = new("--address")
    {
        Description = "Listen at this address of the machine (default 127.0.0.1, which only the machine itself reaches); 0.0.0.0 for all.",
        HelpName = "ADDRESS",
        CustomParser = argument =>
        {
            if (IPAddress.TryParse(argument.Tokens[0].Value, out IPAddress? parsed)) return parsed;
            argument.AddError($"--address takes an address of this machine such as 127.0.0.1 or 0.0.0.0, got '{argument.Tokens[0].Value}'.");
            return null;
        },
    };
    readonly Option<int?> port = SharedOptions.Whole("--port", "N", "Listen at this port (default 8080); 0 for any that is free.", 0, IPEndPoint.MaxPort);
    readonly Option<int?> workers = SharedOptions.Whole("--threads", "N", "Threads that compute for each model (default: as many as there are cores).", 1, 1024);
    readonly Option<int?> bytes = SharedOptions.Whole("--max-bytes", "N", "Bytes of a request's body (default 1048576).", 1);
    readonly Option<int?> texts = SharedOptions.Whole("--max-texts", "N", "Texts or pictures of a request (default 256).", 1);
    readonly Option<int?> tokens = SharedOptions.Whole("--max-tokens", "N", "Tokens of a text, read or written (default 10000).", 1);
    readonly Option<int?> requests = SharedOptions.Whole("--max-requests", "N", "Requests at a time (default 256); more are answered with 503.", 1);
    readonly Option<int?> sessions = SharedOptions.Whole("--max-sessions", "N", "Sessions kept at a time (default 1000).", 1);
    readonly Option<int?> seconds = SharedOptions.Whole("--max-seconds", "N", "Seconds a request may take, and those under way at the end (default 30).", 1, 86_400);

    internal ServeCommand() : base("serve", "Answer over HTTP: predict, tag, translate, caption, generate.",
        "unroll serve sentiment",
        "unroll serve news@1=old-news news@2=news stories --port 9000")
    {
        Add(models);
        foreach (Option option in new Option[] { address, port, workers, bytes, texts, tokens, requests, sessions, seconds }) Add(option);
        SetAction(Run);
    }

#if AHEAD_OF_TIME
    int Run(ParseResult parse) => throw ToolBuild.Lacks("unroll serve", "ASP.NET");
#else
    int Run(ParseResult parse) => Web.ServiceServer.Run(new([.. parse.GetRequiredValue(models).Select(AddressOf)])
    {
        Address = parse.GetValue(address) ?? IPAddress.Loopback,
        Port = parse.GetValue(port) ?? Standard.Port,
        ApiKey = Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key ? key : null,
        Limits = LimitsOf(parse),
    });

    static readonly Studio.Service.ServiceOptions Standard = new([]);

    static Studio.Service.ModelAddress AddressOf(string written)
    {
        Studio.Service.ModelAddress parsed = Studio.Service.ModelAddress.Parse(written);
        Runs.RunFolder.RequireFinished(parsed.Folder);
        return parsed;
    }

    Studio.Service.ServiceLimits LimitsOf(ParseResult parse)
    {
        Studio.Service.ServiceLimits standard = Standard.Limits;
        TimeSpan time = parse.GetValue(seconds) is { } given ? TimeSpan.FromSeconds(given) : standard.Time;
        return standard with
        {
            Workers = parse.GetValue(workers) ?? standard.Workers,
            BodyBytes = parse.GetValue(bytes) ?? standard.BodyBytes,
            Texts = parse.GetValue(texts) ?? standard.Texts,
            Tokens = parse.GetValue(tokens) ?? standard.Tokens,
            Requests = parse.GetValue(requests) ?? standard.Requests,
            Sessions = parse.GetValue(sessions) ?? standard.Sessions,
            Time = time,
            Drain = time,
        };
    }
#endif
}
