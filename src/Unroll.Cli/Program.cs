using Unroll.Cli;

return Tool.Run(args);
