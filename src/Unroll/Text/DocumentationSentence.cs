namespace Unroll.Text;

/// <summary>What a piece of a documentation sentence is.</summary>
public enum DocumentationSegmentKind
{
    /// <summary>Plain text.</summary>
    Text,

    /// <summary>A type, member or namespace (see cref); the text is its identifier with the letter of its kind, such as T:System.String.</summary>
    Reference,

    /// <summary>A parameter (paramref).</summary>
    Parameter,

    /// <summary>A type parameter (typeparamref).</summary>
    TypeParameter,

    /// <summary>A keyword of the language (see langword), such as true or null.</summary>
    Keyword,

    /// <summary>Code inside a sentence (c).</summary>
    Code,
}

/// <summary>A piece of a documentation sentence.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text; of a reference the identifier.</param>
public readonly record struct DocumentationSegment(DocumentationSegmentKind Kind, string Text);

/// <summary>Which part of a member's documentation a sentence stands in.</summary>
public enum DocumentationElement
{
    /// <summary>What the member is or does.</summary>
    Summary,

    /// <summary>A parameter.</summary>
    Parameter,

    /// <summary>A type parameter.</summary>
    TypeParameter,

    /// <summary>What is returned.</summary>
    Returns,

    /// <summary>The value of a property.</summary>
    Value,

    /// <summary>When an exception is thrown.</summary>
    Exception,

    /// <summary>Further remarks.</summary>
    Remarks,
}

/// <summary>One sentence of an API's documentation, its marks kept.</summary>
/// <param name="MemberId">The documented member's identifier; its first letter is the kind (T type, M method, P property, F field, E event).</param>
/// <param name="Namespace">The namespace of the member.</param>
/// <param name="Element">The part of the member's documentation.</param>
/// <param name="Subject">The parameter's name, or the exception's identifier; null for the other parts.</param>
/// <param name="Segments">The sentence in pieces; white space between words is part of the text pieces.</param>
public sealed record DocumentationSentence(
    string MemberId, string Namespace, DocumentationElement Element, string? Subject, IReadOnlyList<DocumentationSegment> Segments)
{
    /// <summary>The sentence as a person reads it: references as simple names, the rest as written.</summary>
    public string PlainText => string.Concat(Segments.Select(segment =>
        segment.Kind == DocumentationSegmentKind.Reference ? MemberIds.SimpleName(segment.Text) : segment.Text));

    /// <inheritdoc/>
    public override string ToString() => PlainText;
}
