namespace Unroll.Cli.Commands;

/// <summary>How the training of a model went.</summary>
static class TrainingLook
{
    internal static int Show(string folder, bool json) => throw new NotSupportedException("not built yet.");
}
