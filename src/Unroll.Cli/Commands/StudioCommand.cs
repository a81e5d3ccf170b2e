using System.CommandLine;
using System.Net;

namespace Unroll.Cli.Commands;

/// <summary>Opens the studio: pages in a browser over a folder of models.</summary>
sealed class StudioCommand : ToolCommand
{
    readonly Argument<string> folder = new("FOLDER")
    {
        Description = "Folder that holds model folders, and to which what is trained goes. [default: this one]",
        Arity = ArgumentArity.ZeroOrOne,
        DefaultValueFactory = _ => ".",
        HelpName = "FOLDER",
    };
    readonly Option<int?> port = SharedOptions.Whole("--port", "N", "Listen at this port of this machine, which nobody else reaches (default 5190); 0 for any that is free.", 0, IPEndPoint.MaxPort);

    internal StudioCommand() : base("studio", "Train, try out and look into models in a browser.",
        "unroll studio",
        "unroll studio models --port 0")
    {
        Add(folder);
        Add(port);
        SetAction(Run);
    }

    int Run(ParseResult parse) =>
#if AHEAD_OF_TIME
        throw ToolBuild.Lacks("unroll studio", "ASP.NET");
#else
        Web.StudioServer.Run(parse.GetRequiredValue(folder), parse.GetValue(port));
#endif
}
