namespace Unroll.Tensors;

/// <summary>Updates of a parameter's rows that an optimizer has put off until somebody reads the rows.</summary>
abstract class DeferredUpdates
{
    /// <summary>Brings some rows up to date; numbers may repeat.</summary>
    internal abstract void Apply(ReadOnlySpan<int> rows);

    /// <summary>Brings every row up to date.</summary>
    internal abstract void ApplyAll();
}
