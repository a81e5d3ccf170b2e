namespace Unroll.Cli.Commands;

/// <summary>What a network does at each token of a text.</summary>
static class TextLook
{
    internal static int Show(string folder, IReadOnlyList<string> texts, bool json) => throw new NotSupportedException("not built yet.");
}
