using Unroll.Tasks.Generation;

namespace Unroll.Studio.Service;

/// <summary>Continues texts. They are written one token at a time, so there is no batch to wait for.</summary>
sealed class ServedGenerator(ModelAddress address, Surroundings services) : ServedModel<TextGenerator>(address, TextGenerator.Load, services)
{
    internal const string TaskName = "generate";

    internal override string Task => TaskName;

    internal override long Parameters => Current.ParameterCount;

    public override void Dispose()
    {
        // It has no threads of its own.
    }
}
