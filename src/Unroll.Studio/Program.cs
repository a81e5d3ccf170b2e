WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
await builder.Build().RunAsync().ConfigureAwait(false);
