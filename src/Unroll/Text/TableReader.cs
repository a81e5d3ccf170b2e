namespace Unroll.Text;

/// <summary>Reads the rows of a table one after the other and knows the line each began on.</summary>
abstract class TableReader : IDisposable
{
    /// <summary>1-based line on which the row last read begins.</summary>
    internal long Line { get; private protected set; }

    /// <summary>The fields of the row last read; null where the row has none of that name.</summary>
    internal abstract ReadOnlySpan<string?> Fields { get; }

    /// <summary>Reads the next row that is not empty.</summary>
    /// <exception cref="InvalidDataException">The row is at fault.</exception>
    internal abstract bool Read();

    public abstract void Dispose();
}
